package org.opendirect.gateway.whole;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opendirect.gateway.seller.dialect.Avail;
import org.opendirect.gateway.seller.dialect.AvailsQuestion;
import org.opendirect.gateway.seller.dialect.CatalogSpeech;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.Page;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.seller.dialect.ProductReader;
import org.opendirect.gateway.seller.dialect.SearchQuestion;
import org.opendirect.gateway.seller.dialect.Way;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireRequest;

/** How a seller is asked for products that keeps them on shelves; all else is OpenDirect. */
record ShelvesCatalog(CatalogSpeech like) implements CatalogSpeech {

    @Override
    public WireRequest list(Page page) {
        return WireRequest.get("/shelves", "");
    }

    @Override
    public Optional<WireRequest> search(SearchQuestion question, Page page) {
        return Optional.empty();
    }

    @Override
    public WireRequest product(String productId) {
        return WireRequest.get("/shelves/" + WireRequest.segment(productId), "");
    }

    @Override
    public List<String> pagings() {
        return List.of("none");
    }

    @Override
    public Outcome<ProductReader.Products> products(String seller, WireReply reply) {
        return like.products(seller, reply);
    }

    @Override
    public Outcome<Product> product(String seller, WireReply reply) {
        return like.product(seller, reply);
    }

    @Override
    public Optional<WireRequest> avails(AvailsQuestion question) {
        return Optional.empty();
    }

    @Override
    public Outcome<Avail> avail(String seller, AvailsQuestion question, WireReply reply) {
        return like.avail(seller, question, reply);
    }

    @Override
    public Optional<Map<Choice, String>> otherAvails(List<Way> tried) {
        return Optional.empty();
    }
}
