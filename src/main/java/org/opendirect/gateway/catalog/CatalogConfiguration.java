package org.opendirect.gateway.catalog;

import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of search and avails. */
@Configuration(proxyBeanMethods = false)
class CatalogConfiguration {

    @Bean
    Catalog catalog(SellerDirectory sellers, GatewaySettings settings) {
        return new Catalog(sellers, settings);
    }

    @Bean
    Avails avails(Catalog catalog, SellerDirectory sellers, GatewaySettings settings) {
        return new Avails(catalog, sellers, settings);
    }
}
