package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendirect.gateway.InstallFolder;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.sandbox.SandboxSeller;

/** The jar as a process, in a folder that holds nothing but application.yaml and routes/; the seller's ledger is read from outside it. */
class PackagedJarIT {

    private static final String PLAN = """
            {"id":"%s","name":"Plan %s","advertiser":{"id":"adv"},"currency":"USD","budget":1000,"startDate":"2027-03-01",
             "endDate":"2027-03-31","lines":[{"id":"a","channel":"ctv","impressions":10000,"maxCpm":40}]}""";
    private static final String JAR = System.getProperty("gateway.jar", "target/opendirect-gateway.jar");
    /** starts in half the time, and what is tested here does not depend on it; one test runs the jar as it is shipped */
    private static final String QUICK = "-XX:TieredStopAtLevel=1";
    private final HttpClient http = HttpClient.newHttpClient();
    @TempDir
    private Path folder;
    private SandboxSeller seller;
    private Process gateway;
    private int port;

    @BeforeEach
    void prepare() throws IOException {
        seller = new SandboxSeller("premium-ctv", 0, null, Duration.ofMinutes(5), Clock.systemUTC());
        InstallFolder.prepare(Path.of(""), folder);
        port = InstallFolder.freePort();
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (gateway != null) {
            gateway.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        seller.close();
    }

    @Test
    void aPlanIsPostedTheLedgerHoldsWhatTheCampaignSaysAndAskedToStopItEndsInGoodOrder() throws Exception {
        start(List.of());

        String campaign = submit("posted");

        JsonNode ended = awaitEnd(campaign);
        assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("BOOKED");
        assertThat(linesAtSeller()).singleElement().satisfies(l -> {
            assertThat(l.get("id")).isEqualTo(ended.at("/lines/0/lineId").asText());
            assertThat(l.get("bookingStatus")).isEqualTo("Booked");
            assertThat(String.valueOf(l.get("quantity"))).isEqualTo(ended.at("/lines/0/quantity").asText());
        });
        gateway.destroy();
        assertThat(gateway.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(gateway.exitValue()).as("128 and the signal's number").isEqualTo(143);
        assertThat(Files.readString(log())).contains("is BOOKED", "Listening on http://127.0.0.1:", "database jdbc:sqlite:", "Stopping", "Stopped")
                .containsPattern("(?m)^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) INFO ").doesNotContain("Exception");
    }

    /** The tests' own class path has more of Camel than the jar. */
    @Test
    void startShouldServeARouteFileWhenItUsesComponentsOfCamelsOwnStarter() throws Exception {
        // given
        Files.writeString(folder.resolve("agency.xsl"), """
                <xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
                  <xsl:template match="/plan">served</xsl:template>
                </xsl:stylesheet>""");
        Files.writeString(folder.resolve("agency.xsd"), """
                <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="plan" type="xs:string"/></xs:schema>""");
        Files.writeString(folder.resolve("routes/agency.camel.yaml"), """
                - route:
                    id: agency
                    from:
                      uri: scheduler:agency
                      parameters: {delay: 200}
                      steps:
                        - setBody: {expression: {constant: {expression: "<plan>p</plan>"}}}
                        - to: {uri: "validator:file:agency.xsd"}
                        - to: {uri: "xslt:file:agency.xsl"}
                        - to: {uri: "mock:seen"}
                        - to: {uri: "stub:later"}
                        - to: {uri: "controlbus:route", parameters: {routeId: agency, action: status}}
                        - to: {uri: "log:org.opendirect.gateway.agency", parameters: {showBody: true}}
                """);

        // when
        start(List.of(QUICK));

        // then
        await("what the route logs", () -> Files.readString(log()).contains("Body: Started"));
    }

    @Test
    void killedInTheMiddleItCarriesOnAndNothingIsLostOrDoubled() throws Exception {
        start(List.of(QUICK));
        var campaigns = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            campaigns.add(submit("kill-" + i));
        }
        await("some lines at the seller", () -> linesAtSeller().size() >= 2);
        gateway.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        start(List.of(QUICK));

        for (String campaign : campaigns) {
            assertThat(awaitEnd(campaign).path("status").asText()).isEqualTo("BOOKED");
        }
        assertThat(linesAtSeller().stream().filter(l -> l.get("bookingStatus").equals("Booked"))).hasSize(6);
        assertThat(linesAtSeller()).as("no line twice").hasSize(6);
        assertThat((List<?>) seller.ledger().get("orders")).as("no order twice").hasSize(6);
        assertThat(submit("kill-0")).as("the same plan is the same campaign").isEqualTo(campaigns.get(0));
    }

    @Test
    void sellersAreBookedOverTlsAndOnlyThoseWhoseCertificateIsTrusted() throws Exception {
        Path trusted = TlsFront.certificate(folder.resolve("trusted.p12"));
        Path other = TlsFront.certificate(folder.resolve("other.p12"));
        try (var secure = new TlsFront(trusted, seller.baseUrl()); var stranger = new TlsFront(other, seller.baseUrl())) {
            var flags = new ArrayList<>(TlsFront.trusting(trusted));
            flags.add(QUICK);
            launch(flags, "--gateway.sellers[0].id=premium-ctv", "--gateway.sellers[0].base-url=" + secure.baseUrl("localhost"),
                    "--gateway.sellers[1].id=other-name", "--gateway.sellers[1].base-url=" + secure.baseUrl("127.0.0.1"),
                    "--gateway.sellers[2].id=stranger", "--gateway.sellers[2].base-url=" + stranger.baseUrl("localhost"));
            await("readiness", () -> get("/actuator/health/readiness").statusCode() == 200);

            JsonNode found = Json.mapper().readTree(http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/products/search"))
                    .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString("{\"channel\":\"ctv\"}")).build(),
                    HttpResponse.BodyHandlers.ofString()).body());
            assertThat(found.at("/sellers/0/status").asText()).as(found.toString()).isEqualTo("ok");
            assertThat(found.path("products")).as(found.toString()).isNotEmpty().allMatch(p -> p.path("seller").asText().equals("premium-ctv"));
            for (int i = 1; i <= 2; i++) {
                assertThat(found.at("/sellers/" + i + "/problem/detail").asText()).as(found.toString()).isEqualTo("not reachable: no secure connection could be agreed");
            }
            JsonNode ended = awaitEnd(submit("secure"));
            assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("BOOKED");
            assertThat(linesAtSeller()).singleElement().satisfies(l -> assertThat(l.get("id")).isEqualTo(ended.at("/lines/0/lineId").asText()));
        }
    }

    @Test
    void plansShouldBeBookedOnceWithTheirResultsWhenKilledWhileTakingThem() throws Exception {
        // given
        var names = new ArrayList<String>();
        Path plans = folder.resolve("plans");
        Files.createDirectories(plans.resolve("inbox"));
        for (int i = 0; i < 12; i++) {
            names.add(i % 4 == 0 ? "Fr%FChjahr-" + i + ".json" : "plan-" + i + ".json");
            Files.writeString(Path.of(URI.create(plans.resolve("inbox").toUri() + names.get(i))), PLAN.formatted("file-" + i, "file-" + i));
        }
        List<String> settings = List.of("--gateway.sellers[0].id=premium-ctv", "--gateway.sellers[0].base-url=" + seller.baseUrl(), "--gateway.plans.settle=50ms");

        // when
        for (int kill = 0; kill < 2; kill++) {
            int results = 3 * kill;
            launch(List.of(QUICK), settings.toArray(String[]::new));
            await("something that is under way", () -> namesIn(plans.resolve("done")).size() >= results && !namesIn(plans.resolve("working")).isEmpty());
            gateway.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        launch(List.of(QUICK), settings.toArray(String[]::new));

        // then
        for (String name : names) {
            Path result = Path.of(URI.create(plans.toUri() + "done/" + name + ".result.json"));
            await(name, () -> Json.mapper().readTree(Files.readAllBytes(result)).path("status").asText().equals("BOOKED"));
            assertThat(Files.exists(Path.of(URI.create(plans.toUri() + "done/" + name)))).as(name).isTrue();
        }
        await("an empty inbox", () -> namesIn(plans.resolve("inbox")).isEmpty() && namesIn(plans.resolve("working")).isEmpty());
        assertThat(namesIn(plans.resolve("rejected"))).isEmpty();
        assertThat(linesAtSeller()).as("no line twice").hasSize(12);
    }

    private static List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }

    @Test
    void planShouldBeTakenUnderItsNameWhenTheJvmHasNoTextForIt() throws Exception {
        // given
        gateway = started(List.of(ProcessHandle.current().info().command().orElse("java"), QUICK, "-jar", new File(JAR).getAbsolutePath()),
                Map.of("LC_ALL", "POSIX"), "--gateway.sellers[0].id=premium-ctv", "--gateway.sellers[0].base-url=" + seller.baseUrl(),
                "--gateway.plans.settle=100ms");
        await("readiness", () -> get("/actuator/health/readiness").statusCode() == 200);
        URI plans = folder.resolve("plans").toUri();

        // when: as bytes, since this JVM may have no text for them either
        for (String name : List.of("Fr%C3%BChjahr.yaml", "Fr%FChjahr.yaml")) {
            Files.writeString(Path.of(URI.create(plans + "inbox/" + name)), """
                    {"name":"%s","advertiser":{"id":"adv"},"currency":"USD","budget":1000,"startDate":"2027-03-01","endDate":"2027-03-31",
                     "lines":[{"id":"a","channel":"ctv","impressions":10000,"maxCpm":40}]}""".formatted(name));
        }

        // then
        for (String name : List.of("Fr%C3%BChjahr.yaml", "Fr%FChjahr.yaml")) {
            Path result = Path.of(URI.create(plans + "done/" + name + ".result.json"));
            await(name, () -> Json.mapper().readTree(Files.readAllBytes(result)).path("status").asText().equals("BOOKED"));
            assertThat(Files.exists(Path.of(URI.create(plans + "done/" + name)))).isTrue();
        }
        assertThat(linesAtSeller()).hasSize(2);
    }

    @Test
    void aWrongSettingEndsTheStartWithOneLine() throws Exception {
        launch(List.of(QUICK), "--gateway.fan-out.deadline=never", "--gateway.sellers[0].token=s3cret");

        assertThat(gateway.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(gateway.exitValue()).isNotZero();
        assertThat(Files.readString(log())).contains("Wrong setting: gateway.fan-out.deadline = never").doesNotContain("s3cret", "\tat ");
    }

    @Test
    void startedByTheScriptItTakesFromTheSecondStartOnWhatTheFirstHadLoaded() throws Exception {
        Path loaded = folder.resolve("loaded");
        for (int i = 0; i < 2; i++) {
            gateway = started(List.of(new File("bin/gateway").getAbsolutePath()),
                    Map.of("JAVA_HOME", System.getProperty("java.home"), "JAVA_OPTS", QUICK + " -Xlog:class+load:file=" + loaded),
                    "--gateway.sellers[0].id=premium-ctv", "--gateway.sellers[0].base-url=" + seller.baseUrl());
            await("readiness", () -> get("/actuator/health/readiness").statusCode() == 200);
            gateway.destroy();
            assertThat(gateway.waitFor(40, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readAllLines(loaded)).filteredOn(l -> l.contains(" org.opendirect.gateway.GatewayApplication source:"))
                    .singleElement().asString().contains(i == 0 ? "opendirect-gateway.jar" : "shared objects file");
        }
    }

    private void start(List<String> jvmFlags) throws Exception {
        launch(jvmFlags, "--gateway.sellers[0].id=premium-ctv", "--gateway.sellers[0].base-url=" + seller.baseUrl());
        await("readiness", () -> get("/actuator/health/readiness").statusCode() == 200);
    }

    private void launch(List<String> jvmFlags, String... settings) throws IOException {
        var java = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        java.addAll(jvmFlags);
        java.addAll(List.of("-jar", new File(JAR).getAbsolutePath()));
        gateway = started(java, Map.of(), settings);
    }

    private Process started(List<String> how, Map<String, String> environment, String... settings) throws IOException {
        var command = new ArrayList<>(how);
        command.addAll(List.of("--server.port=" + port, "--gateway.booking.settle-window=200ms"));
        command.addAll(List.of(settings));
        var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private Path log() {
        return folder.resolve("gateway.log");
    }

    private String submit(String id) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/campaigns"))
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(PLAN.formatted(id, id))).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return Json.mapper().readTree(answer.body()).path("id").asText();
    }

    private JsonNode awaitEnd(String campaign) {
        var last = new JsonNode[1];
        await("the end of " + campaign, () -> {
            last[0] = Json.mapper().readTree(get("/api/v1/campaigns/" + campaign).body());
            return List.of("BOOKED", "PARTIALLY_BOOKED", "FAILED", "CANCELLED", "NEEDS_DECISION").contains(last[0].path("status").asText());
        });
        return last[0];
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(5)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static void await(String what, Callable<Boolean> condition) {
        Awaitility.await(what).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20)).ignoreExceptions().until(condition);
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> linesAtSeller() {
        return (List<Map<String, Object>>) seller.ledger().get("lines");
    }
}
