package org.opendirect.gateway.doctor;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opendirect.gateway.seller.dialect.Avail;
import org.opendirect.gateway.seller.dialect.Product;
import org.opendirect.gateway.seller.dialect.ProductReader;
import org.opendirect.gateway.seller.dialect.SellerObject;

/** What has been seen of a seller so far. */
final class Stock {

    /** the list as it comes without a page being asked for; null when it could not be read */
    ProductReader.Products first;
    /** every product that was seen, by id */
    final Map<String, Product> products = new LinkedHashMap<>();
    /** the product that is looked at closely; null for none */
    Product sample;
    /** null where there are none */
    Avail avail;
    /** null when they could not be read */
    List<SellerObject> accounts;

    /** The cheapest with a price, among those of the currency that comes first; else the first. */
    Optional<Product> cheapest() {
        Optional<String> currency = products.values().stream().filter(p -> p.priceMicros() != null).map(Product::currency).findFirst();
        return products.values().stream().filter(p -> p.priceMicros() != null && p.priceMicros() > 0 && p.currency().equals(currency.orElse("")))
                .min(Comparator.comparing(Product::priceMicros)).or(() -> products.values().stream().findFirst());
    }
}
