package org.opendirect.gateway.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ceiling of an advertiser counts across its campaigns, whatever each campaign's own budget is. */
class CeilingsTest {

    @Test
    void campaignsThatRunAtOnceStayBelowTheCeilingTogetherAndWhatIsGivenBackCanBeSpentAgain(@TempDir Path folder) throws Exception {
        try (Scene scene = new Scene(folder, (order, step, nth) -> null, "gateway.ceilings[0].advertiser=adv-1", "gateway.ceilings[0].currency=USD",
                "gateway.ceilings[0].amount=600", "gateway.ceilings[1].advertiser=*", "gateway.ceilings[1].currency=EUR", "gateway.ceilings[1].amount=10")) {
            var paths = new ArrayList<String>();
            for (int i = 0; i < 10; i++) {
                paths.add(submit(scene, "c" + i, "adv-1"));
            }
            List<JsonNode> ended = paths.stream().map(scene.gateway::awaitEnd).toList();

            // each costs 135 at the seller's price of 13.50
            List<JsonNode> booked = ended.stream().filter(c -> c.path("status").asText().equals("BOOKED")).toList();
            assertThat(booked).hasSize(4);
            assertThat(ended.stream().filter(c -> c.path("status").asText().equals("FAILED"))).hasSize(6)
                    .allSatisfy(c -> assertThat(c.at("/lines/0/problem/code").asText()).isEqualTo("ceiling_exceeded"));
            assertThat(scene.record().highestSum(scene.record().allLines().stream().map(l -> l.path("orderId").asText()).distinct().toList()))
                    .isEqualByComparingTo(new BigDecimal("540"));

            scene.gateway.post("/api/v1/campaigns/" + booked.get(0).path("id").asText() + "/cancel", "");
            assertThat(scene.gateway.awaitEnd("/api/v1/campaigns/" + booked.get(0).path("id").asText()).path("status").asText()).isEqualTo("CANCELLED");
            assertThat(scene.gateway.awaitEnd(submit(scene, "after", "adv-1")).path("status").asText()).isEqualTo("BOOKED");

            // another advertiser has a ceiling in euros only: sums in two currencies cannot be compared, so nothing is spent
            assertThat(scene.gateway.awaitEnd(submit(scene, "other", "adv-2")).at("/lines/0/problem/code").asText()).isEqualTo("ceiling_exceeded");
        }
    }

    @Test
    void createShouldNotLeaveWhenItMayBindAndTheCeilingIsUsedUp(@TempDir Path folder) throws Exception {
        try (Scene scene = new Scene(folder, (order, step, nth) -> null, "gateway.ceilings[0].advertiser=*", "gateway.ceilings[0].currency=USD",
                "gateway.ceilings[0].amount=150")) {
            // given
            scene.book("first", "100", Scene.line("magic-line-booked-1", 10_000));
            scene.settle(Duration.ofSeconds(30));

            // when
            scene.book("second", "100", Scene.line("magic-line-booked-2", 10_000));
            scene.settle(Duration.ofSeconds(30));

            // then
            assertThat(scene.booking("first").path("status").asText()).isEqualTo("BOOKED");
            assertThat(scene.booking("second").at("/lines/0/problem/code").asText()).isEqualTo("ceiling_exceeded");
            assertThat(scene.booking("second").at("/lines/0/problem/detail").asText()).contains("gateway.ceilings", "200.00 USD");
            assertThat(scene.record().allLines()).as("the second was never made").singleElement()
                    .satisfies(l -> assertThat(l.path("productId").asText()).isEqualTo("magic-line-booked-1"));
            assertThat(scene.violations()).isEmpty();
        }
    }

    private static String submit(Scene scene, String id, String advertiser) throws Exception {
        var answer = scene.gateway.post("/api/v1/campaigns", """
                {"id":"%s","name":"%s","advertiser":{"id":"%s"},"currency":"USD","budget":1000,"startDate":"2027-05-01","endDate":"2027-05-31",
                 "lines":[{"id":"a","channel":"display","impressions":10000,"maxCpm":40}]}""".formatted(id, id, advertiser));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.headers().firstValue("Location").orElseThrow();
    }
}
