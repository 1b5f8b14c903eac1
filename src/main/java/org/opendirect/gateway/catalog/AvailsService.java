package org.opendirect.gateway.catalog;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.opendirect.gateway.catalog.SellerEntry.Verdict;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.problem.Fields;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.SellerTask;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.dialect.Avail;
import org.opendirect.gateway.seller.dialect.AvailsQuestion;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Dialect;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Way;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.settings.GatewaySettings;

/** Avails: one task for each product asked about, gathered seller by seller. Behind the route {@code check-avails}. */
public final class AvailsService {

    private static final String NOT_FOUND = "not_found";

    /** impressions that one price in the catalogue buys */
    private static final int PER_PRICE = 1000;

    private final ProductSearchService catalog;
    private final SellerDirectory sellers;
    private final GatewaySettings settings;

    public AvailsService(ProductSearchService catalog, SellerDirectory sellers, GatewaySettings settings) {
        this.catalog = catalog;
        this.sellers = sellers;
        this.settings = settings;
    }

    /**
     * @param listMicros  the price in the catalogue; null when it is not known
     * @param impressions how many are asked for; null for none
     */
    public record AvailsItem(String seller, String productId, Long listMicros, Long impressions) {

        /** The same item with what a budget buys of it, where its price is known: a seller that is told no quantity answers with one of its own. */
        private AvailsItem asked(Long impressions, Long budgetMicros) {
            boolean counted = impressions == null && budgetMicros != null && listMicros != null;
            return new AvailsItem(seller, productId, listMicros, counted ? bought(budgetMicros) : impressions);
        }

        private Long bought(long budgetMicros) {
            return BigDecimal.valueOf(budgetMicros).multiply(BigDecimal.valueOf(PER_PRICE)).divide(BigDecimal.valueOf(listMicros), 0, RoundingMode.DOWN)
                    .max(BigDecimal.ONE).min(BigDecimal.valueOf(Long.MAX_VALUE)).longValueExact();
        }
    }

    /** What is asked of every item; the budget may be null. */
    public record AvailsQuery(String advertiserId, LocalDate start, LocalDate end, Long budgetMicros, Map<String, Object> targeting) {
    }

    /** An avails check under way. */
    public record PendingAvails(List<AvailsTask> tasks, List<SellerEntry> notAsked) {

        /** For the fan-out: those of one seller in a few lanes. */
        public List<SellerTask> sellerTasks() {
            return SellerReadTask.inLanes(tasks);
        }
    }

    public record Answer(List<Avail> avails, List<SellerEntry> sellers, boolean complete) {
    }

    /** {@code POST /products/avails}. */
    public PendingAvails check(Fields fields) {
        var items = new ArrayList<AvailsItem>();
        List<Fields> objects = fields.objects("items", settings.fanOut().maxAvailsItems());
        for (Fields item : objects) {
            String seller = item.requiredText("seller", 100);
            String product = item.requiredText("productId", 200);
            item.end();
            if (seller != null && sellers.find(seller).isEmpty()) {
                item.fault("seller", "no such seller");
            } else if (seller != null && product != null && (product.equals(".") || product.equals(".."))) {
                item.fault("productId", "is not usable as an id");
            } else if (seller != null && product != null) {
                items.add(new AvailsItem(seller, product, catalog.listPrice(seller, product).orElse(null), null));
            }
        }
        fields.required("items", objects.isEmpty() ? Optional.empty() : Optional.of(objects));
        LocalDate start = fields.required("startDate", fields.date("startDate"));
        LocalDate end = fields.required("endDate", fields.date("endDate"));
        if (start != null && end != null && end.isBefore(start)) {
            fields.fault("endDate", "must not be before startDate");
        }
        Long impressions = fields.wholeNumber("impressions", 1, Long.MAX_VALUE).orElse(null);
        var query = new AvailsQuery(settings.buyer().id(), start, end, fields.positiveMoney("budget").orElse(null), fields.free("targeting", Json.mapper()));
        Duration limit = catalog.deadline(fields);
        fields.end();
        fields.throwIfWrong();
        return begin(items.stream().map(i -> i.asked(impressions, query.budgetMicros())).toList(), query, limit, true);
    }

    /** For planning; sellers in trouble are asked all the same. */
    public PendingAvails check(List<AvailsItem> items, AvailsQuery query, Duration limit) {
        return begin(items, query, limit, false);
    }

