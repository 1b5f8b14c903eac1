package org.opendirect.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.math.BigDecimal;

/** Who may look at whom. */
@AnalyzeClasses(packages = "org.opendirect.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "org.opendirect.gateway";

    @ArchTest
    static final ArchRule noCycles = SlicesRuleDefinition.slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule dialectsArePure = noClasses().that().resideInAPackage("..seller.dialect..")
            .should().dependOnClassesThat().resideInAnyPackage("org.apache.camel..", "org.springframework..", "java.net.http..", "java.sql..");

    @ArchTest
    static final ArchRule theKernelKnowsNobody = noClasses().that().resideInAnyPackage("..gateway.money..", "..gateway.json..", "..gateway.problem..")
            .should().dependOnClassesThat().resideInAnyPackage("org.apache.camel..", "org.springframework..", "..gateway.seller..", "..gateway.store..");

    @ArchTest
    static final ArchRule nobodyLooksAtTheApi = classes().that().resideInAPackage("..gateway.api..")
            .should().onlyHaveDependentClassesThat().resideInAnyPackage("..gateway.api..", ROOT);

    @ArchTest
    static final ArchRule nobodyLooksAtTheSandbox = classes().that().resideInAPackage("..gateway.sandbox..")
            .should().onlyHaveDependentClassesThat().resideInAnyPackage("..gateway.sandbox..", ROOT);

    @ArchTest
    static final ArchRule theSandboxLooksAtNobody = noClasses().that().resideInAPackage("..gateway.sandbox..")
            .should().dependOnClassesThat().resideInAnyPackage("..gateway.seller..", "..gateway.booking..", "..gateway.money..", "..gateway.json..", "..gateway.api..");

    @ArchTest
    static final ArchRule bookingKnowsNoCampaign = noClasses().that().resideInAPackage("..gateway.booking..")
            .should().dependOnClassesThat().resideInAnyPackage("..gateway.campaign..", "..gateway.catalog..", "..gateway.negotiation..");

    @ArchTest
    static final ArchRule servicesKnowNoRoutes = noClasses().that()
            .resideInAnyPackage("..gateway.booking..", "..gateway.negotiation..", "..gateway.campaign..",
            "..gateway.work..", "..gateway.audit..",
                    "..gateway.stats..")
            .and().haveSimpleNameNotEndingWith("Configuration")
            .and().doNotHaveSimpleName("PlanInbox").and().doNotHaveSimpleName("PlanFileProcessor").and().doNotHaveSimpleName("StableFileFilter")
            .should().dependOnClassesThat().resideInAnyPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule restBeansTakeTypedValues = noClasses().that().resideInAPackage("..gateway.api..")
            .and().haveNameNotMatching(".*\\.CampaignEventStream(\\$.*)?")
            .should().dependOnClassesThat().haveFullyQualifiedName("org.apache.camel.Exchange")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("org.apache.camel.Message");

    @ArchTest
    static final ArchRule nobodyMakesMoneyFloat = noClasses().that().resideOutsideOfPackage("..gateway.sandbox..")
            .should().callMethod(BigDecimal.class, "doubleValue");
}
