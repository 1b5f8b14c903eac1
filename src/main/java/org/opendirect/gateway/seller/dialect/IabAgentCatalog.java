package org.opendirect.gateway.seller.dialect;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opendirect.gateway.money.Money;

/** Products and avails of the IAB seller agent: the list without a search, and avails in its later era (facts section 3). */
final class IabAgentCatalog implements CatalogSpeech {

    private static final String PAGING = "limit={top}&offset={skip}";

    private final Profile profile;
    private final OpenDirectCatalog shared;

    IabAgentCatalog(Profile profile) {
        this.profile = profile;
        // one way to write, whatever is set for the seller; only whether there are avails differs
        this.shared = new OpenDirectCatalog(Profile.ofSettings(Map.of(Choice.PROPERTY_CASE, "lower", Choice.TARGETING, "object",
                Choice.AVAILS, profile.get(Choice.AVAILS), Choice.AVAILS_PRICE, profile.get(Choice.AVAILS_PRICE))));
    }

    @Override
    public WireRequest list(Page page) {
        return shared.list(page);
    }

    @Override
    public Optional<WireRequest> search(SearchQuestion question, Page page) {
        return Optional.empty();
    }

    @Override
    public WireRequest product(String productId) {
        return shared.product(productId);
    }

    @Override
    public List<String> pagings() {
        return List.of(profile.knows(Choice.PAGING) ? profile.get(Choice.PAGING) : PAGING);
    }

    @Override
    public Outcome<ProductReader.Products> products(String seller, WireReply reply) {
        return shared.products(seller, reply);
    }

    @Override
    public Outcome<Product> product(String seller, WireReply reply) {
        return shared.product(seller, reply);
    }

    @Override
    public Optional<WireRequest> avails(AvailsQuestion question) {
        return shared.avails(question);
    }

    @Override
    public Outcome<Avail> avail(String seller, AvailsQuestion question, WireReply reply) {
        return shared.avail(seller, question, reply);
    }

    /** {@code POST /pricing}. What it takes the buyer for goes by its key; without one, by the ids in the body, or it is the public. */
    @Override
    public Optional<WireRequest> price(PriceQuestion q) {
        if (profile.is(Choice.PRICING, "none")) {
            return Optional.empty();
        }
        Map<String, String> identity = profile.pairs(Choice.BUYER_IDENTITY);
        boolean agency = identity.containsKey("agency_id");
        var body = new LinkedHashMap<String, Object>();
        body.put("product_id", q.productId());
        body.put("buyer_tier", agency && identity.containsKey("advertiser_id") ? "advertiser" : agency ? "agency" : identity.containsKey("seat_id") ? "seat" : "public");
        body.putAll(identity);
        body.put("volume", q.impressions());
        return Optional.of(WireRequest.post("/pricing", body));
    }

    @Override
    public Outcome<BuyerPrice> price(WireReply reply) {
        return Replies.read(reply, json -> json.micros("finalPrice").filter(m -> m > 0)
                .map(m -> new BuyerPrice(m, json.text("currency").filter(Money::isCurrency).orElse(null))));
    }

    @Override
    public Optional<Map<Choice, String>> otherAvails(List<Way> tried) {
        return Optional.empty();
    }
}
