package io.github.opencodeproxy.bench.load;

import java.util.Arrays;

/** Durations in nanoseconds, of which some fractions are of interest. For one thread at a time. */
public final class Percentiles {

    private long[] values = new long[1024];
    private int size;

    /** Takes one more. */
    public void add(long nanos) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = nanos;
    }

    /** {@return how many there are} */
    public int count() {
        return size;
    }

    /** {@return the value below which this fraction of them lies, in milliseconds; not a number without any} */
    public double millis(double fraction) {
        if (size == 0) {
            return Double.NaN;
        }
        Arrays.sort(values, 0, size);
        return values[(int) Math.min(size - 1L, Math.round(fraction * size))] / 1e6;
    }
}
