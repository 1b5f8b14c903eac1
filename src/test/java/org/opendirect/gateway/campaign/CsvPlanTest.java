package org.opendirect.gateway.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.problem.ProblemException;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.TestSettings;

/** CSV as spreadsheets write it in the languages of the world: read as it is meant, or refused with the cell and what to write instead. */
class CsvPlanTest {

    private static final String HEADER = "plan_id;name;advertiser_id;currency;budget;start_date;end_date;line_id;channel;line_budget;impressions;max_cpm\r\n";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
    private final GatewaySettings settings = TestSettings.defaults();
    private final PlanReader reader = new PlanReader(new SellerDirectory(settings, new SellerDirectory.Variables("", Secret.valueOf(""), Secret.valueOf(""), "")),
            settings, Set.of("threshold"), CLOCK);

    @Test
    void planShouldHaveTheValuesOfTheSheetWhenNumbersAreWrittenWithACommaAndGrouped() {
        // given
        String csv = HEADER + "de-1;Frühjahr;adv-1;EUR;40.000,00 €;01.03.2027;31.03.2027;ctv;CTV;€ 30.000;800.000;40,50\r\n"
                + ";;;;;;;display;Display;10.000;1.500.000;8\r\n";

        // when
        Plan plan = read(csv);

        // then
        assertThat(plan.budget().toString()).isEqualTo("40000.00 EUR");
        assertThat(plan.start() + " " + plan.end()).isEqualTo("2027-03-01 2027-03-31");
        assertThat(shown(plan)).isEqualTo("ctv ctv 30000 800000 40.5, display display 10000 1500000 8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"40000|40000", "40000.5|40000.5", "40000,5|40000.5", "40 000|40000", "40 000,50|40000.5", "40'000.50|40000.5",
        "40’000|40000", "1.000.000|1000000", "1,000,000|1000000", "1.234,5|1234.5", "1,234.5|1234.5", "0,125|0.125", "1,00,000|100000", "40000,-|40000",
        "40.000,-|40000", "$40000|40000", "40000 $|40000", "US$ 40,000.00|40000", "USD 40000|40000", "40000 usd|40000", "1234,567|1234.567"})
    void numberShouldBeReadAsWrittenWhenItHasOneReading(String written, String value) {
        // when
        Plan plan = read(HEADER + "p;N;a;USD;" + written + ";2027-03-01;2027-03-31;a;ctv;10;;9\n");

        // then
        assertThat(plan.budget().amount()).isEqualByComparingTo(value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"40.000|may be 40 or 40000", "40,000|may be 40 or 40000", "1.250|may be 1.25 or 1250", "40%|percentage", "8E+05|such as 800000",
        "€40000|the plan's currency is USD", "40000 EUR|the plan's currency is USD", "40k|must be a number", "1.00.00|must be a number", "#####|must be a number",
        "=SUM(A1:A2)|must be a number", "4O000|must be a number", "(500)|must be a number", "40.0000.00|must be a number"})
    void numberShouldBeRefusedWithItsCellWhenItIsNotOneForSure(String written, String words) {
        // when
        List<Problem.FieldError> faults = faults(HEADER + "p;N;a;USD;" + written + ";2027-03-01;2027-03-31;a;ctv;10;;9\n");

        // then
        assertThat(faults).singleElement().satisfies(f -> assertThat(f.path() + " " + f.message()).startsWith("/budget").contains(words)
                .endsWith("(row 2, column budget)"));
    }

