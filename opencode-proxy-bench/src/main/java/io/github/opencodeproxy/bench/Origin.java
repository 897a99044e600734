package io.github.opencodeproxy.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;

/**
 * What is proxied: {@code /json} is a small answer, {@code /events} a stream that says every 20 ms what
 * {@link System#nanoTime} is, a clock that all processes of one machine share on Linux.
 */
final class Origin extends Handler.Abstract.NonBlocking {

    /** As long as a typical answer of OpenCode's API. */
    static final int JSON_BYTES = 914;

    private static final byte[] JSON =
            ("{\"text\":\"" + "x".repeat(JSON_BYTES - 11) + "\"}").getBytes(StandardCharsets.US_ASCII);

    private static final int EVENT_MILLIS = 20;

    public static void main(String[] args) throws Exception {
        Server server = new Server(Integer.parseInt(args[0]));
        server.setHandler(new Origin());
        server.start();
        server.join();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (Request.getPathInContext(request).endsWith("/events")) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
            speak(request, response, callback);
        } else {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, JSON.length);
            response.write(true, ByteBuffer.wrap(JSON), callback);
        }
        return true;
    }

    private static void speak(Request request, Response response, Callback callback) {
        byte[] event = ("data: " + System.nanoTime() + "\n\n").getBytes(StandardCharsets.US_ASCII);
        Runnable next = () -> request.getComponents()
                .getScheduler()
                .schedule(() -> speak(request, response, callback), EVENT_MILLIS, TimeUnit.MILLISECONDS);
        response.write(false, ByteBuffer.wrap(event), Callback.from(next, callback::failed));
    }
}
