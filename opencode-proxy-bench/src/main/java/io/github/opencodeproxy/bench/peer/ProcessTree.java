package io.github.opencodeproxy.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a process and its children have used, as Linux counts it. */
final class ProcessTree {

    /** The kernel's unit in /proc, 100 a second on every Linux that Java runs on. */
    private static final int TICKS_PER_SECOND = 100;

    private final ProcessHandle root;

    ProcessTree(ProcessHandle root) {
        this.root = root;
    }

    /** {@return the processor time of all of them in microseconds} */
    double cpuMicros() throws IOException {
        long ticks = 0;
        for (Path process : processes()) {
            String stat = read(process.resolve("stat")).orElse("");
            if (!stat.isEmpty()) {
                // The name, in brackets, may contain anything.
                String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 14);
                ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
            }
        }
        return ticks * 1e6 / TICKS_PER_SECOND;
    }

    /** {@return the resident memory of all of them in kB; pages that they share count for each} */
    long residentKilobytes() throws IOException {
        return sum("VmRSS:");
    }

    /** {@return the most resident memory that they ever had, in kB} */
    long peakKilobytes() throws IOException {
        return sum("VmHWM:");
    }

    private long sum(String name) throws IOException {
        long sum = 0;
        for (Path process : processes()) {
            sum += read(process.resolve("status"))
                    .orElse("")
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
        return sum;
    }

    private List<Path> processes() {
        return Stream.concat(Stream.of(root), root.descendants())
                .map(process -> Path.of("/proc", String.valueOf(process.pid())))
                .toList();
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException ended) {
            return Optional.empty();
        }
    }
}
