package org.opendirect.gateway.campaign;

import java.nio.file.Path;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.LoggingLevel;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.LoggingExceptionHandler;
import org.opendirect.gateway.audit.Audit;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.catalog.AvailsService;
import org.opendirect.gateway.catalog.ProductSearchService;
import org.opendirect.gateway.negotiation.Negotiations;
import org.opendirect.gateway.negotiation.Strategies;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Works;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;

/** Beans of campaigns. Their names are those that routes/ calls. */
@Configuration(proxyBeanMethods = false)
class CampaignConfiguration {

    @Bean
    CampaignEvents campaignEvents(Store store, Clock clock) {
        return new CampaignEvents(store, clock);
    }

    @Bean
    Planner planner(SellerDirectory sellers, ProductSearchService catalog, AvailsService avails, Negotiations negotiations, GatewaySettings settings) {
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

    /** Makes the folders, so it comes before the inbox. */
    @Bean
    PlanFolders planFolders(GatewaySettings settings) {
        return new PlanFolders(Path.of(settings.plans().inbox()), settings.api().maxBody().toBytes());
    }

    @Bean
    @DependsOn("planFolders")
    PlanInbox planInbox(GatewaySettings settings, StableFileFilter stableFileFilter, Clock clock) {
        return new PlanInbox(Path.of(settings.plans().inbox()), stableFileFilter, settings.api().maxBody().toBytes(), clock);
    }

    @Bean
    StableFileFilter stableFileFilter(GatewaySettings settings) {
        return new StableFileFilter(settings.plans().settle());
    }

    /** What the file component cannot do after a file was taken or has failed goes to the log as the inbox's. */
    @Bean
    ExceptionHandler planFileExceptions(CamelContext camel) {
        return new LoggingExceptionHandler(camel, PlanInbox.class, LoggingLevel.ERROR);
    }
}
