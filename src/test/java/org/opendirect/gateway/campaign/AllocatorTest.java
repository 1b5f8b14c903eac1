package org.opendirect.gateway.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.RateType;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.seller.dialect.Written;

class AllocatorTest {

    @Test
    void takesTheCheapestThatSatisfiesTheLineThenTheNextAndSaysWhy() {
        // given
        var allocator = new Allocator(usd(75_000));
        var cheap = candidate("budget", "ron", 9, 600_000L, null);
        var dear = candidate("news", "article", 13, 3_000_000L, null);
        var tooDear = candidate("news", "takeover", 40, 9_000_000L, null);

        // when
        Allocator.Share share = allocator.share(line("display", 20_000L, 1_000_000L, 19L), List.of(tooDear, dear, cheap));

        // then
        assertThat(share.parts()).extracting(p -> p.candidate().key() + " " + p.quantity() + " " + p.cost())
                .containsExactly("budget/ron 600000 5400.00 USD", "news/article 400000 5200.00 USD");
        assertThat(share.whole()).isTrue();
        assertThat(share.parts().get(0).reasons().get(0)).contains("all it has left");
    }

    @Test
    void preferredSellersComeFirstThenTheCheaperThenAlwaysTheSame() {
        Candidate cheap = candidate("a", "cheap", 8, 1_000L, null);
        Candidate alike = candidate("b", "alike", 8, 1_000L, null);
        Candidate preferred = new Candidate(candidate("z", "dear", 12, 1_000L, null).product, true, null);

        Allocator.Share share = new Allocator(usd(1_000)).share(line("a", null, 3_000L, 20L), List.of(alike, cheap, preferred));

        assertThat(share.parts()).extracting(p -> p.candidate().key()).containsExactly("z/dear", "a/cheap", "b/alike");
    }

    @Test
    void whereThePreferredCannotBePaidForTheCheaperOfOthersIsBought() {
        Candidate preferred = new Candidate(candidate("z", "dear", 20_000, 1_000L, null).product, true, null);
        Candidate cheap = candidate("a", "cheap", 8, 1_000L, null);

        Allocator.Share share = new Allocator(usd(10)).share(line("a", null, 1_000L, null), List.of(preferred, cheap));

        assertThat(share.parts()).singleElement().satisfies(p -> assertThat(p.candidate().key() + " " + p.quantity()).isEqualTo("a/cheap 1000"));
        assertThat(share.reasons()).containsExactly("z/dear at 20000.00 USD CPM: the budget does not buy one impression more");
    }

    @Test
    void aLineForWhichNothingFitsIsExplained() {
        Allocator.Share share = new Allocator(usd(1_000)).share(line("ctv", 1_000L, null, 30L), List.of(candidate("s", "p", 35, 10L, null)));

        assertThat(share.parts()).isEmpty();
        assertThat(share.whole()).isFalse();
        assertThat(share.reasons()).containsExactly("s/p at 35.00 USD CPM is above maxCpm 30");
    }

    @Test
    void missingInventoryIsSaidAndTheLineIsNotWhole() {
        Allocator.Share share = new Allocator(usd(100_000)).share(line("ctv", null, 1_000_000L, 40L), List.of(candidate("s", "p", 35, 400_000L, null)));

        assertThat(share.whole()).isFalse();
        assertThat(share.reasons()).containsExactly("no more inventory fits, 600000 impressions are missing");
    }

    @Test
    void theSmallerOfBudgetAndImpressionsBinds() {
        assertThat(new Allocator(usd(75_000)).share(line("a", 350L, 1_000_000L, 40L), List.of(candidate("s", "p", 35, null, null)))
                .parts().get(0).quantity()).isEqualTo(10_000);
        assertThat(new Allocator(usd(75_000)).share(line("a", 35_000L, 10_000L, 40L), List.of(candidate("s", "p", 35, null, null)))
                .parts().get(0).cost()).isEqualTo(usd(350));
    }

