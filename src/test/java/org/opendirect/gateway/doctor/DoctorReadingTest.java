package org.opendirect.gateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.opendirect.gateway.SettableClock;
import org.opendirect.gateway.sandbox.SandboxDialect;

/** A walk that only reads, through a sandbox seller of every dialect. */
class DoctorReadingTest {

    private final SettableClock clock = new SettableClock();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "SEED          |opendirect|property-case=camel, paging=$skip={skip}&$top={top}, search=whole",
        "SPEC          |opendirect|property-case=lower, paging=count={top}&offset={skip}, search=none, avails=list",
        "PUT           |opendirect|property-case=lower, paging=count={top}&offset={skip}, search=none, avails=list",
        "RELEASE       |opendirect|property-case=lower, paging=limit={top}&offset={skip}, search=none",
        "PASCAL        |opendirect|property-case=pascal, paging=count={top}&offset={skip}, search=none, avails=list",
        "MOCK          |opendirect|property-case=camel, paging=skip={skip}&top={top}, search=whole",
        "IAB_AGENT     |iab-agent |paging=limit={top}&offset={skip}, money=micros",
        "IAB_AGENT_SEED|iab-agent |paging=none, avails=none, money=decimal"})
    void aSellerOfEveryDialectIsFoundWellAndUnderstoodAndLeftAsItWas(SandboxDialect dialect, String name, String profile) {
        try (var seller = Practice.sandbox("catalogue-120", dialect, clock); var practice = Practice.of(seller.baseUrl(), clock)) {
            Report report = practice.examine(Errand.READING);

            assertThat(Practice.failed(report)).isEmpty();
            assertThat(report.findings()).extracting(Finding::check)
                    .containsExactlyElementsOf(Arrays.stream(Check.values()).filter(c -> c.group() != Group.BOOKING).toList());
            assertThat(report.dialect()).isEqualTo(name);
            assertThat(learned(report)).isEqualTo(profile);
            assertThat(report.finding("products.paging.whole").orElseThrow().detail()).startsWith("120 products in ");
            assertThat(seller.ledger()).allSatisfy((kind, objects) -> assertThat((List<?>) objects).as(kind).isEmpty());
        }
    }

    private static String learned(Report report) {
        var learned = new LinkedHashMap<String, String>();
        report.profile().forEach(k -> learned.put(k.choice().key(), k.value()));
        return learned.toString().replaceAll("^\\{|}$", "");
    }

    /** Four products are too few to show the paging when they are read 50 at a time. */
    @ParameterizedTest
    @EnumSource(value = SandboxDialect.class, mode = EnumSource.Mode.EXCLUDE, names = "IAB_AGENT_SEED")
    void theSecondPageIsFoundInAShortListToo(SandboxDialect dialect) {
        try (var seller = Practice.sandbox("premium-news", dialect, clock); var practice = Practice.of(seller.baseUrl(), clock)) {
            Report report = practice.examine(Errand.READING);

            assertThat(report.finding("products.paging.second-page").orElseThrow().result()).isEqualTo(Result.PASSED);
            assertThat(seller.ledger().get("orders")).isEqualTo(List.of());
            assertThat(seller.ledger().get("lines")).isEqualTo(List.of());
        }
    }

    @Test
    void whatStandsInTheBooksIsLookedAtAndLeftAlone() {
        try (var seller = Practice.sandbox("premium-news", SandboxDialect.SPEC, clock); var practice = Practice.of(seller.baseUrl(), clock)) {
            practice.examine(Practice.BOOKING);
            Map<String, Object> before = seller.ledger();

            Report report = practice.examine(Errand.READING);

            assertThat(List.of("accounts.advertiser", "orders.list", "lines.list", "lines.states", "lines.one", "lines.unknown"))
                    .allSatisfy(id -> assertThat(report.finding(id).orElseThrow().result()).as(id).isEqualTo(Result.PASSED));
            assertThat(report.finding("lines.states").orElseThrow().detail()).isEqualTo("[Canceled]");
            assertThat(seller.ledger()).isEqualTo(before);
        }
    }
}
