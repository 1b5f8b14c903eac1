package org.opendirect.gateway.seller.dialect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.opendirect.gateway.json.Loose;
import org.opendirect.gateway.money.Money;

/** Products and avails in OpenDirect 2.1, in the forms that sellers give it. */
final class OpenDirectCatalog implements CatalogSpeech {

    private static final List<String> PAGINGS = List.of(Choice.PAGING.defaultValue(), "count={top}&offset={skip}", "limit={top}&offset={skip}",
            "skip={skip}&top={top}", "page={page}&pageSize={top}", "page={page}&per_page={top}");

    private final Profile profile;

    OpenDirectCatalog(Profile profile) {
        this.profile = profile;
    }

    @Override
    public WireRequest list(Page page) {
        return page.of(WireRequest.get("/products", page.query()));
    }

    @Override
    public Optional<WireRequest> search(SearchQuestion question, Page page) {
        return profile.is(Choice.SEARCH, "none") ? Optional.empty() : Optional.of(page.of(new WireRequest("POST", "/products/search", page.query(), question.json(), false)));
    }

    @Override
    public WireRequest product(String productId) {
        return WireRequest.get("/products/" + WireRequest.segment(productId), "");
    }

    @Override
    public List<String> pagings() {
        return pagings(profile);
    }

    static List<String> pagings(Profile profile) {
        if (!profile.knows(Choice.PAGING)) {
            // the text of the standard goes with its spelling
            return PropertyCase.of(profile) == PropertyCase.LOWER ? first("count={top}&offset={skip}") : PAGINGS;
        }
        String known = profile.get(Choice.PAGING);
        return profile.isSet(Choice.PAGING) || known.equals(PageTurn.NONE) ? List.of(known) : first(known);
    }

    private static List<String> first(String form) {
        var forms = new ArrayList<String>(List.of(form));
        PAGINGS.stream().filter(f -> !f.equals(form)).forEach(forms::add);
        return forms;
    }

    @Override
    public Outcome<ProductReader.Products> products(String seller, WireReply reply) {
        return Replies.read(reply, () -> ProductReader.list(seller, reply));
    }

    @Override
    public Outcome<Product> product(String seller, WireReply reply) {
        return Replies.read(reply, json -> {
            Loose item = json.get("product").isObject() ? json.get("product") : json;
            return ProductReader.one(seller, item);
        });
    }

    /** One product in the seed's form, or the specification's list with one product in it (section 3.2.2, ProductAvailsSearch). */
    @Override
    public Optional<WireRequest> avails(AvailsQuestion q) {
        if (profile.is(Choice.AVAILS, "none")) {
            return Optional.empty();
        }
        Body body = Body.of(profile);
        boolean list = profile.is(Choice.AVAILS, "list");
        if (list) {
            body.put("productIds", List.of(q.productId())).put("accountId", q.accountId()).put("advertiserBrandId", q.advertiserId());
        } else {
            body.put("productId", q.productId());
        }
        body.put("startDate", Times.startOfDay(q.start())).put("endDate", Times.endOfDay(q.end()));
        if (list) {
            body.may("qty", q.impressions());
        } else {
            // the IAB's shared models keep these two in camelCase in every era (facts/iab-seller-agent.md section 3c)
            boolean lower = PropertyCase.of(profile) == PropertyCase.LOWER;
            if (!profile.omits("requestedImpressions")) {
                body.exactly(lower ? "requestedImpressions" : PropertyCase.of(profile).write("requestedImpressions"), q.impressions());
            }
            body.may("budget", q.budgetMicros() == null ? null : Money.toAmount(q.budgetMicros()));
        }
        body.targeting(q.targeting());
        return Optional.of(WireRequest.post("/products/avails", body.properties()));
    }

