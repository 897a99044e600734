package io.github.opencodeproxy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where figures go: always to the terminal, and into the document where it has a place for them. */
final class Report {

    private static final Path DOCUMENT = Path.of("docs", "performance.md");
    private static final Path IMAGES = Path.of("docs", "images");

    private final boolean isWritten;

    /** Prints, and writes the document only when the figures are worth it. */
    Report(boolean isWritten) {
        this.isWritten = isWritten;
    }

    /** Tells how it goes. */
    static void say(String text) {
        System.out.println(text);
    }

    /** Puts the text between {@code <!-- bench:name -->} and {@code <!-- /bench:name -->}. */
    void put(String name, String text) throws IOException {
        say("\n" + text);
        if (!isWritten) {
            return;
        }
        String begin = "<!-- bench:" + name + " -->\n";
        String document = Files.readString(DOCUMENT);
        int from = document.indexOf(begin);
        int to = document.indexOf("<!-- /bench:" + name + " -->");
        if (from < 0 || to < from) {
            throw new IOException(DOCUMENT + " has no place for " + name);
        }
        String result = document.substring(0, from + begin.length()) + text + document.substring(to);
        Files.writeString(DOCUMENT, result);
    }

    /** Does the same with a picture below the text. */
    void put(String name, String text, BarChart chart) throws IOException {
        if (isWritten) {
            Files.createDirectories(IMAGES);
            Files.writeString(IMAGES.resolve("performance-" + name + ".svg"), chart.svg());
        }
        put(name, text + "\n![" + chart.title() + "](images/performance-" + name + ".svg)\n");
    }
}
