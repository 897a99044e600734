package io.github.opencodeproxy.servlet.assets;

/** What there is to serve. */
@FunctionalInterface
interface StaticSite {

    /** {@return the answer to a GET or HEAD that is not for the servlet; never null: it may be a 404} */
    StaticAnswer answer(StaticRequest request);

    /** {@return the site of a class path without a UI, which says what is missing where a page would be} */
    static StaticSite missing() {
        NotFoundAnswer hint = NotFoundAnswer.problem(
                "This gateway has no OpenCode UI: put io.github.opencodeproxy:opencode-ui-assets on its class path");
        return request -> {
            boolean isPage = request.path().isEmpty() || request.path().equals("/") || request.isPageWanted();
            return isPage ? hint : NotFoundAnswer.problem();
        };
    }
}