    @Override
    public Optional<Map<Choice, String>> otherAvails(List<Way> tried) {
        Way last = tried.get(tried.size() - 1);
        int status = last.status();
        Profile said = profile.trying(last.choices());
        boolean formRefused = WireReply.isMalformed(status);
        Optional<Map<Choice, String>> mended = formRefused && (said.is(Choice.AVAILS, "list") || profile.knows(Choice.AVAILS))
                ? Complaint.mended(profile, last, tried, true) : Optional.empty();
        if (mended.isPresent()) {
            return mended;
        }
        if (profile.knows(Choice.AVAILS) || status != 404 && !WireReply.isMalformed(status)) {
            return Optional.empty();
        }
        List<Map<Choice, String>> ways = new ArrayList<>();
        for (String form : PropertyCase.of(profile) == PropertyCase.LOWER ? List.of("list", "product") : List.of("product", "list")) {
            for (String name : profile.knows(Choice.PROPERTY_CASE) ? List.of(profile.get(Choice.PROPERTY_CASE)) : List.of("camel", "lower")) {
                ways.add(Map.of(Choice.AVAILS, form, Choice.PROPERTY_CASE, name));
            }
        }
        return ways.stream().filter(w -> tried.stream().noneMatch(t -> sameAvails(t.choices(), w))).findFirst();
    }

    private boolean sameAvails(Map<Choice, String> said, Map<Choice, String> way) {
        Profile as = profile.trying(said);
        return way.entrySet().stream().allMatch(c -> as.is(c.getKey(), c.getValue()));
    }

    /**
     * The avails of one product. In the specification's form a product that is not in the list is not available
     * (facts/opendirect-2.1.md A16), and {@code price} may be a total instead of a CPM (A15).
     */
    @Override
    public Outcome<Avail> avail(String seller, AvailsQuestion q, WireReply reply) {
        return Replies.read(reply, json -> {
            Loose list = json.node().isArray() ? json : json.get("avails");
            if (!list.isPresent()) {
                return json.isObject() ? availOf(seller, q, json) : Optional.empty();
            }
            Optional<Loose> own = list.items().stream()
                    .filter(a -> a.text("productId").map(q.productId()::equals).orElse(list.items().size() == 1)).findFirst();
            return own.isPresent() ? availOf(seller, q, own.get())
                    : Optional.of(new Avail(seller, q.productId(), 0L, null, null, null, null, null, List.of(), null));
        });
    }

    private Optional<Avail> availOf(String seller, AvailsQuestion q, Loose a) {
        Long available = a.whole("availableImpressions", "availability", "impressions").filter(n -> n >= 0).orElse(null);
        Long cpm = a.micros("estimatedCpm", "cpm").or(() -> a.micros("price").map(p -> perThousand(p, q.impressions()))).filter(m -> m > 0).orElse(null);
        if (available == null && cpm == null) {
            return Optional.empty();
        }
        return Optional.of(new Avail(seller, q.productId(), available,
                a.whole("guaranteedImpressions").filter(n -> n >= 0).orElse(null), cpm,
                a.micros("totalCost", "cost").filter(m -> m >= 0).orElse(null), a.number("deliveryConfidence", "confidence").orElse(null),
                currencyOf(a), a.texts("availableTargeting"),
                a.text("proposalId").filter(id -> !Replies.isNoId(id)).orElse(null)));
    }

    /** As it stands there, or with one of the amounts; null for none. What is no currency is written XXX, so that nobody takes it for one. */
    private static String currencyOf(Loose a) {
        return a.text("currency").or(() -> a.get("estimatedCpm", "cpm", "price").text("currency")).or(() -> a.get("totalCost", "cost").text("currency"))
                .map(c -> c.toUpperCase(Locale.ROOT)).map(c -> Money.isCurrency(c) ? c : "XXX").orElse(null);
    }

    /** A total is taken as one only where the seller is known to mean it so, and the quantity is known; rounded up to a micro. */
    private long perThousand(long priceMicros, Long impressions) {
        boolean total = profile.is(Choice.AVAILS_PRICE, "total") && impressions != null && impressions > 0 && priceMicros < Long.MAX_VALUE / 1000;
        return total ? (priceMicros * 1000 + impressions - 1) / impressions : priceMicros;
    }
}
