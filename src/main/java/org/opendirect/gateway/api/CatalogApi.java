package org.opendirect.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.catalog.AvailsService;
import org.opendirect.gateway.catalog.ProductSearchService;
import org.opendirect.gateway.problem.Fields;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.seller.dialect.WireReply;

/** The REST side of search, avails and single products. */
public final class CatalogApi {

    private static final int DEFAULT_LIST_TOP = 50;
    private static final String[] LIST_PARAMETERS = {"skip", "top", "seller", "channel", "format", "deliveryType", "rateType", "maxPrice", "minPrice",
        "minImpressions", "query", "publisherIds", "deadlineMs"};

    private final ProductSearchService catalog;
    private final AvailsService avails;
    private final SellerDirectory sellers;
    private final int maxTop;

    public CatalogApi(ProductSearchService catalog, AvailsService avails, SellerDirectory sellers, int maxTop) {
        this.catalog = catalog;
        this.avails = avails;
        this.sellers = sellers;
        this.maxTop = maxTop;
    }

    /** {@code POST /products/search}. */
    public ProductSearchService.PendingSearch search(@Body JsonNode body) {
        return catalog.search(fields(body));
    }

    /** {@code GET /products}. */
    public ProductSearchService.PendingSearch list(@Header(Exchange.HTTP_QUERY) String parameters) {
        Fields query = RestParameters.query(parameters, LIST_PARAMETERS);
        int skip = RestParameters.skip(query);
        int top = RestParameters.top(query, DEFAULT_LIST_TOP, maxTop);
        return catalog.list(query, skip, top);
    }

    /** {@code POST /products/avails}. */
    public AvailsService.PendingAvails requestCheck(@Body JsonNode body) {
        return avails.check(fields(body));
    }

    private static Fields fields(JsonNode body) {
        if (body != null && body.isMissingNode()) {
            throw Problem.unreadable("the body is blank").asException();
        }
        return RestParameters.optional(body);
    }

    /** One product of one seller, and the request for it. */
    public record ProductLookup(String seller, String productId, SellerRequest request) {
    }

    /** {@code GET /sellers/{seller}/products/{productId}}. */
    public ProductLookup lookup(@Header("seller") String sellerId, @Header("productId") String productId) {
        Seller seller = RestParameters.seller(sellerId, sellers);
        if (productId.isBlank() || productId.equals(".") || productId.equals("..")) {
            throw Problem.notFound("product", productId + " at seller " + seller.id()).asException();
        }
        return new ProductLookup(seller.id(), productId,
                SellerRequest.within(seller.id(), seller.dialect().catalog().product(productId),
                        seller.settings().timeout()));
    }

    public Product product(@ExchangeProperty(RouteProperties.PRODUCT_LOOKUP) ProductLookup lookup,
                           @Body WireReply reply) {
        return catalog.product(lookup.seller(), lookup.productId(), reply);
    }
}
