package org.opendirect.gateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opendirect.gateway.SettableClock;
import org.opendirect.gateway.doctor.Ailing.Reply;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.sandbox.SandboxDialect;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.settings.GatewaySettings;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ByteArrayResource;

/** What is shown of a walk, and that it can be used. */
class DoctorReportTest {

    private final SettableClock clock = new SettableClock();

    /** Pasted into the settings it is taken, as what was set, and the seller is as well as before. */
    @ParameterizedTest
    @EnumSource(SandboxDialect.class)
    void theProfileThatWasLearnedCanBePastedBack(SandboxDialect dialect) throws IOException {
        try (var seller = Practice.sandbox("catalogue-120", dialect, clock); var practice = Practice.of(seller.baseUrl(), clock)) {
            Report learned = practice.examine(Practice.BOOKING);

            try (var again = new Practice(bound(learned.yaml()), clock, System::nanoTime, wire -> wire)) {
                Report set = again.examine(Practice.BOOKING);

                assertThat(Practice.failed(set)).isEmpty();
                assertThat(set.dialect()).isEqualTo(learned.dialect());
                assertThat(set.yaml().replaceAll("(?m)^ *#.*\n", "")).isEqualTo(learned.yaml().replaceAll("(?m)^ *#.*\n", ""));
                assertThat(again.seller().settings().profile()).hasSameSizeAs(learned.profile()).isNotEmpty();
                assertThat(set.profile()).allMatch(k -> k.source() == Profile.Source.SET);
            }
        }
    }

    private static GatewaySettings bound(String yaml) throws IOException {
        var sources = new MutablePropertySources();
        new YamlPropertySourceLoader().load("pasted", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8))).forEach(sources::addLast);
        return new Binder(ConfigurationPropertySources.from(sources)).bindOrCreate("gateway", Bindable.of(GatewaySettings.class));
    }

    @Test
    void whatASellerSaysIsTextInThePageAndOneLineEverywhere() throws IOException {
        String nasty = "<script>alert('x')</script>\\n      token: evil\\u001b[31m \\\"quoted\\\" & more";
        try (var well = Practice.sandbox("budget-network", SandboxDialect.SEED, clock);
             var seller = new Ailing(well, (asked, answer) -> asked.what().equals("POST /products/search")
                     ? Reply.of(405, "{\"detail\":\"" + nasty + "\"}") : answer.answer());
             var practice = Practice.of(seller.baseUrl(), clock)) {
            Report report = practice.examine(Errand.READING);

            assertThat(report.html()).doesNotContain("<script", "http://example").contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;", "&amp; more", "&quot;quoted&quot;");
            assertThat(Pattern.compile("(?:src|href)\\s*=|url\\(|@import").matcher(report.html()).find()).as("nothing is loaded").isFalse();
            assertThat(report.table()).doesNotContain("\u001b");
            assertThat(report.table().lines()).filteredOn(line -> line.contains("alert(")).allMatch(line -> line.contains("token: evil"));
            assertThat(report.yaml().lines()).filteredOn(line -> line.contains("evil")).isNotEmpty().allMatch(line -> line.trim().startsWith("#"));
            assertThat(bound(report.yaml()).sellers().get(0).token().isPresent()).isFalse();
        }
    }

    @Test
    void aCredentialIsInNothingThatIsShown() throws IOException {
        try (var well = Practice.sandbox("budget-network", SandboxDialect.SEED, clock);
             var seller = new Ailing(well, (asked, answer) -> asked.what().startsWith("POST /products/") ? Reply.of(405, "{\"detail\":\"not for s3cr3t-t0k3n\"}")
                     : asked.what().startsWith("GET /accounts") ? Reply.of(403, "{\"detail\":\"who is s3cr3t-t0k3n?\"}") : answer.answer());
             var practice = new Practice(Practice.settings(seller.baseUrl(), Map.of("gateway.sellers[0].token", "s3cr3t-t0k3n")), clock, System::nanoTime, wire -> wire)) {
            Report report = practice.examine(Errand.READING);

            assertThat(seller.credentials()).contains("Bearer s3cr3t-t0k3n");
            assertThat(report.table()).contains("who is (credential)?").doesNotContain("s3cr3t");
            assertThat(report.yaml()).contains("(credential)").doesNotContain("s3cr3t");
            assertThat(report.html()).doesNotContain("s3cr3t");
            assertThat(Json.text(report.document())).doesNotContain("s3cr3t");
        }
    }

    private static Report report(Finding... findings) {
        return new Report("one", "http://one.example.com", "opendirect", "up", Instant.parse("2027-01-15T10:00:00Z"), 1234, false, List.of(findings), List.of());
    }

    @Test
    void theTableIsInColumnsGroupByGroupWithCounts() {
        Report report = report(new Finding(Check.REACH_ANSWERS, Result.PASSED, "HTTP 200", 7), new Finding(Check.PRODUCTS_LIST, Result.FAILED, "HTTP 500", 1200),
                new Finding(Check.PAGING_SECOND_PAGE, Result.NOT_OFFERED, "one product only", 0));

        assertThat(report.table()).isEqualTo("""
                one  http://one.example.com  dialect opendirect

                Reaching it
                  passed      reach.answers                It answers                                                 7 ms  HTTP 200

                Products
                  FAILED      products.list                It lists its products                                   1200 ms  HTTP 500

                Paging
                  not offered products.paging.second-page  The second page brings other products than the first       0 ms  one product only

                1 passed, 1 failed, 1 not offered; 1234 ms
                """);
        assertThat(report.healthy()).isFalse();
    }

    @Test
    void theDocumentHasEveryCheckWithItsResult() throws IOException {
        JsonNode json = Json.parse(Json.bytes(report(new Finding(Check.PAGING_SECOND_PAGE, Result.NOT_OFFERED, "one product only", 3)).document()));

        assertThat(json.at("/counts/notOffered").asInt()).isEqualTo(1);
        assertThat(json.at("/checks/0").toString()).isEqualTo("{\"id\":\"products.paging.second-page\",\"group\":\"Paging\",\"title\":\"The second page brings other products than "
                + "the first\",\"result\":\"not_offered\",\"detail\":\"one product only\",\"millis\":3}");
        assertThat(json.at("/at").asText()).isEqualTo("2027-01-15T10:00:00Z");
    }

    /** docs/doctor.md explains each check, and no other. */
    @Test
    void everyCheckIsExplained() throws IOException {
        var explained = Pattern.compile("(?m)^\\| `([a-z][a-z.-]+)` \\|").matcher(Files.readString(Path.of("docs/doctor.md"))).results().map(m -> m.group(1)).toList();

        assertThat(explained).containsExactlyElementsOf(Arrays.stream(Check.values()).map(Check::id).toList());
        assertThat(Arrays.stream(Check.values()).map(Check::id).collect(Collectors.toSet())).hasSize(Check.values().length);
    }
}
