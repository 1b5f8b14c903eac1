package org.opendirect.gateway.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.opendirect.gateway.problem.Fields;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.seller.dialect.SearchQuestion;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.settings.GatewaySettings;

/** Searches: turns a request into one reading a seller, and the readings into one answer. */
public final class Catalog {

    /** Cheapest first within one currency, ties by seller; a seller's own order is kept inside one price. */
    static final Comparator<Product> ORDER = Catalog::compare;

    private final SellerDirectory sellers;
    private final GatewaySettings settings;
    private final CatalogCache cache;
    private final KnownAnswers known;
    private final ComparedSearches compared;

    public Catalog(SellerDirectory sellers, GatewaySettings settings) {
        this.sellers = sellers;
        this.settings = settings;
        this.cache = new CatalogCache(settings.fanOut().catalogKeep());
        this.compared = new ComparedSearches(settings.discovery().interval());
        this.known = new KnownAnswers(settings.fanOut().answersKept().toBytes());
    }

    /** By hand, since one search compares thousands of times. */
    private static int compare(Product a, Product b) {
        int byCurrency = a.currency().compareTo(b.currency());
        if (byCurrency != 0) {
            return byCurrency;
        }
        Long one = a.priceMicros();
        Long other = b.priceMicros();
        int byPrice = one == null || other == null ? Boolean.compare(one == null, other == null) : Long.compare(one, other);
        return byPrice != 0 ? byPrice : a.seller().compareTo(b.seller());
    }

    /** A running search: its readings, and how much of the merged list is wanted. */
    public static final class Search {
        private final List<SearchReading> readings;
        private final List<SellerEntry> notAsked;
        private final int skip;
        private final int top;

        private Search(List<SearchReading> readings, List<SellerEntry> notAsked, int skip, int top) {
            this.readings = readings;
            this.notAsked = notAsked;
            this.skip = skip;
            this.top = top;
        }

        /** For the fan-out: one conversation a seller. */
        public List<SearchReading> readings() {
            return readings;
        }
    }

    /** An aggregate answer (docs/rest-api.md). */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(List<Product> products, List<SellerEntry> sellers, boolean complete, Boolean truncated) {
    }

    /** {@code POST /products/search}. */
    public Search search(Fields fields) {
        Criteria criteria = Criteria.read(fields);
        List<Seller> asked = askedSellers(fields, "sellers", fields.texts("sellers", Criteria.MAX_LIST));
        Duration limit = deadline(fields);
        int max = settings.fanOut().maxProducts();
        int top = fields.wholeNumber("top", 1, max).orElse((long) max).intValue();
        fields.end();
        fields.throwIfWrong();
        return begin(asked, criteria, limit, true, 0, top);
    }

    /**
     * {@code GET /products}: a page of all sellers' catalogues, merged; of some sellers where any are named, and of the products that fit
     * where the query says which.
     */
    public Search list(Fields query, int skip, int top) {
        List<Seller> asked = askedSellers(query, "seller", query.texts("seller", Criteria.MAX_LIST));
        Criteria criteria = Criteria.read(query);
        Duration limit = deadline(query);
        query.throwIfWrong();
        return begin(asked, criteria.isEmpty() ? null : criteria, limit, true, skip, top);
    }

    /** For planning: everything of a channel, from the given sellers, also from those in trouble. */
    public Search search(Criteria criteria, List<Seller> asked, Duration limit) {
        // of each seller as many as are read: what is cheap at one must not push out all that another has
        return begin(asked, criteria, limit, false, 0, Integer.MAX_VALUE);
    }

    public Answer answer(Search search) {
        Answer answer = partialAnswer(search);
        if (answer.sellers().stream().noneMatch(SellerEntry::ok)) {
            throw nobodyAnswered(answer.sellers());
        }
        return answer;
    }

    /** As {@link #answer}, but no answer at all is an empty list. */
    public Answer partialAnswer(Search search) {
        var products = new ArrayList<Product>();
        var entries = new ArrayList<SellerEntry>();
        boolean truncated = false;
        boolean whole = true;
        for (SearchReading reading : search.readings) {
            SearchReading.Found found = reading.found();
            products.addAll(found.part().products());
            entries.add(found.entry());
            truncated |= found.part().capped();
            whole &= found.part().note() == null;
        }
        entries.addAll(search.notAsked);
        products.sort(ORDER);
        int from = Math.min(search.skip, products.size());
        int to = (int) Math.min((long) from + search.top, products.size());
        truncated |= products.size() >= settings.fanOut().maxProducts() && to < products.size();
        return new Answer(List.copyOf(products.subList(from, to)), entries, whole && entries.stream().allMatch(SellerEntry::ok), truncated ? true : null);
    }

