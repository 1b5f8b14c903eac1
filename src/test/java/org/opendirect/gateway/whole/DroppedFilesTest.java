package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.sandbox.SandboxSeller;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The folders of a whole gateway, from outside: what is dropped, what comes of it, and what the seller's ledger says. */
@ExtendWith(OutputCaptureExtension.class)
class DroppedFilesTest {

    private static final String PLAN = """
            {"name":"%s","advertiser":{"id":"adv"},"currency":"USD","budget":100,"startDate":"2027-03-01","endDate":"2027-03-31",
             "lines":[{"id":"a","channel":"ctv","impressions":1000,"maxCpm":40}]}""";
    private static SandboxSeller seller;
    private static RunningGateway gateway;
    private static Path plans;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        seller = new SandboxSeller("premium-ctv", 0, null, Duration.ofMinutes(5), Clock.systemUTC());
        gateway = RunningGateway.start(folder, Map.of("premium-ctv", seller.baseUrl()), "gateway.plans.settle=50ms");
        plans = folder.resolve("plans");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        seller.close();
    }

    @Test
    void lineShouldBeBookedAsTheSheetSaysWhenASpreadsheetWithCommasIsDropped() throws Exception {
        // given
        String csv = "\uFEFFplan_id;name;advertiser_id;currency;budget;start_date;end_date;line_id;channel;line_budget;impressions;max_cpm;;\r\n"
                + "de-1;Frühjahr;adv-1;USD;$ 40.000,00;01.03.2027;31.03.2027;ctv;CTV;30.000;800.000;40,50;;\r\n;;;;;;;;;;;;;\r\n;;;;;;;Summe;;30.000;800.000;;;\r\n";

        // when
        drop("de.csv", csv.getBytes(StandardCharsets.UTF_8));

        // then
        JsonNode result = result("de.csv");
        assertThat(result.path("budget").asInt()).isEqualTo(40_000);
        assertThat(result.path("warnings").toString()).contains("row 4 is a total");
        assertThat(result.at("/lines/0/quantity").asLong()).as(result.toString()).isEqualTo(800_000);
        assertThat(lineAtSeller(result.at("/lines/0/lineId").asText()).get("quantity")).hasToString("800000");
    }

    @Test
    void fileShouldBeRejectedWithItsCellsWhenItsNumbersHaveTwoReadings() throws Exception {
        // given
        int before = linesAtSeller().size();
        byte[] csv = ("plan_id;name;currency;budget;start_date;end_date;line_id;channel;line_budget;impressions;max_cpm\r\n"
                + "de-2;F;USD;40.000;2027-03-01;2027-03-31;ctv;ctv;30.000;800.000;40\r\n").getBytes(StandardCharsets.UTF_8);

        // when
        drop("two-readings.csv", csv);

        // then
        JsonNode problem = problem("two-readings.csv");
        assertThat(problem.path("status").asInt()).isEqualTo(422);
        assertThat(problem.path("errors").findValuesAsText("path")).containsExactlyInAnyOrder("/budget", "/lines/0/budget", "/lines/0/impressions");
        assertThat(problem.path("errors").toString()).contains("may be 800 or 800000: write 800 or 800000", "(row 2, column impressions)");
        assertThat(gateway.json(gateway.post("/api/v1/campaigns", new String(csv, StandardCharsets.UTF_8), "Content-Type", "text/csv")).path("errors"))
                .as("REST says the same").isEqualTo(problem.path("errors"));
        assertThat(linesAtSeller()).hasSize(before);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"null", "{}", "{\"booking\":false}", "{\"plan_review\":false}"})
    void briefShouldStopBeforeItsFirstOrderWhenItDoesNotOpenBothGates(String config) throws Exception {
        // given
        int before = ((List<?>) seller.ledger().get("orders")).size();
        String brief = """
                {"advertiser_id":"a","campaign_name":"Gates %s","objective":"REACH","total_budget":100,"currency":"USD","flight_start":"2027-03-01",
                 "flight_end":"2027-03-31","channels":[{"channel":"CTV","budget_pct":100}],"approval_config":%s}""".formatted(config.replace('"', '.'), config);

        // when
        String path = gateway.post("/api/v1/campaigns", brief).headers().firstValue("Location").orElseThrow();

        // then
        assertThat(gateway.awaitEnd(path).path("status").asText()).isEqualTo("PROPOSED");
        assertThat((List<?>) seller.ledger().get("orders")).hasSize(before);
    }

    @Test
    void planShouldBeTakenUnderItsOwnNameWhateverItsBytesAre() throws Exception {
        // given: as a URI, since no text of Java says what is not UTF-8
        List<String> names = List.of("%E8%A8%88".repeat(79) + ".yaml", "l".repeat(224) + ".json", "Fr%FChjahr.yaml", "a%0Ab%20%25%5C%22.yml", "PLAN.JSON");

        // when
        for (String name : names) {
            drop(name, PLAN.formatted("Name " + names.indexOf(name)).getBytes(StandardCharsets.UTF_8));
        }

        // then
        for (String name : names) {
            assertThat(result(name).path("status").asText()).as(name).isEqualTo("BOOKED");
            assertThat(Files.exists(at("done/" + name))).as(name).isTrue();
        }
    }

    @Test
    void whatIsNoPlanShouldBeInRejectedWithItsProblemWhenItHasSettled(CapturedOutput output) throws Exception {
        // given
        Path outside = Files.writeString(plans.resolveSibling("linked.json"), PLAN.formatted("Linked"));
        Path inbox = plans.resolve("inbox");
        Map<String, String> says = new HashMap<>(Map.of("dangling.yaml", "a link that leads nowhere", "zero.json", "a link to a pipe, a socket or a device",
                "loop.yaml", "a link that leads nowhere", "folder.yaml", "a folder", "pipe.csv", "a pipe, a socket or a device", "sheet.xlsx", "this one in .xlsx",
                "README", "has no ending", "n".repeat(250) + ".yaml", "the plan is empty", "endless.yaml", "the plan is empty"));

        // when
        Files.createSymbolicLink(inbox.resolve("dangling.yaml"), Path.of("nowhere"));
        Files.createSymbolicLink(inbox.resolve("zero.json"), Path.of("/dev/zero"));
        Files.createSymbolicLink(inbox.resolve("loop.yaml"), Path.of("loop.yaml"));
        Files.createSymbolicLink(inbox.resolve("endless.yaml"), Path.of("/proc/self/mem"));
        Files.createSymbolicLink(inbox.resolve("link.json"), Path.of("../../linked.json"));
        assertThat(new ProcessBuilder("mkfifo", inbox.resolve("pipe.csv").toString()).start().waitFor()).isZero();
        Files.writeString(Files.createDirectory(inbox.resolve("folder.yaml")).resolve("a.yaml"), "a: 1");
        for (String name : List.of("sheet.xlsx", "README", "n".repeat(250) + ".yaml", ".hidden.yaml", "half.yaml.part", "copy.yaml.filepart", "~$sheet.xlsx")) {
            Files.createFile(inbox.resolve(name));
        }

        // then
        for (var said : says.entrySet()) {
            String name = said.getKey().length() < 242 ? said.getKey() : rejectedAs("n".repeat(200));
            assertThat(problem(name).path("detail").asText()).as(said.getKey()).contains(said.getValue());
            assertThat(Files.exists(at("rejected/" + name), LinkOption.NOFOLLOW_LINKS)).as(name).isTrue();
        }
        assertThat(result("link.json").path("status").asText()).as("a link to a plan is one").isEqualTo("BOOKED");
        assertThat(outside).exists();
        assertThat(names("inbox")).containsExactlyInAnyOrder(".hidden.yaml", "half.yaml.part", "copy.yaml.filepart", "~$sheet.xlsx");
        assertThat(output.getAll().lines().filter(l -> l.contains("zero.json"))).as("said once").hasSize(1);
    }

    @Test
    void planShouldBeBookedOnceWhenAGatewayWasKilledWhileItTookIt() throws Exception {
        // given: claimed long ago, by nobody who lives
        int before = linesAtSeller().size();
        byte[] claimed = PLAN.formatted("Claimed").getBytes(StandardCharsets.UTF_8);
        byte[] kept = PLAN.formatted("Kept").getBytes(StandardCharsets.UTF_8);
        byte[] submitted = PLAN.formatted("Submitted").getBytes(StandardCharsets.UTF_8);
        drop("submitted.json", submitted);
        String id = result("submitted.json").path("id").asText();

        // when
        Files.write(plans.resolve("inbox/.taken-1000-abc-claimed.json"), claimed);
        Files.write(plans.resolve("working/kept.json"), kept);
        Files.write(Files.createDirectory(plans.resolve("inbox/.taken-1000-abd")).resolve("kept.json"), kept);
        Files.write(plans.resolve("inbox/.taken-1000-abe-submitted.json"), submitted);

        // then
        assertThat(result("claimed.json").path("status").asText()).isEqualTo("BOOKED");
        assertThat(result("kept.json").path("status").asText()).isEqualTo("BOOKED");
        gateway.await("nothing that is still to be taken", () -> names("inbox").stream().noneMatch(n -> n.contains("taken") || n.contains("submitted")));
        gateway.await("nothing that is kept twice", () -> names("working").isEmpty());
        assertThat(result("submitted.json").path("id").asText()).isEqualTo(id);
        assertThat(linesAtSeller()).hasSize(before + 3);
    }

    @Test
    void secondFileShouldSayThatNothingNewWasBoughtWhenItsContentIsKnown() throws Exception {
        // given
        String plan = PLAN.formatted("Twice");
        drop("first.json", plan.getBytes(StandardCharsets.UTF_8));
        String id = result("first.json").path("id").asText();
        int before = linesAtSeller().size();

        // when
        drop("second.json", plan.getBytes(StandardCharsets.UTF_8));
        JsonNode posted = gateway.json(gateway.post("/api/v1/campaigns", plan));

        // then
        String warning = "already received as " + id + ", nothing new bought";
        assertThat(result("second.json").path("id").asText()).isEqualTo(id);
        assertThat(result("second.json").path("warnings").toString()).contains(warning);
        assertThat(result("first.json").path("warnings").toString()).doesNotContain("already received");
        assertThat(posted.path("id").asText()).isEqualTo(id);
        assertThat(posted.path("warnings").toString()).contains(warning);
        assertThat(linesAtSeller()).hasSize(before);
    }

    @Test
    void resultShouldBeWrittenAnewWhenTheCampaignEndsOtherwiseLater() throws Exception {
        // given
        drop("changes.json", PLAN.formatted("Older").getBytes(StandardCharsets.UTF_8));
        String older = result("changes.json").path("id").asText();
        drop("changes.json", PLAN.formatted("Newer").getBytes(StandardCharsets.UTF_8));
        gateway.await("the newer result", () -> result("changes.json").path("name").asText().equals("Newer"));

        // when
        for (String id : List.of(older, result("changes.json").path("id").asText())) {
            assertThat(gateway.post("/api/v1/campaigns/" + id + "/cancel", "").statusCode()).isEqualTo(202);
        }

        // then
        gateway.await("the changed results", () -> result("changes.json").path("status").asText().equals("CANCELLED")
                && result("changes~2.json").path("status").asText().equals("CANCELLED"));
        assertThat(result("changes.json").path("name").asText()).isEqualTo("Newer");
        assertThat(result("changes~2.json").path("name").asText()).isEqualTo("Older");
        assertThat(read(plans.resolve("done/changes.json.result~2.json")).path("status").asText()).as("what it was before").isEqualTo("BOOKED");
    }

    /** Written under a name that nobody takes, and renamed; the name as in a URI. */
    private static void drop(String name, byte[] content) throws IOException {
        Files.move(Files.write(plans.resolve("inbox/.new"), content), at("inbox/" + name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path at(String encoded) {
        return Path.of(URI.create(plans.toUri() + encoded));
    }

    private static JsonNode result(String name) {
        gateway.await("the result of " + name, () -> Files.exists(at("done/" + name + ".result.json")));
        return read(at("done/" + name + ".result.json"));
    }

    private static JsonNode problem(String name) {
        gateway.await("the problem of " + name, () -> Files.exists(at("rejected/" + name + ".problems.json"))
                && Files.exists(at("rejected/" + name), LinkOption.NOFOLLOW_LINKS));
        return read(at("rejected/" + name + ".problems.json"));
    }

    private static String rejectedAs(String start) {
        gateway.await("a name that begins with " + start, () -> names("rejected").stream().anyMatch(n -> n.startsWith(start) && n.endsWith(".yaml")));
        return names("rejected").stream().filter(n -> n.startsWith(start) && n.endsWith(".yaml")).findFirst().orElseThrow();
    }

    private static JsonNode read(Path file) {
        try {
            return Json.mapper().readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> names(String folder) {
        try (Stream<Path> files = Files.list(plans.resolve(folder))) {
            return files.map(f -> f.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> lineAtSeller(String id) {
        return linesAtSeller().stream().filter(l -> l.get("id").equals(id)).findFirst().orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> linesAtSeller() {
        return (List<Map<String, Object>>) seller.ledger().get("lines");
    }
}