    /**
     * Passes an answer on to a caller.
     *
     * @throws org.opendirect.gateway.problem.ProblemException 422 where the sellers know none of the products, 502 where none
     *         has answered
     */
    public Answer requireAnswer(PendingAvails check, Answer answer) {
        List<AvailsTask> tasks = check.tasks;
        if (check.notAsked.isEmpty() && tasks.stream().allMatch(t -> t.toPart().unknown())) {
            throw Problem.invalid(IntStream.range(0, tasks.size()).mapToObj(i -> new Problem.FieldError("/items/" + i + "/productId",
                    "seller " + tasks.get(i).seller() + " has no such product")).toList()).asException();
        }
        if (answer.avails().isEmpty() && answer.sellers().stream().noneMatch(SellerEntry::ok)) {
            throw ProductSearchService.nobodyAnswered(answer.sellers());
        }
        return answer;
    }

    /** The answer with what the sellers have said until now; the others are in it as timed out. */
    public Answer merge(PendingAvails check) {
        var bySeller = new LinkedHashMap<String, List<AvailsTask>>();
        check.tasks.forEach(t -> bySeller.computeIfAbsent(t.seller(), s -> new ArrayList<>()).add(t));
        var avails = new ArrayList<Avail>();
        var entries = new ArrayList<SellerEntry>();
        bySeller.forEach((seller, tasks) -> {
            List<Part> parts = tasks.stream().map(AvailsTask::toPart).toList();
            List<Avail> own = parts.stream().map(Part::avail).filter(Objects::nonNull).toList();
            avails.addAll(own);
            List<String> refused = parts.stream().filter(p -> p.refused() || p.unknown()).map(p -> p.productId + ": " + p.verdict.problem().detail()).toList();
            // a product that the seller does not know, or refuses beside others, costs only itself; any other failure makes its part incomplete
            Verdict verdict = parts.stream().filter(p -> !p.unknown() && (!p.refused() || own.isEmpty())).map(Part::verdict)
                    .filter(v -> !v.status().equals(SellerEntry.OK)).findFirst().orElse(Verdict.FINE);
            long elapsed = parts.stream().mapToLong(Part::elapsedMs).max().orElse(0);
            entries.add(new SellerEntry(seller, verdict.status(), own.size(), elapsed, verdict.problem(),
                    refused.isEmpty() ? null : refused.size(), refused.isEmpty() ? null : refused.stream().limit(3).toList()));
        });
        entries.addAll(check.notAsked);
        return new Answer(avails, entries, entries.stream().allMatch(SellerEntry::ok));
    }

    /** What has become of the question about one product; without avails where there was no answer. */
    private record Part(String productId, Avail avail, Verdict verdict, long elapsedMs) {
        /** The seller has no such product: nothing has failed, the question was wrong. */
        boolean unknown() {
            return verdict.problem() != null && verdict.problem().code().equals(NOT_FOUND);
        }

        /** The seller has said no to this product alone. */
        boolean refused() {
            return verdict.problem() != null && verdict.problem().code().equals("seller_refused");
        }
    }

    private PendingAvails begin(List<AvailsItem> items, AvailsQuery query, Duration limit, boolean spare) {
        long deadline = System.nanoTime() + limit.toNanos();
        var tasks = new ArrayList<AvailsTask>();
        var notAsked = new LinkedHashMap<String, SellerEntry>();
        for (AvailsItem item : items) {
            Seller seller = sellers.get(item.seller());
            if (seller.usable()) {
                tasks.add(new AvailsTask(seller, item, query, deadline, spare));
            } else {
                notAsked.put(seller.id(), ProductSearchService.incompatible(seller));
            }
        }
        return new PendingAvails(tasks, List.copyOf(notAsked.values()));
    }

    /** One product at one seller. */
    public static final class AvailsTask extends SellerReadTask<Avail> {
        private static final String TOTAL = "total";
        /** a total for a few thousand is that much above a price for one thousand; and a list price may be off by the same part */
        private static final int FAR_ABOVE = 4;
        /** by what a question can be said one way or another */
        private static final List<Choice> VARIED = List.of(Choice.AVAILS, Choice.PROPERTY_CASE, Choice.OMIT);

        private final Seller seller;
        private final AvailsItem item;
        private final AvailsQuestion question;
        private final List<Way> tried = new ArrayList<>();
        private Map<Choice, String> way = Map.of();
        /** how the question that is under way was said */
        private Map<Choice, String> said = Map.of();
        private WireReply first;
        private Avail avail;

        AvailsTask(Seller seller, AvailsItem item, AvailsQuery q, long deadline, boolean spare) {
            super(item.seller(), deadline, spare);
            this.seller = seller;
            this.item = item;
            this.question = new AvailsQuestion(item.productId(), seller.likelyAccount(q.advertiserId()).orElse(q.advertiserId()), q.advertiserId(), q.start(), q.end(),
                    item.impressions(), q.budgetMicros(), q.targeting(), item.listMicros());
        }

