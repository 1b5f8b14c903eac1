package org.opendirect.gateway.api;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.opendirect.gateway.booking.NewOrder;
import org.opendirect.gateway.catalog.Catalog;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.Rate;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.FanOut;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.Call;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.seller.dialect.WireReply;

/**
 * What the seller's catalogue says against a booking, found out before an order is opened: each product is read, and one that is not found
 * is looked for in the whole catalogue, since not every seller serves single products. What cannot be found out is no fault.
 */
public final class BookingChecks {

    static final String CHECK = "check";
    private static final String PRODUCT = "productId";
    private static final Set<Integer> NOT_THERE = Set.of(404, 405, 410, 501);

    private final Catalog catalog;
    private final SellerDirectory sellers;
    private final Duration deadline;

    /** @param deadline of all that is asked for one booking */
    public BookingChecks(Catalog catalog, SellerDirectory sellers, Duration deadline) {
        this.catalog = catalog;
        this.sellers = sellers;
        this.deadline = deadline;
    }

    /** What has been found out so far. Filled by many calls at once. */
    static final class Check {
        private final NewOrder order;
        private final long end;
        private final Map<String, Product> found = new ConcurrentHashMap<>();
        private final Set<String> notThere = ConcurrentHashMap.newKeySet();
        private Catalog.Search search;

        private Check(NewOrder order, long end) {
            this.order = order;
            this.end = end;
        }
    }

    /** Begins a check; the body becomes the products to be read. */
    void begin(NewOrder order, Exchange exchange) {
        exchange.setProperty(CHECK, new Check(order, System.nanoTime() + deadline.toNanos()));
        exchange.getMessage().setBody(order.lines().stream().map(NewOrder.NewLine::productId).distinct().toList());
    }

    /** The body, a product's id, becomes the request for it. */
    public void ask(Exchange exchange) {
        Check check = exchange.getProperty(CHECK, Check.class);
        String productId = exchange.getMessage().getBody(String.class);
        Seller seller = sellers.get(check.order.seller());
        exchange.setProperty(PRODUCT, productId);
        exchange.getMessage().setBody(SellerRequest.within(seller.id(), seller.dialect().catalog().product(productId), seller.settings().timeout())
                .notAfter(check.end));
    }

    /** Takes the seller's answer to {@link #ask}. */
    public void heard(Exchange exchange) {
        Check check = exchange.getProperty(CHECK, Check.class);
        String productId = exchange.getProperty(PRODUCT, String.class);
        WireReply reply = exchange.getMessage().getBody(WireReply.class);
        Outcome<Product> outcome = sellers.get(check.order.seller()).dialect().catalog().product(check.order.seller(), reply);
        if (outcome instanceof Outcome.Accepted<Product> product) {
            check.found.put(productId, product.value());
        } else if (reply.answered() && NOT_THERE.contains(reply.status())) {
            check.notThere.add(productId);
        }
    }

    /** Whether the catalogue has to be read for what was not found; property {@code conversations}: what is to be asked for that. */
    public boolean searchesToo(Exchange exchange) {
        Check check = exchange.getProperty(CHECK, Check.class);
        Duration left = Duration.ofNanos(check.end - System.nanoTime());
        if (check.notThere.isEmpty() || left.isNegative()) {
            return false;
        }
        check.search = catalog.search(null, List.of(sellers.get(check.order.seller())), left);
        exchange.setProperty(FanOut.ALL, check.search.readings());
        return true;
    }

    /** @throws org.opendirect.gateway.problem.ProblemException 422 with everything that the catalogue says against the booking */
    void throwIfWrong(Exchange exchange) {
        Check check = exchange.getProperty(CHECK, Check.class);
        Set<String> unknown = check.search == null ? Set.of() : takeCatalogue(check);
        var faults = new ArrayList<Problem.FieldError>();
        for (NewOrder.NewLine line : check.order.lines()) {
            Product product = check.found.get(line.productId());
            if (unknown.contains(line.productId())) {
                faults.add(fault(line, "productId", "seller " + check.order.seller() + " has no such product"));
            } else if (product != null) {
                against(check.order, line, product).ifPresent(faults::add);
            }
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).asException();
        }
    }

    /** Takes what the catalogue shows of the products that were not found by themselves; those that it does not have, when it is whole. */
    private Set<String> takeCatalogue(Check check) {
        Catalog.Answer answer = catalog.partialAnswer(check.search);
        Map<String, Product> listed = answer.products().stream().collect(Collectors.toMap(Product::id, Function.identity(), (one, other) -> one));
        check.notThere.stream().filter(listed::containsKey).forEach(id -> check.found.put(id, listed.get(id)));
        return answer.complete() ? check.notThere.stream().filter(id -> !listed.containsKey(id)).collect(Collectors.toSet()) : Set.of();
    }

    private Optional<Problem.FieldError> against(NewOrder order, NewOrder.NewLine line, Product product) {
        Rate rate = line.rate();
        if (product.terms().currencyNamed() && !product.currency().equals(rate.currency())) {
            return Optional.of(fault(line, PRODUCT, "is sold in " + product.currency() + ", the booking is in " + rate.currency()));
        }
        // where a quote is asked for each line, what we pay is said in that, and may be less than the list price
        boolean listPriceCounts = sellers.get(order.seller()).dialect().booking().serves(Call.CREATE_ORDER) && line.negotiationId() == null
                && product.rateType() == rate.type() && product.priceMicros() != null;
        if (listPriceCounts && rate.micros() < product.priceMicros()) {
            return Optional.of(fault(line, "rate", "is below the product's price of " + new Rate(rate.type(), product.priceMicros(), rate.currency())
                    + ", and no negotiation has agreed on it"));
        }
        Money cost = rate.cost(line.quantity());
        if (product.minSpendMicros() != null && cost.micros() < product.minSpendMicros()) {
            return Optional.of(fault(line, "quantity", "comes to " + cost + ", the seller takes no order below "
                    + new Money(product.minSpendMicros(), rate.currency())));
        }
        Product.Terms terms = product.terms();
        if (rate.type().boundedByCpm() && terms.minImpressions() != null && line.quantity() < terms.minImpressions()) {
            return Optional.of(fault(line, "quantity", "is below the " + terms.minImpressions() + " impressions that the seller takes at least"));
        }
        long days = ChronoUnit.DAYS.between(line.start(), line.end()) + 1;
        boolean tooShort = terms.minFlightDays() != null && days < terms.minFlightDays();
        boolean tooLong = terms.maxFlightDays() != null && days > terms.maxFlightDays();
        return tooShort || tooLong ? Optional.of(fault(line, "endDate", "makes a flight of " + days + " days, the seller takes "
                + (tooShort ? terms.minFlightDays() + " at least" : terms.maxFlightDays() + " at most"))) : Optional.empty();
    }

    private static Problem.FieldError fault(NewOrder.NewLine line, String field, String message) {
        return new Problem.FieldError("/lines/" + line.position() + "/" + field, message);
    }
}
