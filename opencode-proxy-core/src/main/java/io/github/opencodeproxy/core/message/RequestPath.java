package io.github.opencodeproxy.core.message;

import org.jspecify.annotations.Nullable;

/** The raw path and query. */
public final class RequestPath {
    private final String path;
    private final @Nullable String query;

    private RequestPath(String path, @Nullable String query) {
        this.path = path;
        this.query = query;
    }

    public static RequestPath parse(String rawPath, @Nullable String rawQuery) {
        return new RequestPath(rawPath, rawQuery);
    }

    public String path() {
        return path;
    }

    public String underBase(String basePath) {
        return query == null ? basePath + path : basePath + path + '?' + query;
    }
}
