package org.opendirect.gateway.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendirect.gateway.whole.GatedSellers.Step;

/**
 * Inside a campaign lines and sellers run in parallel. The sellers hold their answers back until enough calls have come, so what would
 * have to come one after the other does not come at all; no time is measured here, bench/campaign does that.
 */
class CampaignWidthTest {

    private static final int SELLERS = 10;
    private static final int LINES = 50;
    private static final int AT_ONCE = LINES / SELLERS;
    /** below the time after which the gateway gives a call up */
    private static final int PATIENCE_SECONDS = 10;

    private static GatedSellers sellers;
    private static RunningGateway gateway;

    /** a seller is searched once, asked once for all that the plan wants of its product, and has one order */
    private static final Set<Step> ONCE_A_SELLER = EnumSet.of(Step.SEARCH, Step.AVAILS, Step.CREATE_ORDER);

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        sellers = new GatedSellers(SELLERS);
        var settings = new ArrayList<String>(List.of("gateway.calls.connections-per-seller=" + AT_ONCE));
        for (int i = 0; i < SELLERS; i++) {
            String seller = "gateway.sellers[" + i + "].";
            settings.addAll(List.of(seller + "account-id=acct-1", seller + "dialect=opendirect", seller + "profile.property-case=camel",
                    seller + "timeout=12s"));
        }
        gateway = RunningGateway.start(folder, sellers.urls(), settings.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        sellers.close();
    }

    @Test
    void allLinesTakeEachStepBeforeAnyOfThemHasTakenIt() throws Exception {
        // given sellers that answer nobody's step before everybody's has come: fifty lines, seven waves
        Map<Step, CountDownLatch> all = new EnumMap<>(Step.class);
        for (Step step : Step.values()) {
            all.put(step, new CountDownLatch(ONCE_A_SELLER.contains(step) ? SELLERS : LINES));
        }
        Queue<String> alone = new ConcurrentLinkedQueue<>();
        sellers.gate((seller, step) -> {
            all.get(step).countDown();
            if (!all.get(step).await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                alone.add(step + " at " + seller);
            }
        });

        // when
        JsonNode campaign = run("waves", LINES, i -> 1_000 + i);

        // then
        assertThat(alone).isEmpty();
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        assertThat(sellers.mostAtOneSeller()).isEqualTo(AT_ONCE);
        for (Step step : Step.values()) {
            assertThat(sellers.calls(step)).as(step.name()).isEqualTo(ONCE_A_SELLER.contains(step) ? SELLERS : LINES);
        }
    }

    @Test
    void aSellersLimitHoldsUpItsOwnCallsOnly() throws Exception {
        // given one more line at each seller than may be made at once, and lines that are made when every seller has as many calls as it may have
        var full = new CountDownLatch(SELLERS * AT_ONCE);
        Queue<String> alone = new ConcurrentLinkedQueue<>();
        sellers.gate((seller, step) -> {
            if (step == Step.CREATE_LINE) {
                full.countDown();
                if (!full.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    alone.add(seller);
                }
            }
        });

        // when
        JsonNode campaign = run("limits", LINES + SELLERS, i -> 1_000 + i);

        // then
        assertThat(alone).isEmpty();
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        assertThat(sellers.mostAtOneSeller()).isEqualTo(AT_ONCE);
    }

    @Test
    void aSlowOrderHoldsUpItsOwnLinesOnlyAndTheSameQuestionIsAskedOnce() throws Exception {
        // given a seller that takes its order when all other sellers' lines are booked
        var others = new CountDownLatch(LINES - AT_ONCE);
        Queue<String> heldUp = new ConcurrentLinkedQueue<>();
        sellers.gate((seller, step) -> {
            if (step == Step.READ_LINE) {
                others.countDown();
            }
            if (step == Step.CREATE_ORDER && seller.equals("s0") && !others.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                heldUp.add(others.getCount() + " lines of others waited for the order of " + seller);
            }
        });

        // when
        JsonNode campaign = run("slow-order", LINES, i -> 1_000);

        // then
        assertThat(heldUp).isEmpty();
        assertThat(campaign.path("status").asText()).as(campaign.toString()).isEqualTo("BOOKED");
        assertThat(sellers.calls(Step.AVAILS)).isEqualTo(SELLERS);
    }

    /** A plan whose n-th line may buy at one seller, the same number of lines at each. */
    private static JsonNode run(String id, int lines, IntFunction<Integer> impressions) throws Exception {
        String each = IntStream.range(0, lines).mapToObj(i -> "{\"channel\":\"display\",\"impressions\":" + impressions.apply(i)
                + ",\"maxCpm\":25,\"sellers\":[\"s" + i % SELLERS + "\"]}").collect(Collectors.joining(","));
        var answer = gateway.post("/api/v1/campaigns", "{\"id\":\"" + id + "\",\"name\":\"Wide\",\"currency\":\"USD\",\"budget\":10000,"
                + "\"startDate\":\"2027-03-01\",\"endDate\":\"2027-03-31\",\"lines\":[" + each + "]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return gateway.awaitEnd(answer.headers().firstValue("Location").orElseThrow());
    }
}
