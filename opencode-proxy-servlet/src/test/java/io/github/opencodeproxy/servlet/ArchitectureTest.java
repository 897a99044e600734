package io.github.opencodeproxy.servlet;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.websocket.core.client.CoreClientUpgradeRequest;
import org.eclipse.jetty.websocket.core.client.WebSocketCoreClient;

/** The directions of docs/architecture.md. */
@AnalyzeClasses(packages = "io.github.opencodeproxy", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "io.github.opencodeproxy.";

    @ArchTest
    static final ArchRule noContainerClasses = noClasses()
            .that()
            .resideInAPackage(ROOT + "servlet..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.eclipse.jetty.server..", "org.eclipse.jetty.ee..", "org.apache..", "io.undertow..")
            .because("the module runs in any Jakarta servlet container");

    @ArchTest
    static final ArchRule coreKnowsNoServlet = noClasses()
            .that()
            .resideInAPackage(ROOT + "core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "org.eclipse.jetty..", ROOT + "servlet..", ROOT + "sample..");

    @ArchTest
    static final ArchRule coreIsALine = noClasses()
            .that()
            .resideInAPackage(ROOT + "core.connection..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "core.policy..", ROOT + "core.health..");

    @ArchTest
    static final ArchRule messageStandsAlone = noClasses()
            .that()
            .resideInAPackage(ROOT + "core.message..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "core.connection..", ROOT + "core.policy..", ROOT + "core.health..");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("io.github.opencodeproxy.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule requestsKnowNoRoom = noClasses()
            .that()
            .resideInAPackage(ROOT + "servlet.request..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + "servlet.exchange..",
                    ROOT + "servlet.servers..",
                    ROOT + "servlet.operations..",
                    ROOT + "servlet.answer..",
                    "org.eclipse.jetty..");

    @ArchTest
    static final ArchRule identityKnowsNoRoom = noClasses()
            .that()
            .resideInAPackage(ROOT + "servlet.identity..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "servlet.request..", ROOT + "servlet.exchange..", "org.eclipse.jetty..");

    @ArchTest
    static final ArchRule onlyOneDialler = noClasses()
            .that()
            .resideInAPackage(ROOT + "servlet..")
            .and()
            .resideOutsideOfPackage(ROOT + "servlet.upstream..")
            .should()
            .callMethodWhere(target(owner(type(HttpClient.class)))
                    .and(target(nameMatching("newRequest|GET|POST")))
                    .or(target(owner(type(WebSocketCoreClient.class))).and(target(nameMatching("connect"))))
                    .or(target(owner(type(CoreClientUpgradeRequest.class)))))
            .because("only the room that pins vetted addresses may dial");

    @ArchTest
    static final ArchRule namesSayWhatThingsAre =
            noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)$");
}
