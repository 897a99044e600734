package io.github.opencodeproxy.bench.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One connection of a loop. For the loop's thread only. */
public final class Line {

    /** So that one long body does not keep the others waiting. */
    private static final int WRITES_PER_TURN = 16;

    private final Loop loop;
    private final SocketChannel channel;
    private final Talk talk;
    private final Deque<ByteBuffer> queue = new ArrayDeque<>(2);
    private @Nullable SelectionKey key;
    private @Nullable Source source;
    private boolean isClosed;

    Line(Loop loop, SocketChannel channel, Talk talk) {
        this.loop = loop;
        this.channel = channel;
        this.talk = talk;
    }

    /** {@return the loop that this connection belongs to} */
    public Loop loop() {
        return loop;
    }

    /** {@return whether the connection has ended} */
    public boolean isClosed() {
        return isClosed;
    }

    /** Sends bytes, after what is still to be sent. */
    public void write(ByteBuffer bytes) {
        queue.add(bytes);
        flush();
    }

    /** Sends a body, as fast as the other side takes it. */
    public void write(Source body) {
        source = body;
        flush();
    }

    /** Ends the connection. */
    public void close() {
        if (!isClosed) {
            isClosed = true;
            try {
                channel.close();
            } catch (IOException e) {
                // It is closed.
            }
            talk.closed(this);
        }
    }

    void register(SelectionKey own) {
        key = own;
        if (own.interestOps() == SelectionKey.OP_READ) {
            talk.opened(this);
        }
    }

    void ready(SelectionKey own, ByteBuffer input) {
        try {
            if (own.isConnectable() && channel.finishConnect()) {
                own.interestOps(SelectionKey.OP_READ);
                talk.opened(this);
                return;
            }
            if (own.isReadable()) {
                read(input);
            }
            if (!isClosed && own.isValid() && own.isWritable()) {
                flush();
            }
        } catch (IOException e) {
            close();
        }
    }

    private void read(ByteBuffer input) throws IOException {
        input.clear();
        int read = channel.read(input);
        if (read < 0) {
            close();
        } else if (read > 0) {
            talk.read(this, input.flip());
        }
    }

    private void flush() {
        if (isClosed || key == null) {
            return;
        }
        try {
            boolean isDone = false;
            for (int i = 0; i < WRITES_PER_TURN && !isDone; i++) {
                ByteBuffer next = head();
                if (next == null) {
                    isDone = true;
                } else {
                    channel.write(next);
                    if (next.hasRemaining()) {
                        break;
                    }
                    queue.poll();
                }
            }
            int operations = isDone ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
            if (key.interestOps() != operations) {
                key.interestOps(operations);
            }
        } catch (IOException e) {
            close();
        }
    }

    private @Nullable ByteBuffer head() {
        ByteBuffer next = queue.peek();
        if (next == null && source != null) {
            next = source.next();
            if (next == null) {
                source = null;
            } else {
                queue.add(next);
            }
        }
        return next;
    }
}
