package io.github.opencodeproxy.servlet.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Values from a properties file, or from a folder with a file per key, as Kubernetes mounts ConfigMaps and Secrets. */
final class MountedConfig {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private MountedConfig() {}

    static Map<String, String> read(Path path) throws IOException {
        return Files.isDirectory(path) ? readFolder(path) : readProperties(path);
    }

    private static Map<String, String> readProperties(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            properties.load(text);
        }
        if (properties.stringPropertyNames().stream().anyMatch(name -> name.startsWith(BYTE_ORDER_MARK))) {
            // Else the first key would be one that nobody reads.
            throw new IOException("Begins with a byte order mark: save it as UTF-8 without one");
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return values;
    }

    private static Map<String, String> readFolder(Path folder) throws IOException {
        Map<String, String> values = new TreeMap<>();
        // Kubernetes keeps its own links there, beginning with a dot.
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[!.]*")) {
            for (Path file : files) {
                if (!Files.isRegularFile(file)) {
                    // Left out, a rule that denies would be gone without a word.
                    throw new IOException("Not a file, or a link that leads nowhere: " + file.getFileName());
                }
                values.put(file.getFileName().toString(), withoutLastLineBreak(Files.readString(file)));
            }
        }
        return values;
    }

    /** Editors end a file with a line break, which is no part of a password. */
    private static String withoutLastLineBreak(String text) {
        return text.replaceFirst("\\R\\z", "");
    }
}
