package org.opendirect.gateway.campaign;

import java.time.Clock;
import org.opendirect.gateway.audit.Audit;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.catalog.Avails;
import org.opendirect.gateway.catalog.Catalog;
import org.opendirect.gateway.negotiation.Negotiations;
import org.opendirect.gateway.negotiation.Strategies;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Works;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of campaigns. Their names are those that routes/ calls. */
@Configuration(proxyBeanMethods = false)
class CampaignConfiguration {

    @Bean
    CampaignEvents campaignEvents(Store store, Clock clock) {
        return new CampaignEvents(store, clock);
    }

    @Bean
    Planner planner(SellerDirectory sellers, Catalog catalog, Avails avails, Negotiations negotiations, GatewaySettings settings) {
        return new Planner(sellers, catalog, avails, negotiations, settings);
    }

    @Bean
    Campaigns campaigns(Store store, Works works, Bookings bookings, CampaignEvents events, SellerDirectory sellers, GatewaySettings settings,
                        Strategies strategies, Clock clock) {
        return new Campaigns(store, works, bookings, events, new PlanReader(sellers, settings, strategies.names(), clock), clock);
    }

    @Bean
    CampaignExecution campaignExecution(Store store, Works works, Bookings bookings, CampaignEvents events, GatewaySettings settings, Clock clock) {
        var patience = new PlanningWait(settings.planning().patience(), settings.booking().backoffMin(), settings.booking().backoffMax());
        return new CampaignExecution(store, works, bookings, events, patience, clock);
    }

    @Bean
    CampaignDecisions campaignDecisions(Store store, Works works, Bookings bookings, CampaignEvents events, Audit audit, Clock clock) {
        return new CampaignDecisions(store, works, bookings, events, audit, clock);
    }

    @Bean
    ApprovedPrices approvedPrices(CampaignExecution campaigns, Bookings bookings, Negotiations negotiations, Works works, Clock clock) {
        return new ApprovedPrices(campaigns, bookings, negotiations, works, clock);
    }

    @Bean
    SettledFiles settledFiles(GatewaySettings settings) {
        return new SettledFiles(settings.plans().settle());
    }
}
