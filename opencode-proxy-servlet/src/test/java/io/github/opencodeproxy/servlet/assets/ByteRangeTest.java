package io.github.opencodeproxy.servlet.assets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangeTest {

    private static final String TAG = "\"abc\"";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-          | bytes 0-9/10",
                "bytes=0-0         | bytes 0-0/10",
                "bytes=2-5         | bytes 2-5/10",
                "BYTES=2-5         | bytes 2-5/10",
                "bytes=9-          | bytes 9-9/10",
                "bytes=5-99        | bytes 5-9/10",
                "bytes=5-999999999999999999 | bytes 5-9/10",
                "bytes=-3          | bytes 7-9/10",
                "bytes=-99         | bytes 0-9/10",
                "bytes=10-         | unsatisfiable",
                "bytes=999999999999999999- | unsatisfiable",
                "bytes=-0          | unsatisfiable",
                "bytes=5-2         | whole",
                "bytes=-           | whole",
                "bytes=            | whole",
                "bytes=a-b         | whole",
                "bytes 0-5         | whole",
                "bytes=0-1,3-4     | whole",
                "bytes=9999999999999999999- | whole",
                "items=0-1         | whole",
                "bytes=--1         | whole",
            })
    void readsOneRangeOfTenBytes(String range, String expected) {
        assertThat(describe(ByteRange.parse(List.of(range), List.of(), TAG, 10)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-", "bytes=0-0", "bytes=-1"})
    void hasNothingOfAnEmptyFile(String range) {
        assertThat(ByteRange.parse(List.of(range), List.of(), TAG, 0)).isEqualTo(new ByteRange.Unsatisfiable());
    }

    @Test
    void keepsTheRangeOnlyForTheSameStrongTag() {
        List<String> range = List.of("bytes=0-1");
        assertThat(ByteRange.parse(range, List.of(TAG), TAG, 10)).isEqualTo(new ByteRange.Part(0, 1));
        assertThat(ByteRange.parse(range, List.of("\"other\""), TAG, 10)).isEqualTo(new ByteRange.Whole());
        assertThat(ByteRange.parse(range, List.of("W/" + TAG), TAG, 10)).isEqualTo(new ByteRange.Whole());
        assertThat(ByteRange.parse(range, List.of("Sat, 29 Oct 1994 19:43:31 GMT"), TAG, 10))
                .isEqualTo(new ByteRange.Whole());
    }

    @Test
    void answersTheWholeForNoneAndForTwoFields() {
        assertThat(ByteRange.parse(List.of(), List.of(), TAG, 10)).isEqualTo(new ByteRange.Whole());
        assertThat(ByteRange.parse(List.of("bytes=0-1", "bytes=2-3"), List.of(), TAG, 10))
                .isEqualTo(new ByteRange.Whole());
    }

    private static String describe(ByteRange range) {
        if (range instanceof ByteRange.Part part) {
            return part.of(10);
        }
        return range instanceof ByteRange.Whole ? "whole" : "unsatisfiable";
    }
}
