package io.github.opencodeproxy.sample.street;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A program in a real terminal of 120 by 40, with a home of its own. */
final class Tmux implements AutoCloseable {

    private final String tmux = Tools.require("tmux").toString();
    private final Path socket;

    private Tmux(Path socket) {
        this.socket = socket;
    }

    static Tmux start(Path home, String... command) throws IOException, InterruptedException {
        Tmux screen = new Tmux(home.resolve("tmux"));
        List<String> isolated = List.of(
                "env",
                "-i",
                "PATH=" + System.getenv("PATH"),
                "HOME=" + home,
                "TERM=xterm-256color",
                "LANG=C.UTF-8",
                "OPENCODE_DISABLE_AUTOUPDATE=1");
        screen.tell(Stream.of(
                        Stream.of(
                                "-f", "/dev/null", "new-session", "-d", "-x", "120", "-y", "40", "-c", home.toString()),
                        isolated.stream(),
                        Stream.of(command))
                .flatMap(words -> words)
                .toArray(String[]::new));
        return screen;
    }

    private String tell(String... words) throws IOException, InterruptedException {
        return Tools.run(Stream.concat(Stream.of(tmux, "-S", socket.toString()), Stream.of(words))
                .toArray(String[]::new));
    }

    void type(String text) throws IOException, InterruptedException {
        tell("send-keys", "-l", text);
    }

    void enter() throws IOException, InterruptedException {
        tell("send-keys", "Enter");
    }

    /** What the screen shows. */
    String text() throws IOException, InterruptedException {
        return tell("capture-pane", "-p");
    }

    @Override
    public void close() throws IOException {
        try {
            tell("kill-server");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
