package org.opendirect.gateway.drift;

import java.time.Clock;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.campaign.CampaignDecisions;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Works;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The bean of the drift check. */
@Configuration(proxyBeanMethods = false)
class DriftConfiguration {

    @Bean
    Drift drift(Store store, Works works, Bookings bookings, SellerDirectory sellers, GatewaySettings settings, Clock clock,
                CampaignDecisions decisions) {
        return new Drift(store, works, bookings.holdings(), sellers, settings, clock, decisions::reopen);
    }
}
