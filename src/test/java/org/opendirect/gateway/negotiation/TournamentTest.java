package org.opendirect.gateway.negotiation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Every strategy against every seller model. The zone of agreement lies between the seller's floor and our maximum; a price's share of
 * it is 0 at the floor and 100 at the maximum. {@code mvn verify -Pnegotiation-bench} plays more and writes docs/reports/negotiation.md.
 */
class TournamentTest {

    private static final long UNIT = 1_000_000;
    private static final List<String> STRATEGIES = List.of("threshold", "adaptive", "competitive", "deadline");

    private static final class Score {
        int played;
        int agreed;
        int possible;
        double share;
        int rounds;
    }

    @Test
    void adaptiveGetsTheBetterPriceAtNoWorseAgreementRate() throws IOException {
        boolean whole = Boolean.getBoolean("negotiation.bench");
        int seeds = whole ? 1000 : 100;
        var strategies = new Strategies(List.of());
        Map<String, Map<String, Score>> scores = new LinkedHashMap<>();
        for (String strategy : STRATEGIES) {
            for (String model : SellerModels.NAMES) {
                for (int seed = 1; seed <= seeds; seed++) {
                    play(strategies, strategy, model, seed, scores.computeIfAbsent(strategy, s -> new LinkedHashMap<>()).computeIfAbsent(model, m -> new Score()));
                }
            }
        }
        Score threshold = sum(scores.get("threshold"));
        Score adaptive = sum(scores.get("adaptive"));
        if (whole) {
            report(scores, seeds);
        }
        assertThat(adaptive.agreed).as("agreements").isGreaterThanOrEqualTo(threshold.agreed);
        assertThat(adaptive.share / adaptive.agreed).as("mean share of the zone").isLessThan(threshold.share / threshold.agreed);
    }

    private static void play(Strategies strategies, String strategy, String model, int seed, Score score) {
        var random = new Random(seed * 31L + model.hashCode());
        long list = (15 + random.nextInt(36)) * UNIT;
        long floor = list * (60 + random.nextInt(31)) / 100;
        long max = list * (70 + random.nextInt(36)) / 100;
        long target = Math.min(max, list * (50 + random.nextInt(26)) / 100);
        SellerModels.Seller seller = SellerModels.of(model, list, floor, random);
        Match match = Match.play(strategies, new Tactics(strategy, target, max, UNIT, 6, 2000), seller);
        score.played++;
        score.rounds += match.offers().size();
        score.possible += seller.floor <= max ? 1 : 0;
        if (match.price() != null) {
            assertThat(match.price()).as("%s against %s, seed %d", strategy, model, seed).isLessThanOrEqualTo(max).isPositive();
            score.agreed++;
            score.share += max == seller.floor ? 0 : 100.0 * Math.max(0, match.price() - seller.floor) / Math.max(1, max - seller.floor);
        }
    }

    private static Score sum(Map<String, Score> scores) {
        var sum = new Score();
        scores.values().forEach(s -> {
            sum.played += s.played;
            sum.agreed += s.agreed;
            sum.possible += s.possible;
            sum.share += s.share;
            sum.rounds += s.rounds;
        });
        return sum;
    }

    private static void report(Map<String, Map<String, Score>> scores, int seeds) throws IOException {
        var lines = new ArrayList<String>();
        scores.forEach((strategy, byModel) -> {
            byModel.forEach((model, s) -> lines.add(line(strategy, model, s)));
            lines.add(line("**" + strategy + "**", "**all**", sum(byModel)));
        });
        Files.createDirectories(Path.of("docs/reports"));
        Files.writeString(Path.of("docs/reports/negotiation.md"), """
                # Negotiation: a tournament

                Written by `mvn verify -Pnegotiation-bench`: every strategy against every seller model, %d seeds each, the same for all. List prices of
                15 to 50, floors of 60 to 90 %% of them, maxima of 70 to 105 %%, targets of 50 to 75 %%, steps of 1, at most 6 rounds. An agreement is
                possible where the seller's floor is not above our maximum; a price's share of that zone is 0 at the floor, 100 at the maximum: less is
                better. The models are in the test tree, `SellerModels`; the four of the IAB seller agent have its tiers and caps.

                | strategy | seller | agreed | of possible | mean share of the zone | offers |
                |---|---|---|---|---|---|
                %s
                """.formatted(seeds, String.join("\n", lines)));
    }

    private static String line(String strategy, String model, Score s) {
        return "| %s | %s | %d | %s %% | %s %% | %s |".formatted(strategy, model, s.agreed, percent(100.0 * s.agreed / Math.max(1, s.possible)),
                percent(s.share / Math.max(1, s.agreed)), percent((double) s.rounds / s.played));
    }

    private static String percent(double value) {
        return BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP).toPlainString();
    }
}
