package org.opendirect.gateway.api;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.Exchange;
import org.opendirect.gateway.catalog.Avails;
import org.opendirect.gateway.catalog.Catalog;
import org.opendirect.gateway.problem.Fields;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.FanOut;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerAuth;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.WireReply;

/** The REST side of sellers, search and avails: reads the request, hands the fan-out its conversations, gives back the answer. */
public final class CatalogApi {

    private static final String ASKED = "asked";
    private static final int DEFAULT_LIST_TOP = 50;
    private static final String[] LIST_PARAMETERS = {"skip", "top", "seller", "channel", "format", "deliveryType", "rateType", "maxPrice", "minPrice",
        "minImpressions", "query", "publisherIds", "deadlineMs"};

    private final Catalog catalog;
    private final Avails avails;
    private final SellerDirectory sellers;
    private final int maxTop;

    public CatalogApi(Catalog catalog, Avails avails, SellerDirectory sellers, int maxTop) {
        this.catalog = catalog;
        this.avails = avails;
        this.sellers = sellers;
        this.maxTop = maxTop;
    }

    public void search(Exchange exchange) {
        asked(exchange, catalog.search(body(exchange)));
    }

    public void list(Exchange exchange) {
        Fields query = Requests.query(exchange, LIST_PARAMETERS);
        int skip = Requests.skip(query);
        int top = Requests.top(query, DEFAULT_LIST_TOP, maxTop);
        asked(exchange, catalog.list(query, skip, top));
    }

    private static void asked(Exchange exchange, Catalog.Search search) {
        exchange.setProperty(ASKED, search);
        exchange.setProperty(FanOut.ALL, search.readings());
    }

    public void products(Exchange exchange) {
        exchange.getMessage().setBody(catalog.answer(exchange.getProperty(ASKED, Catalog.Search.class)));
    }

    public void check(Exchange exchange) {
        Avails.Check check = avails.check(body(exchange));
        exchange.setProperty(ASKED, check);
        exchange.setProperty(FanOut.ALL, check.conversations());
    }

    public void avails(Exchange exchange) {
        exchange.getMessage().setBody(avails.answer(exchange.getProperty(ASKED, Avails.Check.class)));
    }

    /** The request for one product, as body for {@code call-seller}. */
    public void product(Exchange exchange) {
        Seller seller = Requests.seller(exchange, sellers);
        String productId = exchange.getMessage().getHeader("productId", String.class);
        if (productId.isBlank() || productId.equals(".") || productId.equals("..")) {
            throw Problem.notFound("product", productId + " at seller " + seller.id()).asException();
        }
        exchange.setProperty("productId", productId);
        exchange.getMessage().setBody(SellerRequest.within(seller.id(), seller.dialect().catalog().product(productId), seller.settings().timeout()));
    }

    public void productAnswer(Exchange exchange) {
        String seller = exchange.getProperty(SellerAuth.REQUEST, SellerRequest.class).seller();
        exchange.getMessage().setBody(catalog.product(seller, exchange.getProperty("productId", String.class),
                exchange.getMessage().getBody(WireReply.class)));
    }

    private static byte[] body(Exchange exchange) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        if (body != null && body.length > 0 && new String(body, StandardCharsets.UTF_8).isBlank()) {
            throw Problem.unreadable("the body is blank").asException();
        }
        return body;
    }
}
