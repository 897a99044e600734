package io.github.opencodeproxy.servlet.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProxyVersionTest {

    @Test
    void isDevOutsideOfAJar() {
        assertThat(ProxyVersion.text()).isEqualTo("dev");
    }
}
