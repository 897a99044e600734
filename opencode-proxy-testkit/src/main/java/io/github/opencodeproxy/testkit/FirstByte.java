package io.github.opencodeproxy.testkit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Tells when the peer says something for the first time. */
final class FirstByte extends FilterInputStream {

    private final Runnable told;
    private boolean isTold;

    FirstByte(InputStream in, Runnable told) {
        super(in);
        this.told = told;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        heard(b);
        return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        heard(read);
        return read;
    }

    private void heard(int result) {
        if (result >= 0 && !isTold) {
            isTold = true;
            told.run();
        }
    }
}
