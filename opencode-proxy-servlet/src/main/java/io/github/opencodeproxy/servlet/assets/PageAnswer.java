package io.github.opencodeproxy.servlet.assets;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A page, filled in for the address that it was asked for. */
record PageAnswer(IndexPage page, String up) implements StaticAnswer {

    @Override
    public void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = page.render(up);
        String entityTag = IndexPage.entityTag(body);
        response.setHeader("Vary", "Accept, Sec-Fetch-Mode");
        response.setHeader("ETag", entityTag);
        StaticHeaders.cache(response, CachePolicy.REVALIDATE);
        switch (StaticAnswer.precondition(request, entityTag)) {
            case FAILED -> {
                response.setStatus(HttpServletResponse.SC_PRECONDITION_FAILED);
                response.setContentLength(0);
            }
            case NOT_MODIFIED -> response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            case PROCEED -> {
                response.setContentType("text/html; charset=utf-8");
                StaticAnswer.writeBody(request, response, body);
            }
        }
    }
}
