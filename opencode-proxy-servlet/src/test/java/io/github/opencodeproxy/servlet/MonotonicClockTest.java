package io.github.opencodeproxy.servlet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;

/**
 * F40: a clock that jumps changes no limit, because no limit looks at it. The wall clock only says when something was: in
 * logs, and in health reports, which get it as an argument.
 */
@AnalyzeClasses(
        packages = {"io.github.opencodeproxy.core", "io.github.opencodeproxy.servlet"},
        importOptions = ImportOption.DoNotIncludeTests.class)
class MonotonicClockTest {

    @ArchTest
    static final ArchRule nobodyMeasuresWithTheWallClock = noClasses()
            .that()
            .resideOutsideOfPackage("..operations..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now");
}
