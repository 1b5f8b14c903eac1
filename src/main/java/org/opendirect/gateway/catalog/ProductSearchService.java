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
import org.opendirect.gateway.seller.SellerTask;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.seller.dialect.SearchQuestion;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.settings.GatewaySettings;

/** Product search: turns a request into one task a seller, and what the tasks have read into one answer. Behind the route {@code search-products}. */
public final class ProductSearchService {

    /** Cheapest first within one currency, ties by seller; a seller's own order is kept inside one price. */
    static final Comparator<Product> ORDER = ProductSearchService::compare;

    private final SellerDirectory sellers;
    private final GatewaySettings settings;
    private final CatalogCache cache;
    private final KnownAnswers known;
    private final ComparedSearches compared;

    public ProductSearchService(SellerDirectory sellers, GatewaySettings settings) {
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

    /** A search under way: its tasks, and how much of the merged list is wanted. */
    public static final class PendingSearch {
        private final List<ProductSearchTask> sellerTasks;
        private final List<SellerEntry> notAsked;
        private final int skip;
        private final int top;

        private PendingSearch(List<ProductSearchTask> sellerTasks, List<SellerEntry> notAsked, int skip, int top) {
            this.sellerTasks = sellerTasks;
            this.notAsked = notAsked;
            this.skip = skip;
            this.top = top;
        }

        /** For the fan-out: one task a seller. */
        public List<? extends SellerTask> sellerTasks() {
            return sellerTasks;
        }
    }

    /** An aggregate answer (docs/rest-api.md). */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(List<Product> products, List<SellerEntry> sellers, boolean complete, Boolean truncated) {
    }

    /** {@code POST /products/search}. */
    public PendingSearch search(Fields fields) {
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
    public PendingSearch list(Fields query, int skip, int top) {
        List<Seller> asked = askedSellers(query, "seller", query.texts("seller", Criteria.MAX_LIST));
        Criteria criteria = Criteria.read(query);
        Duration limit = deadline(query);
        query.throwIfWrong();
        return begin(asked, criteria.isEmpty() ? null : criteria, limit, true, skip, top);
    }

    /** For planning: everything of a channel, from the given sellers, also from those in trouble. */
    public PendingSearch search(Criteria criteria, List<Seller> asked, Duration limit) {
        // of each seller as many as are read: what is cheap at one must not push out all that another has
        return begin(asked, criteria, limit, false, 0, Integer.MAX_VALUE);
    }

    /**
     * The answer with what the sellers have said until now; the others are in it as timed out, with what was read of them.
     * No answer at all is an empty list.
     */
    public Answer merge(PendingSearch search) {
        var products = new ArrayList<Product>();
        var entries = new ArrayList<SellerEntry>();
        boolean truncated = false;
        boolean whole = true;
        for (ProductSearchTask task : search.sellerTasks) {
            ProductSearchTask.Found found = task.found();
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

    /**
     * Passes an answer on to a caller.
     *
     * @throws org.opendirect.gateway.problem.ProblemException 502 where none of the sellers has answered
     */
    public Answer requireAnswer(Answer answer) {
        if (answer.sellers().stream().noneMatch(SellerEntry::ok)) {
            throw nobodyAnswered(answer.sellers());
        }
        return answer;
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

    private PendingSearch begin(List<Seller> asked, Criteria criteria, Duration limit, boolean spare, int skip, int top) {
        long deadline = System.nanoTime() + limit.toNanos();
        var tasks = new ArrayList<ProductSearchTask>();
        var notAsked = new ArrayList<SellerEntry>();
        SearchQuestion question = criteria == null ? null : criteria.forSellers();
        for (Seller seller : asked) {
            if (seller.usable()) {
                tasks.add(new ProductSearchTask(seller, criteria, question, deadline, spare, settings.fanOut().pageSize(), settings.fanOut().maxProducts(),
                        cache, known, compared));
            } else {
                notAsked.add(incompatible(seller));
            }
        }
        return new PendingSearch(tasks, notAsked, skip, top);
    }
}
