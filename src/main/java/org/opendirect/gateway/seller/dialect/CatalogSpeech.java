package org.opendirect.gateway.seller.dialect;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a dialect asks for products and avails. */
public interface CatalogSpeech {

    WireRequest list(Page page);

    /** Empty where there is no search: then the list is read and filtered here. */
    Optional<WireRequest> search(SearchQuestion question, Page page);

    WireRequest product(String productId);

    /** The forms in which a page may be asked for; the known or most likely one first. */
    List<String> pagings();

    Outcome<ProductReader.Products> products(String seller, WireReply reply);

    /** One product; a product that makes no sense is an answer that cannot be read. */
    Outcome<Product> product(String seller, WireReply reply);

    /** Empty where there are none. */
    Optional<WireRequest> avails(AvailsQuestion question);

    Outcome<Avail> avail(String seller, AvailsQuestion question, WireReply reply);

    /** Asks what a product costs this buyer, and binds nobody. Empty where the seller has one price for all. */
    default Optional<WireRequest> price(PriceQuestion question) {
        return Optional.empty();
    }

    /** What a product costs this buyer. */
    default Outcome<BuyerPrice> price(WireReply reply) {
        throw new IllegalArgumentException("this kind of seller tells no price but its list's");
    }

    /** Another form of the question after one was not understood; empty when there is none left. */
    Optional<Map<Choice, String>> otherAvails(List<Way> tried);
}
