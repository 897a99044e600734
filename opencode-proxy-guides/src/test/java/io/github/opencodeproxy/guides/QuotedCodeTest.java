package io.github.opencodeproxy.guides;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guides quote code that compiles and runs, and manifests that are checked. */
class QuotedCodeTest {

    private static final String GATEWAYS =
            "opencode-proxy-guides/src/test/java/io/github/opencodeproxy/guides/gateway/";

    @ParameterizedTest
    @CsvSource({"JettyGateway,jetty", "TomcatGateway,tomcat", "SpringGateway,spring"})
    void theGuideForAuthorsHoldsTheCompiledGateways(String source, String name) throws IOException {
        assertThat(Repository.read("docs/guides/gateway-author.md"))
                .contains("```java\n" + region(Repository.read(GATEWAYS + source + ".java"), name) + "```\n");
    }

    private static String region(String source, String name) {
        String begin = "// snippet:begin " + name + "\n";
        assertThat(source).contains(begin);
        int start = source.indexOf(begin) + begin.length();
        // The last line is the indentation of the mark.
        return source.substring(start, source.indexOf("// snippet:end " + name))
                .stripTrailing()
                .stripIndent()
                .concat("\n");
    }
}
