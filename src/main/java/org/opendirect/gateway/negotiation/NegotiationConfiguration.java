package org.opendirect.gateway.negotiation;

import java.time.Clock;
import org.opendirect.gateway.audit.Audit;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.SettingsException;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Works;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of negotiations. Their names are those that routes/ calls. */
@Configuration(proxyBeanMethods = false)
class NegotiationConfiguration {

    @Bean
    Strategies strategies(ObjectProvider<Strategy> added, GatewaySettings settings) {
        var strategies = new Strategies(added.orderedStream().toList());
        if (!strategies.names().contains(settings.negotiation().strategy())) {
            throw new SettingsException("gateway.negotiation.strategy", settings.negotiation().strategy(), "one of " + strategies.names());
        }
        return strategies;
    }

    @Bean
    Negotiations negotiations(Store store, Works works, Clock clock, SellerDirectory sellers, GatewaySettings settings, Strategies strategies,
                              Audit audit) {
        return new Negotiations(store, works, clock, sellers, settings, strategies, audit);
    }
}
