package io.github.opencodeproxy.servlet.contract.faults;

import io.github.opencodeproxy.testkit.RawClient;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Locale;

/** Reads answers that may break anywhere. */
final class Answers {

    private Answers() {}

    /** Everything up to the end of the connection, however it ends, or until nothing more comes. */
    static String readAsFarAsItGoes(RawClient client) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            for (String one = client.read(1); !one.isEmpty(); one = client.read(1)) {
                text.append(one);
            }
        } catch (SocketException | SocketTimeoutException resetOrAllThereIs) {
            // As far as it goes.
        }
        return text.toString();
    }

    /** Whether a client that reads carefully knows that this is no whole answer of a server. */
    static boolean isRefusedOrCut(String answer) {
        if (answer.isEmpty() || answer.startsWith("HTTP/1.1 502") || answer.startsWith("HTTP/1.1 504")) {
            return true;
        }
        int end = answer.indexOf("\r\n\r\n");
        if (end < 0) {
            return true;
        }
        String head = answer.substring(0, end).toLowerCase(Locale.ROOT);
        String body = answer.substring(end + 4);
        if (head.contains("transfer-encoding: chunked")) {
            return !body.endsWith("0\r\n\r\n");
        }
        return head.lines()
                .filter(line -> line.startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(
                        line.substring("content-length:".length()).trim()))
                .anyMatch(length -> body.length() < length);
    }
}