        private Optional<Map<Choice, String>> otherWay() {
            Dialect known = seller.dialect();
            return Way.isFoundOut(VARIED, tried, known.profile()) ? Optional.of(Map.of()) : known.catalog().otherAvails(tried).map(w -> Way.differing(w, known.profile()));
        }

        @Override
        Optional<WireRequest> nextCall() {
            Dialect dialect = seller.dialect(way);
            said = Way.said(VARIED, way, dialect.profile());
            Optional<WireRequest> wire = dialect.catalog().avails(question);
            if (wire.isEmpty()) {
                end(Verdict.of("unsupported", "seller_unsupported", "serves no avails"));
            }
            return wire;
        }

        @Override
        void read(WireReply reply) {
            Outcome<Avail> outcome = seller.dialect(said).catalog().avail(item.seller(), question, reply);
            first = first == null ? reply : first;
            if (outcome instanceof Outcome.Accepted<Avail> accepted) {
                avail = asTotal(reply).orElse(accepted.value());
                String before = tried.isEmpty() ? "" : ", and " + first.reason() + " before";
                way.forEach((choice, value) -> seller.learn(choice, value, "it answered for avails when asked so" + before));
                seller.learn(Choice.AVAILS, said.get(Choice.AVAILS), "it answered for avails when asked so" + before);
                end(Verdict.FINE);
                return;
            }
            String words = outcome instanceof Outcome.Refused<Avail> refused ? refused.words() : "";
            tried.add(new Way(said, reply.status(), words));
            Optional<Map<Choice, String>> other = outcome instanceof Outcome.Refused<Avail> && !namesProduct(reply) ? otherWay() : Optional.empty();
            if (other.isPresent()) {
                way = other.get();
            } else if (first.status() == 404 && (namesProduct(first) || servesAvails())) {
                end(Verdict.of("error", NOT_FOUND, "the seller has no such product"));
            } else if (first.notServed()) {
                boolean sure = first.status() != 404 || question.listMicros() != null;
                if (sure && !seller.profile().knows(Choice.AVAILS)) {
                    seller.learn(Choice.AVAILS, "none", "POST /products/avails answered " + first.status());
                }
                end(Verdict.of("unsupported", "seller_unsupported", "serves no avails (" + first.reason() + ")"));
            } else {
                end(SellerEntry.verdict(first));
            }
        }

        /** A price far above the catalogue's that fits as the total for what was asked is one (facts/opendirect-2.1.md A15). */
        private Optional<Avail> asTotal(WireReply reply) {
            if (seller.profile().knows(Choice.AVAILS_PRICE) || question.listMicros() == null || question.impressions() == null) {
                return Optional.empty();
            }
            var total = new EnumMap<>(said);
            total.put(Choice.AVAILS_PRICE, TOTAL);
            Outcome<Avail> asTotal = seller.dialect(total).catalog().avail(item.seller(), question, reply);
            Outcome<Avail> asCpm = seller.dialect(said).catalog().avail(item.seller(), question, reply);
            if (!(asTotal instanceof Outcome.Accepted<Avail> t && asCpm instanceof Outcome.Accepted<Avail> c) || t.value().estimatedCpmMicros() == null
                    || t.value().estimatedCpmMicros().equals(c.value().estimatedCpmMicros())) {
                return Optional.empty();
            }
            long list = question.listMicros();
            boolean fits = c.value().estimatedCpmMicros() / FAR_ABOVE >= list && Math.abs(t.value().estimatedCpmMicros() - list) <= list / FAR_ABOVE;
            if (fits) {
                seller.learn(Choice.AVAILS_PRICE, TOTAL, "it answered " + c.value().estimatedCpm().toPlainString() + " for " + question.impressions()
                        + " impressions of a product that costs " + Money.toAmount(list).toPlainString() + " a thousand");
            }
            return fits ? Optional.of(t.value()) : Optional.empty();
        }

        private boolean servesAvails() {
            return seller.profile().knows(Choice.AVAILS) && !"none".equals(seller.profile().get(Choice.AVAILS));
        }

        /** Whether the seller speaks of the product: then it has understood the question. */
        private static boolean namesProduct(WireReply reply) {
            return reply.status() == 404 && reply.reason().toLowerCase(Locale.ROOT).replaceAll("/products\\S*", "").contains("product");
        }

        @Override
        Avail part() {
            return avail;
        }

        private Part toPart() {
            TaskResult<Avail> result = result();
            return new Part(item.productId(), result.part(), result.verdict(), result.elapsedMs());
        }
    }
}
