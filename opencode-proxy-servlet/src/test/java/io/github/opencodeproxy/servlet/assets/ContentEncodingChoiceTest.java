package io.github.opencodeproxy.servlet.assets;

import static io.github.opencodeproxy.servlet.assets.ContentCoding.BROTLI;
import static io.github.opencodeproxy.servlet.assets.ContentCoding.GZIP;
import static io.github.opencodeproxy.servlet.assets.ContentCoding.IDENTITY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentEncodingChoiceTest {

    private static final Set<ContentCoding> ALL = EnumSet.allOf(ContentCoding.class);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "gzip, deflate, br, zstd     | BROTLI",
                "gzip, deflate               | GZIP",
                "br                          | BROTLI",
                "GZIP                        | GZIP",
                "x-gzip                      | GZIP",
                "gzip;q=1.0, br;q=0.2        | GZIP",
                "gzip;q=0.5, br;q=0.501      | BROTLI",
                "gzip ; q=0.5,br ;\tq=0.4    | GZIP",
                "gzip;Q=0.5                  | GZIP",
                "gzip;q=1., br;q=0.          | GZIP",
                "identity, br;q=0.5          | IDENTITY",
                "identity;q=0.5, gzip;q=0.2  | IDENTITY",
                "identity;q=0.001, gzip;q=0.001 | GZIP",
                "gzip;q=0.001                | GZIP",
                "*                           | BROTLI",
                "br;q=0, *                   | GZIP",
                "gzip, *;q=0                 | GZIP",
                "*;q=0.1, gzip;q=0.05        | BROTLI",
                "identity;q=1, *;q=0         | IDENTITY",
                "*;q=0                       | IDENTITY",
                "identity;q=0                | IDENTITY",
                "br;q=0, gzip;q=0            | IDENTITY",
                "``                          | IDENTITY",
                "zstd                        | IDENTITY",
                ",, ,gzip,                   | GZIP",
                // Malformed members count as not sent.
                "br;q=2, gzip                | GZIP",
                "br;q=-1, gzip;q=0.1         | GZIP",
                "br;q=0.5000, gzip;q=0.1     | GZIP",
                "br;level=11, gzip;q=0.1     | GZIP",
                "b r, gzip;q=0.1             | GZIP",
                "brotli, gzipped             | IDENTITY",
            })
    void picksTheBestWeightAndThenTheSmallestVariant(String acceptEncoding, ContentCoding chosen) {
        assertThat(ContentEncodingChoice.choose(List.of(acceptEncoding), ALL)).isEqualTo(chosen);
    }

    @Test
    void answersIdentityWithoutTheField() {
        assertThat(ContentEncodingChoice.choose(List.of(), ALL)).isEqualTo(IDENTITY);
    }

    @Test
    void readsSeveralFieldsAsOneList() {
        assertThat(ContentEncodingChoice.choose(List.of("gzip;q=0.5", "br"), ALL))
                .isEqualTo(BROTLI);
    }

    @Test
    void offersOnlyWhatIsStored() {
        assertThat(ContentEncodingChoice.choose(List.of("br, gzip;q=0.1"), EnumSet.of(GZIP, IDENTITY)))
                .isEqualTo(GZIP);
        assertThat(ContentEncodingChoice.choose(List.of("br, *"), EnumSet.of(IDENTITY)))
                .isEqualTo(IDENTITY);
    }
}
