package org.opendirect.gateway.api;

import java.time.Clock;
import java.util.concurrent.Executor;
import org.opendirect.gateway.audit.Audit;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.campaign.CampaignDecisions;
import org.opendirect.gateway.campaign.CampaignEvents;
import org.opendirect.gateway.campaign.Campaigns;
import org.opendirect.gateway.campaign.PlanFileProcessor;
import org.opendirect.gateway.campaign.PlanFolders;
import org.opendirect.gateway.catalog.AvailsService;
import org.opendirect.gateway.catalog.ProductSearchService;
import org.opendirect.gateway.doctor.Doctor;
import org.opendirect.gateway.drift.Drift;
import org.opendirect.gateway.negotiation.Negotiations;
import org.opendirect.gateway.negotiation.Strategies;
import org.opendirect.gateway.seller.Discovery;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Works;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans that serve REST calls: one class a resource, what they share, and the answers to files. Their names are those that routes/ calls. */
@Configuration(proxyBeanMethods = false)
class RestConfiguration {

    @Bean
    CatalogApi catalogApi(ProductSearchService catalog, AvailsService avails, SellerDirectory sellers, GatewaySettings settings) {
        return new CatalogApi(catalog, avails, sellers, settings.fanOut().maxProducts());
    }

    @Bean
    SellerApi sellerApi(Discovery discovery) {
        return new SellerApi(discovery);
    }

    @Bean
    DriftApi driftApi(Drift drift, SellerDirectory sellers) {
        return new DriftApi(drift, sellers);
    }

    @Bean
    AuditApi auditApi(Audit audit) {
        return new AuditApi(audit);
    }

    @Bean
    DoctorApi doctorApi(Doctor doctor, SellerDirectory sellers) {
        return new DoctorApi(doctor, sellers);
    }

    @Bean
    CampaignApi campaignApi(Campaigns campaigns, CampaignDecisions decisions, IdempotencyKeys keys) {
        return new CampaignApi(campaigns, decisions, keys);
    }

    @Bean
    BookingApi bookingApi(Bookings bookings, Negotiations negotiations, Works works, SellerDirectory sellers, GatewaySettings settings,
                          IdempotencyKeys keys, Clock clock) {
        return new BookingApi(bookings, negotiations, works, sellers, settings, keys, clock);
    }

    @Bean
    BookingChecks bookingChecks(ProductSearchService catalog, SellerDirectory sellers, GatewaySettings settings) {
        return new BookingChecks(catalog, sellers, settings.fanOut().deadline());
    }

    @Bean
    NegotiationApi negotiationApi(Negotiations negotiations, SellerDirectory sellers, GatewaySettings settings, Strategies strategies,
                                  IdempotencyKeys keys, Clock clock) {
        return new NegotiationApi(negotiations, sellers, settings, strategies, keys, clock);
    }

    @Bean
    CampaignEventStream campaignEventStream(Campaigns campaigns, CampaignEvents events) {
        return new CampaignEventStream(campaigns, events);
    }

    @Bean
    IdempotencyKeys idempotencyKeys(Store store, Clock clock, GatewaySettings settings) {
        return new IdempotencyKeys(store, clock, settings.api().idempotencyKeep());
    }

    @Bean
    PlanFileProcessor planFileProcessor(Store store, Campaigns campaigns, Clock clock, PlanFolders planFolders, GatewaySettings settings) {
        return new PlanFileProcessor(store, campaigns, clock, planFolders, settings.api().maxBody().toBytes(), ProblemDetailsWriter::document);
    }

    @Bean
    ProblemDetailsWriter problemDetailsWriter() {
        return new ProblemDetailsWriter();
    }

    @Bean
    RestParameters restParameters() {
        return new RestParameters();
    }

    @Bean
    PathVariables pathVariables() {
        return new PathVariables();
    }

    @Bean
    OpenApiDocument openApiDocument() {
        return new OpenApiDocument();
    }

    /** The document is read beside, once all else is done. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> documentIsRead(@Qualifier(TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME) Executor threads,
                                                              OpenApiDocument document) {
        return ready -> threads.execute(document::prepare);
    }

    @Bean("gateway")
    Readiness readiness(Discovery discovery, Store store, Clock clock) {
        return new Readiness(discovery, store, clock);
    }
}
