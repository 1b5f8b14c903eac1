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
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.booking.NewOrder;
import org.opendirect.gateway.catalog.ProductSearchService;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.Rate;
import org.opendirect.gateway.problem.Problem;
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

    private static final String PRODUCT = "productId";
    private static final Set<Integer> NOT_THERE = Set.of(404, 405, 410, 501);

    private final ProductSearchService catalog;
    private final SellerDirectory sellers;
    private final Duration deadline;

    /** @param deadline of all that is asked for one booking */
    public BookingChecks(ProductSearchService catalog, SellerDirectory sellers, Duration deadline) {
        this.catalog = catalog;
        this.sellers = sellers;
        this.deadline = deadline;
    }

    /** What has been found out so far. Filled by many calls at once. */
    public static final class Check {
        private final NewOrder order;
        private final long end;
        private final Map<String, Product> found = new ConcurrentHashMap<>();
        private final Set<String> notThere = ConcurrentHashMap.newKeySet();
        private final Set<String> unknown = ConcurrentHashMap.newKeySet();

        private Check(NewOrder order, long end) {
            this.order = order;
            this.end = end;
        }

        /** Ids of the products that the order's lines name, each once. */
        public List<String> productIds() {
            return order.lines().stream().map(NewOrder.NewLine::productId).distinct().toList();
        }
    }

    public Check begin(@ExchangeProperty(RouteProperties.BOOKING_REQUEST) BookingRequest request) {
        return new Check(request.order(), System.nanoTime() + deadline.toNanos());
    }

    /** The request for one of {@link Check#productIds}. */
    public SellerRequest productRequest(@ExchangeProperty(RouteProperties.BOOKING_CHECK) Check check,
                                        @Body String productId) {
        Seller seller = sellers.get(check.order.seller());
        return SellerRequest.within(seller.id(), seller.dialect().catalog().product(productId),
                seller.settings().timeout()).notAfter(check.end);
    }

    /** Takes the seller's answer to {@link #productRequest}. */
    public void onResponse(@ExchangeProperty(RouteProperties.BOOKING_CHECK) Check check,
                           @ExchangeProperty(RouteProperties.PRODUCT_ID) String productId, @Body WireReply reply) {
        Outcome<Product> outcome = sellers.get(check.order.seller()).dialect().catalog().product(check.order.seller(), reply);
        if (outcome instanceof Outcome.Accepted<Product> product) {
            check.found.put(productId, product.value());
        } else if (reply.answered() && NOT_THERE.contains(reply.status())) {
            check.notThere.add(productId);
        }
    }

    /**
     * The search of the seller's whole catalogue for what was not found by itself; null where there is no need, or no
     * time, for it.
     */
    public ProductSearchService.PendingSearch search(@ExchangeProperty(RouteProperties.BOOKING_CHECK) Check check) {
        Duration left = Duration.ofNanos(check.end - System.nanoTime());
        return check.notThere.isEmpty() || left.isNegative() ? null
                : catalog.search(null, List.of(sellers.get(check.order.seller())), left);
    }

    /** Takes what the catalogue shows of the products that were not found by themselves; those that it does not have, when it is whole. */
    public void onCatalogue(@ExchangeProperty(RouteProperties.BOOKING_CHECK) Check check, @Body ProductSearchService.Answer answer) {
        Map<String, Product> listed = answer.products().stream().collect(Collectors.toMap(Product::id, Function.identity(), (one, other) -> one));
        check.notThere.stream().filter(listed::containsKey).forEach(id -> check.found.put(id, listed.get(id)));
        if (answer.complete()) {
            check.notThere.stream().filter(id -> !listed.containsKey(id)).forEach(check.unknown::add);
        }
    }

    /** @throws org.opendirect.gateway.problem.ProblemException 422 with everything that the catalogue says against the booking */
    public void throwIfWrong(@ExchangeProperty(RouteProperties.BOOKING_CHECK) Check check) {
        var faults = new ArrayList<Problem.FieldError>();
        for (NewOrder.NewLine line : check.order.lines()) {
            Product product = check.found.get(line.productId());
            if (check.unknown.contains(line.productId())) {
                faults.add(fault(line, "productId", "seller " + check.order.seller() + " has no such product"));
            } else if (product != null) {
                against(check.order, line, product).ifPresent(faults::add);
            }
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).asException();
        }
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
