package io.github.opencodeproxy.sample.street;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/** Two pictures of the same size, compared point by point. */
final class Pixels {

    /** Of 255, in one colour: what the smoothing of one edge may be off by. */
    private static final int SMALLEST_DIFFERENCE = 16;

    private Pixels() {}

    /** {@return the share of points that differ, from 0 to 1} */
    static double difference(byte[] firstPng, byte[] secondPng) {
        BufferedImage first = read(firstPng);
        BufferedImage second = read(secondPng);
        if (first.getWidth() != second.getWidth() || first.getHeight() != second.getHeight()) {
            return 1;
        }
        int width = first.getWidth();
        int points = width * first.getHeight();
        long different = IntStream.range(0, points)
                .filter(at -> differs(first.getRGB(at % width, at / width), second.getRGB(at % width, at / width)))
                .count();
        return (double) different / points;
    }

    private static boolean differs(int first, int second) {
        return IntStream.of(16, 8, 0)
                .anyMatch(shift -> Math.abs((first >> shift & 0xff) - (second >> shift & 0xff)) > SMALLEST_DIFFERENCE);
    }

    private static BufferedImage read(byte[] png) {
        try {
            return ImageIO.read(new ByteArrayInputStream(png));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
