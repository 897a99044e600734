package io.github.opencodeproxy.core.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
    private static final Headers HEADERS =
            Headers.builder().add("A", "1").add("b", "").add("a", "2").build();

    @Test
    void keepOrderCaseAndRepetitions() {
        List<String> seen = new ArrayList<>();
        HEADERS.forEach((name, value) -> seen.add(name + '=' + value));
        assertThat(seen).containsExactly("A=1", "b=", "a=2");
        assertThat(HEADERS.size()).isEqualTo(3);
    }

    @Test
    void findNamesInAnyCase() {
        assertThat(HEADERS.first("a")).contains("1");
        assertThat(HEADERS.first("B")).contains("");
        assertThat(HEADERS.first("c")).isEmpty();
        assertThat(HEADERS.values("A")).containsExactly("1", "2");
        assertThat(HEADERS.values("c")).isEmpty();
    }

    @Test
    void setReplacesEveryRepetition() {
        Headers set = HEADERS.toBuilder().set("A", "3").build();
        assertThat(set.values("a")).containsExactly("3");
        assertThat(HEADERS.values("a")).containsExactly("1", "2");
        assertThat(set.toBuilder().remove("a").remove("B").build())
                .isEqualTo(Headers.empty())
                .hasSameHashCodeAs(Headers.empty());
    }

    @Test
    void growBeyondTheFirstArray() {
        Headers.Builder builder = Headers.builder();
        for (int i = 0; i < 100; i++) {
            builder.add("x-" + i, "v" + i);
        }
        assertThat(builder.build().first("X-99")).contains("v99");
        assertThat(builder.build().isEmpty()).isFalse();
        assertThat(Headers.empty().toBuilder().build().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r\nb", "\u00e4", " a"})
    void refuseNamesThatAreNoToken(String name) {
        assertThatThrownBy(() -> Headers.builder().add(name, "v")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nSet-Cookie: x=y", "a\rb", "a\0"})
    void refuseValuesThatSplitAMessage(String value) {
        assertThatThrownBy(() -> Headers.builder().set("a", value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void neverPrintValues() {
        Headers secret = Headers.builder().add("Authorization", "SECRET").build();
        assertThat(secret).hasToString("Headers[Authorization]");
    }

    @Test
    void filtersRunInSequence() {
        HeaderFilter first = in -> in.toBuilder().add("x", "1").build();
        HeaderFilter second = in -> in.toBuilder().set("X", "2").build();
        assertThat(first.then(second)
                        .then(HeaderFilter.none())
                        .apply(Headers.empty())
                        .values("x"))
                .containsExactly("2");
    }
}