    @Test
    void groupsShouldBeReadWhenAnotherCellShowsTheDecimalSignAndRefusedWhenTheyWouldBeDecimals() {
        String rows = "p;N;a;USD;%s;2027-03-01;2027-03-31;a;ctv;10;;%s\n";

        assertThat(read(HEADER + rows.formatted("40.000", "9,5")).budget().amount()).isEqualByComparingTo("40000");
        assertThat(read(HEADER + rows.formatted("40,000", "9.5")).budget().amount()).isEqualByComparingTo("40000");
        assertThat(faults(HEADER + rows.formatted("40.000", "9.5"))).extracting(Problem.FieldError::path).containsExactly("/budget");
        assertThat(faults(HEADER + rows.formatted("40,000", "9,5"))).extracting(Problem.FieldError::path).containsExactly("/budget");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"2027-03-01|2027-03-31|2027-03-01 2027-03-31", "2027/3/1|2027.03.31|2027-03-01 2027-03-31",
        "01.03.2027|31.03.2027|2027-03-01 2027-03-31", "3/1/2027|3/31/2027|2027-03-01 2027-03-31", "04/04/2027|13/04/2027|2027-04-04 2027-04-13",
        "1-Mar-2027|31 March 2027|2027-03-01 2027-03-31"})
    void dayShouldBeReadAsWrittenWhenTheTableShowsItsOrder(String start, String end, String days) {
        // when
        Plan plan = read(HEADER + "p;N;a;USD;10;" + start + ";" + end + ";a;ctv;10;;9\n");

        // then
        assertThat(plan.start() + " " + plan.end()).isEqualTo(days);
    }

    @Test
    void dayShouldBeRefusedInWordsWhenItMayBeAnother() {
        // when
        List<Problem.FieldError> faults = faults(HEADER + "p;N;a;USD;10;03/04/2027;05/04/2027;a;ctv;10;;9\n");

        // then
        assertThat(faults).extracting(Problem.FieldError::path).containsExactlyInAnyOrder("/startDate", "/endDate");
        assertThat(faults).filteredOn(f -> f.path().equals("/startDate")).extracting(Problem.FieldError::message).containsExactly(
                "is '03/04/2027', which may be the 3 April or the 4 March: write 2027-04-03 or 2027-03-04 (row 2, column start_date)");
        assertThat(faults(HEADER + "p;N;a;USD;10;46447;31.02.2027;a;ctv;10;;9\n")).extracting(Problem.FieldError::message).containsExactlyInAnyOrder(
                "must be a date YYYY-MM-DD, is '46447' (row 2, column start_date)", "must be a date YYYY-MM-DD, is '31.02.2027' (row 2, column end_date)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan_id;name;currency;budget;start_date;end_date;channel;line_budget;max_cpm;;\np;N;USD;10;2027-03-01;2027-03-31;CTV;10;9;;\n;;;;;;;;;;\n",
        "sep=,\r\nplan_id,name,currency,budget,start_date,end_date,channel,line_budget,max_cpm\r\np,N,USD,10,2027-03-01,2027-03-31,ctv,10,9\r\n",
        "\uFEFF\"Plan ID\"\tName\tCurrency\tBudget\tStart Date\tEnd-Date\tChannel\tLine Budget\tMax CPM\rp\tN\tusd\t10\t2027-03-01\t2027-03-31\tCtv\t10\t9\r",
        "plan_id|name|currency|budget|start_date|end_date|channel|line_budget|max_cpm\np|N|USD|10|2027-03-01|2027-03-31|connected tv|10|9\n",
        ",,,,,,,,\n,,,,,,,,\nplan_id,name,currency,budget,start_date,end_date,channel,line_budget,max_cpm\n\np,N,USD,10,2027-03-01,2027-03-31,CTV,10,9,,,\n,,,\n",
        "Media plan,,\nplan_id,name,currency,budget,start_date,end_date,channel,line_budget,max_cpm\np,N,USD,10,2027-03-01,2027-03-31,CTV,\u00A010\u00A0,9\n",
        "plan_id,name,currency,budget,start_date,end_date,channel,line_budget,max_cpm\np,N,USD,10,2027-03-01,2027-03-31,,,\n,,,,,,CTV,10,9\n"})
    void planShouldBeTheSameWhenOnlyTheSheetIsAnother(String csv) {
        // when
        Plan plan = read(csv);

        // then
        assertThat(plan.id() + " " + plan.name() + " " + plan.currency() + " " + plan.budget().amount() + " " + plan.start()).isEqualTo("p N USD 10 2027-03-01");
        assertThat(shown(plan)).isEqualTo("line-1 ctv 10 null 9");
    }

    @Test
    void cellShouldBeRefusedWithItsPlaceWhenItStandsUnderNoColumn() {
        assertThat(faults("plan_id,name,currency,budget,start_date,end_date,channel,line_budget,max_cpm,\np,N,USD,10,2027-03-01,2027-03-31,ctv,10,9,50\n"))
                .singleElement().satisfies(f -> assertThat(f.path() + " " + f.message()).startsWith("/lines/0 has '50'").contains("(row 2, column 10)"));
        assertThat(faults("a,b\n1,2\n")).filteredOn(f -> f.path().isEmpty()).singleElement().satisfies(f -> assertThat(f.message()).startsWith("has no header"));
    }

    @Test
    void totalShouldBeLeftOutWhenItAddsUpAndRefusedWhenItDoesNot() {
        String csv = HEADER + "p;N;a;USD;40000;2027-03-01;2027-03-31;a;ctv;30000;;40\n;;;;;;;b;display;10000;;8\n;;;;;;;%s;;%s;;\n";

        Plan plan = read(csv.formatted("Summe:", "40.000"));

        assertThat(shown(plan)).isEqualTo("a ctv 30000 null 40, b display 10000 null 8");
        assertThat(plan.warnings()).contains("row 4 is a total and is left out");
        assertThat(faults(csv.formatted("Total", "45000"))).singleElement().satisfies(f -> assertThat(f.path() + " " + f.message())
                .startsWith("/lines is '45000' in a total, and the rows above add up to 40000").contains("(row 4, column line_budget)"));
        assertThat(faults(csv.formatted("", "40000"))).extracting(Problem.FieldError::path).containsExactly("/lines/2/channel");
    }

    @Test
    void textShouldBeReadInItsEncodingWhenAMarkSaysItAndRefusedWithItsPlaceElse() {
        String csv = HEADER + "p;Frühjahr;a;USD;10;2027-03-01;2027-03-31;a;ctv;10;;9\n";

        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE, StandardCharsets.UTF_8)) {
            assertThat(reader.plan(reader.parse(("\uFEFF" + csv).getBytes(charset), PlanReader.Format.CSV)).name()).isEqualTo("Frühjahr");
        }
        ProblemException other = catchThrowableOfType(ProblemException.class, () -> reader.parse(csv.getBytes(StandardCharsets.ISO_8859_1), PlanReader.Format.CSV));
        assertThat(other.problem().more()).containsEntry("line", 2).containsEntry("column", 5);
        assertThat(other.problem().detail()).contains("not UTF-8").contains("CSV UTF-8");
        ProblemException unmarked = catchThrowableOfType(ProblemException.class, () -> reader.parse(csv.getBytes(StandardCharsets.UTF_16LE), PlanReader.Format.CSV));
        assertThat(unmarked.problem().status()).isEqualTo(400);
    }

    private Plan read(String csv) {
        return reader.plan(reader.parse(csv.getBytes(StandardCharsets.UTF_8), PlanReader.Format.CSV));
    }

    private List<Problem.FieldError> faults(String csv) {
        ProblemException e = catchThrowableOfType(ProblemException.class, () -> read(csv));
        assertThat(e).as("was taken for a plan: " + csv).isNotNull();
        return e.problem().errors();
    }

    private static String shown(Plan plan) {
        return plan.lines().stream().map(l -> l.id() + " " + l.channel() + " " + amount(l.budgetMicros()) + " " + l.impressions() + " " + amount(l.maxMicros()))
                .collect(Collectors.joining(", "));
    }

    private static String amount(Long micros) {
        return micros == null ? "null" : BigDecimal.valueOf(micros, 6).stripTrailingZeros().toPlainString();
    }
}
