package org.opendirect.gateway.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.campaign.PlanReader.Format;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.problem.ProblemException;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.TestSettings;

class PlanReaderTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
    private final GatewaySettings settings = TestSettings.defaults();
    private final PlanReader reader = new PlanReader(new SellerDirectory(settings, new SellerDirectory.Variables("", Secret.valueOf(""), Secret.valueOf(""), "")),
            settings, Set.of("threshold", "adaptive"), CLOCK);

    @Test
    void everySamplePlanIsAPlan() throws IOException {
        for (String name : List.of("q1-brand-awareness.yaml", "launch-all-or-nothing.json", "regional-lines.csv", "iab-brief.json", "iab-automation-brief.json")) {
            Plan plan = read(Files.readString(Path.of("plans", name)), Format.ofFileName(name));
            assertThat(plan.lines()).as(name).isNotEmpty();
        }
    }

    @Test
    void theSamePlanInYamlAndJsonHasTheSameContent() {
        String yaml = "id: a\nname: N\nbudget: 10.50\nlines:\n  - {channel: ctv}\n";
        String json = "{\"lines\":[{\"channel\":\"ctv\"}],\"name\":\"N\",\"budget\":10.5,\"id\":\"a\"}";

        assertThat(parse(yaml, Format.YAML).contentHash()).isEqualTo(parse(json, Format.JSON).contentHash());
        assertThat(parse(yaml, Format.UNSAID).id()).isEqualTo(parse(json, Format.UNSAID).id()).isEqualTo("a");
        assertThat(parse(json.replace("10.5", "10.6"), Format.JSON).contentHash()).isNotEqualTo(parse(json, Format.JSON).contentHash());
    }

    @Test
    void everyFaultIsNamedAtOnceWithItsPath() {
        // given
        String plan = """
                {"name":" ","budget":-5,"currency":"DOLLAR","startDate":"2027-03-31","endDate":"2027-02-01","color":"red",
                 "approval":"maybe","lines":[{"id":"a","channel":"tv","budget":"much","maxCpm":10,"targetCpm":12},
                 {"id":"a","channel":"ctv","sellers":["nobody"]}, 7]}""";

        // when
        List<Problem.FieldError> errors = faults(plan);

        // then
        assertThat(errors).extracting(Problem.FieldError::path).containsExactlyInAnyOrder("/name", "/budget", "/currency", "/endDate", "/color",
                "/approval", "/lines/0/channel", "/lines/0/budget", "/lines/0/targetCpm", "/lines/1/id", "/lines/1/budget", "/lines/1/sellers/0", "/lines/2");
        assertThat(errors).filteredOn(e -> e.path().equals("/endDate")).extracting(Problem.FieldError::message)
                .containsExactly("must not be before startDate (2027-03-31), is 2027-02-01");
    }

    @Test
    void anEmptyObjectMissesWhatAPlanNeeds() {
        assertThat(faults("{}")).extracting(Problem.FieldError::path).containsExactlyInAnyOrder("/name", "/currency", "/budget", "/startDate", "/endDate", "/lines");
    }

    @ParameterizedTest
    @ValueSource(strings = {"# nothing yet\n", "null", "[]", "hello", "- name: P\n"})
    void textShouldBeOneFaultWhenItHoldsNoPlan(String text) {
        assertThat(faults(text, Format.YAML)).singleElement().satisfies(e -> {
            assertThat(e.path()).isEmpty();
            assertThat(e.message()).startsWith("is no plan: a plan is one object");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "YAML | name: P^lines:^>-b: 1 | line 3, column 1: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)",
        "YAML | a: 1^---^a: 2^ | line 3, column 1: something follows the end of the text's one value: one plan per file",
        "JSON | {}{} | line 1, column 3: something follows the end of the text's one value: one plan per file",
        "JSON | { | line 1, column 2: Unexpected end-of-input: expected close marker for Object",
        "YAML | a: 'INFO forged line that is rather long and goes on and on^  x | ",
        "YAML | a: *forged-line-that-is-rather-long-and-goes-on-and-on | ",
        "YAML | a: \"x<\" | ",
        "JSON | {\"a\": forged-line_that_is_rather_long_and_goes_on_and_on} | "})
    void wordsShouldBeOneLineWithoutTheTextWhenItDoesNotParse(Format format, String text, String words) {
        // when
        Throwable refused = catchThrowable(() -> parse(text.replace('^', '\n').replace('>', '\t').replace('<', '\u0007'), format));

        // then
        assertThat(refused).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().detail()).matches("[^\\p{Cntrl}]+").doesNotContain("goes on and on", "goes_on_and_on", "goes-on-and-on");
            if (words != null) {
                assertThat(e.problem().detail()).isEqualTo(words);
            }
        });
    }

    @Test
    void encodingShouldBeExplainedAsSpreadsheetsCallItWhenThePlanIsCsv() {
        byte[] latin1 = {'a', (byte) 0xe9, '\n'};

        assertThatThrownBy(() -> reader.parse(latin1, Format.CSV)).hasMessageContaining("which spreadsheets call 'CSV UTF-8'");
        assertThatThrownBy(() -> reader.parse(latin1, Format.YAML)).hasMessageEndingWith("save it as UTF-8");
    }

    @Test
    void textThatDoesNotParseIsAnsweredWithItsPlace() {
        assertThatThrownBy(() -> parse("{\"a\": 1,\n \"b\": }", Format.JSON)).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().status()).isEqualTo(400);
            assertThat(e.problem().more()).containsEntry("line", 2);
        });
        assertThatThrownBy(() -> parse("a: 1\na: 2\n", Format.YAML)).isInstanceOf(ProblemException.class).hasMessageContaining("Duplicate");
        assertThatThrownBy(() -> parse("  ", Format.UNSAID)).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> reader.parse(new byte[] {'{', (byte) 0xe9, '}'}, Format.JSON)).hasMessageContaining("not UTF-8");
    }

    @Test
    void yamlSaysWhatItSaysAndNothingElse() {
        String plan = """
                {name: P, advertiser: {id: a}, currency: USD, budget: 100, startDate: '2027-01-01', endDate: '2027-02-01', lines: [
                  {id: a, channel: ctv, budget: 100, maxCpm: 30, targeting: {geo: [NO, on, %s]}}]}""";

        assertThat(read(plan.formatted("SE"), Format.YAML).lines().get(0).targeting()).isEqualTo(Map.of("geo", List.of("NO", "on", "SE")));
        assertThatThrownBy(() -> parse(plan.formatted("&de DE, *de"), Format.YAML)).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().status()).isEqualTo(400);
            assertThat(e.problem().detail()).contains("alias (*de)");
            assertThat(e.problem().more()).containsEntry("line", 2);
        });
    }

    @Test
    void numbersThatNobodyCanCountWithAreFaults() {
        String brief = """
                {"advertiser_id": "a", "campaign_name": "N", "objective": "REACH", "total_budget": 1000000000, "currency": "USD",
                 "flight_start": "2027-01-01", "flight_end": "2027-02-01", "channels": [{"channel": "CTV", "budget_pct": %s}]}""";
        String plan = """
                {"name": "P", "currency": "USD", "budget": 100, "startDate": "2027-01-01", "endDate": "2027-02-01", "id": "a\\u0000b",
                 "lines": [{"channel": "ctv", "budget": 100, "targeting": {"a/b": [%s]}}]}""";

        assertThat(faults(brief.formatted("1e10"))).extracting(Problem.FieldError::path).contains("/channels/0/budget_pct");
        for (String endless : List.of("1e100000000", "1e-100000000", "1".repeat(70))) {
            assertThat(faults(brief.formatted(endless))).singleElement().isEqualTo(
                    new Problem.FieldError("/channels/0/budget_pct", "has too many digits"));
            assertThat(faults(plan.formatted(endless))).extracting(Problem.FieldError::path).containsExactly("/lines/0/targeting/a~1b/0");
        }
        assertThat(parse(plan.formatted("1"), Format.JSON).id()).isNull();
        assertThat(faults(plan.formatted("1"))).extracting(Problem.FieldError::path).contains("/id");
    }

    @Test
    void aCsvColumnThatStandsTwiceIsAFault() {
        String csv = "plan_id,name,currency,budget,start_date,end_date,line_id,channel,line_budget,max_cpm,Max CPM\n"
                + "p,N,USD,100,2027-01-01,2027-02-01,a,ctv,100,20,40\n";

        assertThat(faults(csv, Format.CSV)).containsExactly(new Problem.FieldError("/Max CPM", "stands twice in the header (column 11)"));
    }

    @Test
    void csvFaultsNameRowAndColumn() {
        String csv = "plan_id,name,currency,budget,start_date,end_date,line_id,channel,line_budget,max_cpm,colour\n"
                + "p,N,USD,100,2027-01-01,2027-02-01,a,ctv,x,10,red\n,,EUR,,,,b,radio,5,10,\n";

        List<Problem.FieldError> errors = faults(csv, Format.CSV);

        assertThat(errors).extracting(Problem.FieldError::path).containsExactlyInAnyOrder("/colour", "/currency", "/lines/0/budget", "/lines/1/channel");
        assertThat(errors).filteredOn(e -> e.path().equals("/lines/0/budget")).singleElement().satisfies(e ->
                assertThat(e.message()).isEqualTo("must be a number, is 'x' (row 2, column line_budget)"));
    }

    @Test
    void aBookingBriefIsMappedAndWhatCannotBeHonouredIsSaid() throws IOException {
        Plan plan = read(Files.readString(Path.of("plans/iab-brief.json")), Format.JSON);

        assertThat(plan.lines()).extracting(l -> l.id() + " " + l.channel() + " " + l.budgetMicros() / 1_000_000 + " " + l.targetMicros() / 1_000_000 + " " + l.maxMicros() / 1_000_000)
                .containsExactly("branding display 20000 25 32", "ctv ctv 10000 25 32", "performance display 20000 25 32");
        assertThat(plan.manualApproval()).as("nobody said that no person need approve it").isTrue();
        assertThat(String.join("\n", plan.warnings())).contains("objectives is noted", "kpis.viewability", "names no advertiser");
    }

    @Test
    void anAutomationBriefIsMappedWithItsSellersAndItsApproval() throws IOException {
        Plan plan = read(Files.readString(Path.of("plans/iab-automation-brief.json")), Format.JSON);

        assertThat(plan.manualApproval()).isTrue();
        assertThat(plan.lines()).extracting(l -> l.id() + " " + l.budgetMicros() / 1_000_000).containsExactly("ctv 300000", "display 200000");
        assertThat(plan.lines().get(0).excludeSellers()).containsExactly("budget-network");
        assertThat(plan.lines().get(0).preferred()).containsExactly("premium-ctv");
        assertThat(String.join("\n", plan.warnings())).contains("frequency_cap", "format_prefs of CTV", "deal_preferences.preferred_deal_types");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"|true", "\"approval_config\":null,|true", "\"approval_config\":{},|true", "\"approval_config\":{\"booking\":false},|true",
        "\"approval_config\":{\"plan_review\":false},|true", "\"approval_config\":{\"plan_review\":false,\"booking\":true},|true",
        "\"approval_config\":{\"plan_review\":false,\"booking\":false},|false"})
    void briefShouldWaitForAPersonWhenItDoesNotOpenBothGates(String config, boolean manual) {
        // given
        String given = config == null ? "" : config;
        String automation = "{" + given + """
                "advertiser_id":"a","campaign_name":"n","objective":"REACH","total_budget":10,"currency":"USD","flight_start":"2027-01-01",
                 "flight_end":"2027-02-01","channels":[{"channel":"CTV","budget_pct":100}]}""";
        String booking = "{" + given + """
                "name":"n","objectives":["reach"],"budget":10,"start_date":"2027-01-01","end_date":"2027-02-01"}""";

        // when
        List<Plan> plans = List.of(read(automation, Format.JSON), read(booking, Format.JSON));

        // then
        assertThat(plans).extracting(Plan::manualApproval).containsExactly(manual, manual);
    }

    @Test
    void testDataOfTheBuyerAgentShouldBeRefusedWithWhatToWriteWhenItIsSent() {
        String brief = """
                {"id":"BRIEF-AUTO-SPORTS","vertical":"automotive","brand":"Luxury Auto Brand","budget":500000,"channels":["ctv","linear"],
                 "target_audience":"Sports enthusiasts 25-54","target_cpm":35,"max_cpm":45,"preferred_package":"Max Premium Sports Bundle",
                 "flight_dates":"2026-09-01 to 2026-12-31"}""";

        for (String sent : List.of(brief, "[" + brief + "," + brief + "]")) {
            assertThat(faults(sent)).singleElement().satisfies(f -> assertThat(f.path() + f.message()).startsWith("is in the form of the buyer agent's test data")
                    .contains("booking brief: name, budget, start_date"));
        }
    }

    @Test
    void yamlNumberShouldKeepTheValueThatAPersonReadsWhenYamlReadsAnother() {
        String plan = "{name: P, advertiser: {id: a}, currency: USD, budget: %s, startDate: '2027-01-01', endDate: '2027-02-01', lines: [\n"
                + "  {id: a, channel: ctv, impressions: 0100, maxCpm: %s}]}";

        assertThat(read(plan.formatted("0100", "012.5"), Format.YAML)).satisfies(p -> {
            assertThat(p.budgetMicros()).isEqualTo(100_000_000);
            assertThat(p.lines().get(0).impressions()).isEqualTo(100);
            assertThat(p.lines().get(0).maxMicros()).isEqualTo(12_500_000);
        });
        assertThat(read(plan.formatted("40_000", "1.125"), Format.YAML).budgetMicros()).isEqualTo(40_000_000_000L);
        assertThat(read(plan.formatted("4e4", "5"), Format.YAML).budgetMicros()).isEqualTo(40_000_000_000L);
        for (String wrong : List.of("40.000", "0x10", "0b11")) {
            assertThatThrownBy(() -> parse(plan.formatted(wrong, "5"), Format.YAML)).as(wrong).isInstanceOfSatisfying(ProblemException.class, e -> {
                assertThat(e.problem().status()).isEqualTo(400);
                assertThat(e.problem().detail()).contains(wrong);
                assertThat(e.problem().more()).containsEntry("line", 1);
            });
        }
    }

    @Test
    void faultShouldSayWhatWasMeantWhenAKeyOrAValueIsNearlyRight() {
        String plan = """
                {name: 2027, currency: USD, budget: "100", startDate: 2027-01-01, endDate: 2027-02-01, lines: [
                  {id: a, channel: CTV, max_cpm: 30, impressions: 10}]}""";

        assertThat(faults(plan, Format.YAML)).extracting(f -> f.path() + " " + f.message()).containsExactlyInAnyOrder(
                "/name must be a text, is '2027': write it in quotes", "/budget must be a number, is '100': write it without quotes",
                "/lines/0/channel must be one of audio, ctv, display, dooh, linear_tv, mobile_app, native, video, is 'CTV'; did you mean ctv?",
                "/lines/0/max_cpm is not a known field; did you mean maxCpm?");
    }

    @Test
    void sharesThatDoNotAddUpAreAFault() {
        assertThat(faults("""
                {"advertiser_id":"a","campaign_name":"n","objective":"REACH","total_budget":10,"currency":"USD","flight_start":"2027-01-01",
                 "flight_end":"2027-01-01","channels":[{"channel":"CTV","budget_pct":60},{"channel":"CTV","budget_pct":30}]}"""))
                .extracting(Problem.FieldError::path).containsExactlyInAnyOrder("/flight_end", "/channels/1/channel", "/channels");
    }

    @Test
    void aFlightThatHasBegunStartsTodayAndOneThatIsOverIsAFault() {
        String plan = "{\"name\":\"n\",\"currency\":\"USD\",\"budget\":1,\"startDate\":\"2026-11-01\",\"endDate\":\"%s\",\"lines\":[{\"channel\":\"ctv\",\"budget\":1,\"maxCpm\":1}]}";

        Plan begun = read(plan.formatted("2026-12-01"), Format.JSON);

        assertThat(begun.start()).isEqualTo(LocalDate.of(2026, 11, 22));
        assertThat(begun.warnings()).anyMatch(w -> w.contains("is in the past"));
        assertThat(faults(plan.formatted("2026-11-20"))).extracting(Problem.FieldError::path).containsExactly("/endDate");
    }

    private Plan read(String text, Format format) {
        return reader.plan(parse(text, format));
    }

    private PlanReader.Parsed parse(String text, Format format) {
        return reader.parse(text.getBytes(StandardCharsets.UTF_8), format);
    }

    private List<Problem.FieldError> faults(String json) {
        return faults(json, Format.JSON);
    }

    private List<Problem.FieldError> faults(String text, Format format) {
        try {
            read(text, format);
        } catch (ProblemException e) {
            assertThat(e.problem().status()).isEqualTo(422);
            return e.problem().errors();
        }
        throw new AssertionError("was taken for a plan");
    }
}
