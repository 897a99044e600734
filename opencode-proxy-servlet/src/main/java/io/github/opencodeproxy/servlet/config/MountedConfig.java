package io.github.opencodeproxy.servlet.config;

import io.github.opencodeproxy.servlet.files.SmallFile;
import io.github.opencodeproxy.servlet.files.UnusableFileException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.DirectoryIteratorException;
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
        try {
            properties.load(new StringReader(SmallFile.readText(file)));
        } catch (IllegalArgumentException brokenEscape) {
            throw new UnusableFileException(file, "must not have a \\u without four hexadecimal digits");
        }
        Map<String, String> values = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        if (values.keySet().stream().anyMatch(name -> name.startsWith(BYTE_ORDER_MARK))) {
            // Else that key would be one that nobody reads. Files that were put together have such marks inside.
            throw new UnusableFileException(file, "must have no byte order mark but at its very beginning");
        }
        return values;
    }

    private static Map<String, String> readFolder(Path folder) throws IOException {
        Map<String, String> values = new TreeMap<>();
        long length = 0;
        // Kubernetes keeps its own links there, beginning with a dot.
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "[!.]*")) {
            for (Path file : files) {
                String key = file.getFileName().toString();
                // One that is left out could be a rule that denies: it would be gone without a word.
                String text = SmallFile.readText(file);
                length += key.length() + text.length();
                if (length > SmallFile.MOST_BYTES) {
                    throw new UnusableFileException(folder, "must not hold more than 1 MiB");
                }
                values.put(key, withoutLastLineBreak(text));
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return values;
    }

    /** Editors end a file with a line break, which is no part of a password. */
    private static String withoutLastLineBreak(String text) {
        return text.replaceFirst("\\R\\z", "");
    }
}
