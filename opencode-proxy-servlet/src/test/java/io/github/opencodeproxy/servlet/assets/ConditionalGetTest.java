package io.github.opencodeproxy.servlet.assets;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.opencodeproxy.servlet.assets.ConditionalGet.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionalGetTest {

    private static final String TAG = "\"abc-br\"";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"abc-br\"                  | NOT_MODIFIED",
                "W/\"abc-br\"                | NOT_MODIFIED",
                "*                           | NOT_MODIFIED",
                " *                          | NOT_MODIFIED",
                "\"x\", \"abc-br\"           | NOT_MODIFIED",
                "\"x\",W/\"y\" ,\"abc-br\"   | NOT_MODIFIED",
                ", ,\"abc-br\",              | NOT_MODIFIED",
                "\"a,b\", \"abc-br\"         | NOT_MODIFIED",
                "\"\", \"abc-br\"            | NOT_MODIFIED",
                "\"abc\"                     | PROCEED",
                "\"ABC-br\"                  | PROCEED",
                "w/\"abc-br\"                | PROCEED",
                "W/ \"abc-br\"               | PROCEED",
                "abc-br                      | PROCEED",
                "\"abc-br                    | PROCEED",
                "\"x\" \"abc-br\"            | PROCEED",
                "x, \"abc-br\"               | PROCEED",
                "*, \"x\"                    | PROCEED",
                "\"x \\\"abc-br\"            | PROCEED",
                "``                          | PROCEED",
            })
    void comparesIfNoneMatchWeakly(String ifNoneMatch, Outcome outcome) {
        assertThat(ConditionalGet.evaluate(List.of(), List.of(ifNoneMatch), TAG))
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"abc-br\"        | PROCEED",
                "*                 | PROCEED",
                "\"x\", \"abc-br\" | PROCEED",
                "W/\"abc-br\"      | FAILED",
                "\"x\"             | FAILED",
                "abc-br            | FAILED",
                "``                | FAILED",
            })
    void comparesIfMatchStrongly(String ifMatch, Outcome outcome) {
        assertThat(ConditionalGet.evaluate(List.of(ifMatch), List.of(), TAG)).isEqualTo(outcome);
    }

    @Test
    void proceedsWithoutPreconditions() {
        assertThat(ConditionalGet.evaluate(List.of(), List.of(), TAG)).isEqualTo(Outcome.PROCEED);
    }

    @Test
    void looksAtIfMatchFirst() {
        assertThat(ConditionalGet.evaluate(List.of("\"x\""), List.of(TAG), TAG)).isEqualTo(Outcome.FAILED);
        assertThat(ConditionalGet.evaluate(List.of(TAG), List.of(TAG), TAG)).isEqualTo(Outcome.NOT_MODIFIED);
    }

    @Test
    void readsSeveralFieldsAsOneList() {
        assertThat(ConditionalGet.evaluate(List.of(), List.of("\"x\"", TAG), TAG))
                .isEqualTo(Outcome.NOT_MODIFIED);
    }

    @Test
    void takesLongListsWithoutDeepRecursion() {
        assertThat(ConditionalGet.evaluate(List.of(), List.of("\"x\",".repeat(20_000) + TAG), TAG))
                .isEqualTo(Outcome.NOT_MODIFIED);
        assertThat(ConditionalGet.evaluate(List.of(), List.of('"' + "x".repeat(100_000)), TAG))
                .isEqualTo(Outcome.PROCEED);
    }
}
