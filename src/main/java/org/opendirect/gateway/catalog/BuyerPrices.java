package org.opendirect.gateway.catalog;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.opendirect.gateway.catalog.SellerEntry.Verdict;
import org.opendirect.gateway.seller.SellerTask;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.dialect.BuyerPrice;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.PriceQuestion;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/**
 * Asks sellers that have prices by tier and volume what products cost this buyer. It only reads. A seller that does not answer leaves the
 * list price.
 */
public final class BuyerPrices {

    private final SellerDirectory sellers;

    public BuyerPrices(SellerDirectory sellers) {
        this.sellers = sellers;
    }

    /** @param impressions that would be bought; 0 where nobody knows */
    public record Item(String seller, String productId, String currency, long impressions) {
    }

    /** Questions under way. */
    public static final class Check {
        private final Map<Item, PriceTask> tasks = new HashMap<>();

        /** For the fan-out: those of one seller in a few lanes. */
        public List<SellerTask> sellerTasks() {
            return SellerReadTask.inLanes(List.copyOf(tasks.values()));
        }

        /** The price per thousand in micros of the item's currency; empty where the seller has not told one. */
        public Optional<Long> cpmMicros(Item item) {
            return Optional.ofNullable(tasks.get(item)).map(t -> t.result().part())
                    .filter(p -> p.currency() == null || p.currency().equals(item.currency())).map(BuyerPrice::cpmMicros);
        }
    }

    /** Whether a seller has a price of its own for each buyer, and tells it. */
    public boolean areTold(String seller) {
        return sellers.get(seller).dialect().catalog().price(new PriceQuestion("", 0)).isPresent();
    }

    /** One question for each item whose seller can be asked; none twice. */
    public Check check(List<Item> items, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        var check = new Check();
        items.stream().filter(i -> sellers.get(i.seller()).usable() && areTold(i.seller()))
                .forEach(i -> check.tasks.computeIfAbsent(i, item -> new PriceTask(sellers.get(item.seller()), item, deadline)));
        return check;
    }

    /** What one product costs at one seller. */
    private static final class PriceTask extends SellerReadTask<BuyerPrice> {

        private final Seller seller;
        private final Item item;
        private BuyerPrice price;

        PriceTask(Seller seller, Item item, long deadline) {
            super(item.seller(), deadline, false);
            this.seller = seller;
            this.item = item;
        }

        @Override
        Optional<WireRequest> nextCall() {
            return seller.dialect().catalog().price(new PriceQuestion(item.productId(), item.impressions()));
        }

        @Override
        void read(WireReply reply) {
            Outcome<BuyerPrice> outcome = seller.dialect().catalog().price(reply);
            if (outcome instanceof Outcome.Accepted<BuyerPrice> accepted) {
                price = accepted.value();
                end(Verdict.FINE);
                return;
            }
            // a product that it does not know may only be one that is gone
            if (reply.notServed() && !reply.reason().toLowerCase(Locale.ROOT).contains("product")) {
                seller.learn(Choice.PRICING, "none", "POST /pricing answered " + reply.status());
            }
            end(SellerEntry.verdict(reply));
        }

        @Override
        BuyerPrice part() {
            return price;
        }
    }
}
