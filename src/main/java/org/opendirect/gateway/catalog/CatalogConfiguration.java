package org.opendirect.gateway.catalog;

import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of search and avails. */
@Configuration(proxyBeanMethods = false)
class CatalogConfiguration {

    @Bean
    ProductSearchService productSearch(SellerDirectory sellers, GatewaySettings settings) {
        return new ProductSearchService(sellers, settings);
    }

    @Bean
    AvailsService avails(ProductSearchService catalog, SellerDirectory sellers, GatewaySettings settings) {
        return new AvailsService(catalog, sellers, settings);
    }
}
