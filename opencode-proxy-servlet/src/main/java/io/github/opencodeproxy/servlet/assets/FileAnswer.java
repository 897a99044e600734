package io.github.opencodeproxy.servlet.assets;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A catalogue file, in the variant that the client likes best.
 *
 * <p>The writes block. The largest file has 2.7 MB, most fit into the socket's buffer, and a browser asks for each once per
 * build; a reader that stalls holds one thread until the container's own idle time limit, as with the container's own
 * static files. The asynchronous relay is for streams, which have no end.
 */
record FileAnswer(AssetCatalog catalog, Asset asset) implements StaticAnswer {

    private static final int BUFFER = 32 * 1024;
    private static final int RANGE_NOT_SATISFIABLE = HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE;

    @Override
    public void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ContentCoding coding =
                ContentEncodingChoice.choose(StaticAnswer.values(request, "Accept-Encoding"), asset.codings());
        if (asset.isNegotiated()) {
            response.setHeader("Vary", "Accept-Encoding");
        }
        switch (StaticAnswer.precondition(request, asset.entityTag(coding))) {
            case FAILED -> refuse(response, HttpServletResponse.SC_PRECONDITION_FAILED);
            case NOT_MODIFIED -> {
                validators(response, coding);
                response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            }
            case PROCEED -> send(request, response, coding);
        }
    }

    private void send(HttpServletRequest request, HttpServletResponse response, ContentCoding coding)
            throws IOException {
        long length = catalog.length(asset, coding);
        ByteRange range = range(request, coding, length);
        response.setHeader("Accept-Ranges", "bytes");
        if (range instanceof ByteRange.Unsatisfiable) {
            response.setHeader("Content-Range", "bytes */" + length);
            refuse(response, RANGE_NOT_SATISFIABLE);
            return;
        }
        ByteRange.Part part = new ByteRange.Part(0, length - 1);
        if (range instanceof ByteRange.Part asked) {
            part = asked;
            response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
            response.setHeader("Content-Range", part.of(length));
        }
        validators(response, coding);
        response.setContentType(asset.type());
        if (coding != ContentCoding.IDENTITY) {
            response.setHeader("Content-Encoding", coding.token());
        }
        response.setContentLengthLong(part.length());
        if (!StaticAnswer.isHead(request)) {
            try (InputStream bytes = catalog.open(asset, coding)) {
                bytes.skipNBytes(part.first());
                copy(bytes, response.getOutputStream(), part.length());
            }
        }
    }

    /** RFC 9110 14.2: only GET has ranges. */
    private ByteRange range(HttpServletRequest request, ContentCoding coding, long length) {
        if (StaticAnswer.isHead(request)) {
            return new ByteRange.Whole();
        }
        return ByteRange.parse(
                StaticAnswer.values(request, "Range"),
                StaticAnswer.values(request, "If-Range"),
                asset.entityTag(coding),
                length);
    }

    private void validators(HttpServletResponse response, ContentCoding coding) {
        response.setHeader("ETag", asset.entityTag(coding));
        StaticHeaders.cache(response, CachePolicy.IMMUTABLE);
    }

    /** The same request may succeed in another form, so nobody may keep this. */
    private static void refuse(HttpServletResponse response, int status) {
        response.setStatus(status);
        StaticHeaders.cache(response, CachePolicy.NEVER);
        response.setContentLength(0);
    }

    /** A file that ends early must break the connection: {@code Content-Length} is out already. */
    private static void copy(InputStream from, OutputStream to, long length) throws IOException {
        byte[] buffer = new byte[(int) Math.min(length, BUFFER)];
        for (long left = length; left > 0; ) {
            int count = from.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (count < 0) {
                throw new EOFException("A UI file is " + left + " bytes shorter than its index says");
            }
            to.write(buffer, 0, count);
            left -= count;
        }
    }
}