    @Test
    void aBudgetThatDoesNotDivideEvenlyIsSpentAllTheSameAndItsLastCentBuysNothingElsewhere() {
        Allocator.Share alone = new Allocator(usd(5_001)).share(line("a", 5_001L, null, 40L), List.of(candidate("s", "p", 9, null, null)));
        Allocator.Share two = new Allocator(usd(5_001)).share(line("a", 5_001L, null, 40L),
                List.of(candidate("s", "p", 9, null, null), candidate("t", "q", 10, null, null)));

        assertThat(alone.whole()).isTrue();
        assertThat(two.parts()).singleElement().satisfies(p -> assertThat(p.quantity() + " " + p.cost()).isEqualTo("555666 5000.99 USD"));
    }

    @Test
    void aRemainderThatIsTooLittleToBeBilledIsPassedOver() {
        Allocator.Share share = new Allocator(usd(10_000)).share(line("audio", null, 1_000L, 30L),
                List.of(candidate("c", "left", 3, 1L, null), candidate("b", "next", 4, 9_000L, null)));

        assertThat(share.parts()).singleElement().satisfies(p -> assertThat(p.candidate().key()).isEqualTo("b/next"));
        assertThat(share.reasons()).containsExactly("c/left has only 1 left, too little to be billed");
    }

    @Test
    void anOrderBelowTheMinimumSpendIsNotPlaced() {
        Allocator.Share share = new Allocator(usd(500)).share(line("a", 500L, null, 40L), List.of(candidate("s", "p", 35, null, 1_000L)));

        assertThat(share.parts()).isEmpty();
        assertThat(share.reasons().get(0)).contains("takes no order below 1000.00 USD");
    }

    @Property
    void neverGivesOutMoreThanTheBudgetNorTheSameImpressionsTwice(
            @ForAll @LongRange(min = 1, max = 100_000) long budget, @ForAll @Size(min = 1, max = 5) List<@LongRange(min = 1, max = 60) Long> prices,
            @ForAll @Size(min = 1, max = 5) List<@LongRange(min = 0, max = 900_000) Long> inventories,
            @ForAll @Size(min = 1, max = 6) List<@LongRange(min = 1, max = 2_000_000) Long> wants) {
        var allocator = new Allocator(usd(budget));
        var candidates = new ArrayList<Candidate>();
        for (int i = 0; i < prices.size(); i++) {
            candidates.add(candidate("s" + i % 2, "p" + i, prices.get(i), inventories.get(i % inventories.size()), null));
        }
        long spent = 0;
        Map<String, Long> taken = new HashMap<>();
        for (int i = 0; i < wants.size(); i++) {
            Plan.Line line = line("l" + i, budget / 2 + 1, wants.get(i), 50L);
            for (Allocator.Part part : allocator.share(line, candidates).parts()) {
                spent += part.cost().micros();
                taken.merge(part.candidate().key(), part.quantity(), Long::sum);
                assertThat(part.candidate().priceMicros()).isLessThanOrEqualTo(50_000_000);
                assertThat(part.quantity()).isPositive();
            }
        }
        assertThat(spent).isLessThanOrEqualTo(usd(budget).micros());
        candidates.forEach(c -> assertThat(taken.getOrDefault(c.key(), 0L)).isLessThanOrEqualTo(c.available));
    }

    static Plan.Line line(String id, Long budget, Long impressions, Long max) {
        return new Plan.Line(id, "display", null, budget == null ? null : budget * 1_000_000, impressions, null, max == null ? null : max * 1_000_000,
                List.of(), List.of(), List.of(), Map.of(), new Plan.Haggling("threshold", 1_000_000, 6, 2000));
    }

    static Candidate candidate(String seller, String id, long price, Long available, Long minSpend) {
        var candidate = new Candidate(new Product(seller, id, id, null, null, "USD", price * 1_000_000, RateType.CPM, null, List.of(), "display", available,
                minSpend == null ? null : minSpend * 1_000_000, List.of(), null, true, null, Product.Terms.NONE, new Written()), false, null);
        candidate.availsAnswered = true;
        return candidate;
    }

    static Money usd(long units) {
        return new Money(units * 1_000_000, "USD");
    }
}