    /** {@code GET /sellers/{seller}/products/{productId}}: the seller's answer as a product, or as a problem. */
    public Product product(String seller, String productId, WireReply reply) {
        Outcome<Product> outcome = sellers.get(seller).dialect().catalog().product(seller, reply);
        if (outcome instanceof Outcome.Accepted<Product> accepted) {
            return accepted.value();
        }
        if (reply.answered() && reply.status() == 404) {
            throw Problem.notFound("product", productId + " at seller " + seller).asException();
        }
        throw gatewayProblem(seller, SellerEntry.verdict(reply)).asException();
    }

    /** The price of a product in the catalogue that was read last. */
    Optional<Long> listPrice(String seller, String productId) {
        return cache.latest(seller).flatMap(c -> c.products().stream().filter(p -> p.id().equals(productId)).findFirst())
                .filter(p -> p.rateType() != null && p.rateType().boundedByCpm()).map(Product::priceMicros);
    }

    static RuntimeException nobodyAnswered(List<SellerEntry> entries) {
        return Problem.of(502, "no_seller_answered", "No seller answered", "none of the " + entries.size() + " sellers asked gave an answer")
                .with("sellers", entries).asException();
    }

    /** One seller's failure as the answer to a call that was for this seller alone. */
    public static Problem gatewayProblem(String seller, SellerEntry.Verdict verdict) {
        int status = switch (verdict.status()) {
            case "timed_out" -> 504;
            case "rate_limited" -> 503;
            default -> 502;
        };
        Problem problem = Problem.of(status, verdict.problem().code(), "The seller did not answer as asked", seller + ": " + verdict.problem().detail());
        Object retryAfter = verdict.problem().evidence().get(Problem.RETRY_AFTER);
        return retryAfter == null ? problem : problem.with(Problem.RETRY_AFTER, retryAfter);
    }

    public static Problem gatewayProblem(String seller, WireReply reply) {
        return gatewayProblem(seller, SellerEntry.verdict(reply));
    }

    List<Seller> askedSellers(Fields fields, String field, List<String> ids) {
        var asked = new ArrayList<Seller>();
        for (int i = 0; i < ids.size(); i++) {
            var seller = sellers.find(ids.get(i));
            if (seller.isEmpty()) {
                fields.fault(field, i, "no such seller: '" + ids.get(i) + "'");
            } else if (!asked.contains(seller.get())) {
                asked.add(seller.get());
            }
        }
        return ids.isEmpty() ? List.copyOf(sellers.all()) : asked;
    }

    Duration deadline(Fields fields) {
        long max = settings.fanOut().deadline().toMillis();
        return Duration.ofMillis(Math.min(max, fields.wholeNumber("deadlineMs", 1, Long.MAX_VALUE).orElse(max)));
    }

    static SellerEntry incompatible(Seller seller) {
        SellerEntry.Verdict verdict = incompatibility(seller);
        return new SellerEntry(seller.id(), verdict.status(), 0, 0, verdict.problem(), null, null);
    }

    static SellerEntry.Verdict incompatibility(Seller seller) {
        return SellerEntry.Verdict.of("unsupported", "seller_incompatible",
                "declares OpenDirect " + seller.view().openDirectVersion() + ", this gateway speaks 2.x");
    }

    private Search begin(List<Seller> asked, Criteria criteria, Duration limit, boolean spare, int skip, int top) {
        long deadline = System.nanoTime() + limit.toNanos();
        var readings = new ArrayList<SearchReading>();
        var notAsked = new ArrayList<SellerEntry>();
        SearchQuestion question = criteria == null ? null : criteria.forSellers();
        for (Seller seller : asked) {
            if (seller.usable()) {
                readings.add(new SearchReading(seller, criteria, question, deadline, spare, settings.fanOut().pageSize(), settings.fanOut().maxProducts(),
                        cache, known, compared));
            } else {
                notAsked.add(incompatible(seller));
            }
        }
        return new Search(readings, notAsked, skip, top);
    }
}
