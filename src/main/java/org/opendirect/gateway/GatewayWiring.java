package org.opendirect.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.opendirect.gateway.api.Answers;
import org.opendirect.gateway.api.BookingApi;
import org.opendirect.gateway.api.BookingChecks;
import org.opendirect.gateway.api.CampaignApi;
import org.opendirect.gateway.api.CatalogApi;
import org.opendirect.gateway.api.DoctorApi;
import org.opendirect.gateway.api.EventStream;
import org.opendirect.gateway.api.Idempotency;
import org.opendirect.gateway.api.NegotiationApi;
import org.opendirect.gateway.api.OversightApi;
import org.opendirect.gateway.audit.Audit;
import org.opendirect.gateway.booking.Bookings;
import org.opendirect.gateway.booking.LineSteps;
import org.opendirect.gateway.booking.OrderSteps;
import org.opendirect.gateway.campaign.CampaignDecisions;
import org.opendirect.gateway.campaign.CampaignEvents;
import org.opendirect.gateway.campaign.ApprovedPrices;
import org.opendirect.gateway.campaign.Campaigns;
import org.opendirect.gateway.campaign.PlanFiles;
import org.opendirect.gateway.campaign.PlanReader;
import org.opendirect.gateway.campaign.Planner;
import org.opendirect.gateway.campaign.PlanningWait;
import org.opendirect.gateway.campaign.SettledFiles;
import org.opendirect.gateway.catalog.Avails;
import org.opendirect.gateway.catalog.Catalog;
import org.opendirect.gateway.doctor.Doctor;
import org.opendirect.gateway.drift.Drift;
import org.opendirect.gateway.negotiation.Negotiations;
import org.opendirect.gateway.negotiation.Strategies;
import org.opendirect.gateway.negotiation.Strategy;
import org.opendirect.gateway.sandbox.Sandbox;
import org.opendirect.gateway.sandbox.SandboxDialect;
import org.opendirect.gateway.seller.Discovery;
import org.opendirect.gateway.seller.SellerCalls;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.StoredLessons;
import org.opendirect.gateway.seller.dialect.Dialect;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.SettingsException;
import org.opendirect.gateway.stats.Stats;
import org.opendirect.gateway.store.Retention;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Faults;
import org.opendirect.gateway.work.UnitsDone;
import org.opendirect.gateway.work.WorkRuns;
import org.opendirect.gateway.work.Works;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
/** Puts the parts together. The names of the beans are the names that routes/ calls. */
@Configuration(proxyBeanMethods = false)
class GatewayWiring {

    private static final Logger log = LoggerFactory.getLogger(GatewayWiring.class);

    @Bean
    Clock clock() {
        return Clock.tickMillis(ZoneOffset.UTC);
    }

    @Bean
    SellerDirectory sellerDirectory(GatewaySettings settings, Environment env, ObjectProvider<Dialect.Kind> added, StoredLessons lessons) {
        return new SellerDirectory(settings, new SellerDirectory.Variables(
                env.getProperty("OPENDIRECT_BASE_URL", ""), Secret.valueOf(env.getProperty("OPENDIRECT_TOKEN", "")),
                Secret.valueOf(env.getProperty("OPENDIRECT_API_KEY", "")), env.getProperty("SELLER_ENDPOINTS", "")),
                added.orderedStream().toList(), lessons);
    }

    @Bean(destroyMethod = "close")
    StoredLessons lessons(Store store, Clock clock, GatewaySettings settings) {
        return new StoredLessons(store, clock, settings.learning().keep());
    }

    /** Holds nothing when real sellers are configured. */
    @Bean(destroyMethod = "close")
    SandboxHost sandbox(GatewaySettings settings, SellerDirectory sellers, Clock clock) {
        if (!sellers.usesSandbox()) {
            return new SandboxHost(null);
        }
        try {
            return new SandboxHost(new Sandbox(settings.sandbox().ports(), SandboxDialect.named(settings.sandbox().dialects()),
                    Path.of(settings.sandbox().folder()), settings.sandbox().hold(), clock));
        } catch (IllegalStateException e) {
            throw new SettingsException("gateway.sandbox.ports", settings.sandbox().ports(), "three free ports: " + e.getMessage());
        }
    }

    /** The sandbox, or none; ends it with the gateway. */
    record SandboxHost(Sandbox running) implements AutoCloseable {
        @Override
        public void close() {
            if (running != null) {
                running.close();
            }
        }
    }

    @Bean
    Discovery discovery(SellerDirectory sellers, GatewaySettings settings) {
        return new Discovery(sellers, settings);
    }

    @Bean
    Catalog catalog(SellerDirectory sellers, GatewaySettings settings) {
        return new Catalog(sellers, settings);
    }

    @Bean
    Avails avails(Catalog catalog, SellerDirectory sellers, GatewaySettings settings) {
        return new Avails(catalog, sellers, settings);
    }

    @Bean
    CatalogApi catalogApi(Catalog catalog, Avails avails, SellerDirectory sellers, GatewaySettings settings) {
        return new CatalogApi(catalog, avails, sellers, settings.fanOut().maxProducts());
    }

    /** Shortens the way of work that is due at once; says whether it has passed it on. Without it the clock finds it all the same. */
    @Bean
    Predicate<String> bell(ObjectProvider<ProducerTemplate> camel) {
        return id -> {
            ProducerTemplate template = camel.getIfAvailable();
            boolean started = template != null && template.getCamelContext().isStarted();
            if (started) {
                template.sendBody("seda:run-work?size=1000&waitForTaskToComplete=Never&discardWhenFull=true", id);
            }
            return started;
        };
    }

    @Bean
    Works works(Store store, Clock clock, GatewaySettings settings, Predicate<String> bell) {
        return new Works(store, clock, settings, bell);
    }

    @Bean
    WorkRuns workRuns(Works works) {
        return new WorkRuns(works);
    }

    @Bean
    Faults faults() {
        return new Faults();
    }

    @Bean
    UnitsDone unitsDone() {
        return new UnitsDone();
    }

    @Bean
    CampaignEvents campaignEvents(Store store, Clock clock) {
        return new CampaignEvents(store, clock);
    }

    @Bean
    Bookings bookings(Store store, Works works, Clock clock, SellerDirectory sellers, GatewaySettings settings, Audit audit,
                      CampaignEvents events) {
        return new Bookings(store, works, clock, sellers, settings, audit, events);
    }

    @Bean
    Retention retention(Store store, Clock clock, GatewaySettings settings) {
        return new Retention(store, clock, settings.retention());
    }

    @Bean
    Audit audit(Store store, Clock clock) {
        return new Audit(store, clock);
    }

    @Bean
    Drift drift(Store store, Works works, Bookings bookings, SellerDirectory sellers, GatewaySettings settings, Clock clock,
                CampaignDecisions decisions) {
        return new Drift(store, works, bookings.holdings(), sellers, settings, clock, decisions::reopen);
    }

    @Bean
    OversightApi oversightApi(Drift drift, Audit audit, SellerDirectory sellers) {
        return new OversightApi(drift, audit, sellers);
    }

    @Bean
    Doctor doctor(SellerDirectory sellers, GatewaySettings settings, Clock clock, SellerCalls calls) {
        return new Doctor(sellers, settings, calls::call, clock);
    }

    @Bean
    DoctorApi doctorApi(Doctor doctor, SellerDirectory sellers) {
        return new DoctorApi(doctor, sellers);
    }

    @Bean
    LineSteps lineSteps(Bookings bookings) {
        return bookings.lineSteps();
    }

    @Bean
    OrderSteps orderSteps(Bookings bookings) {
        return bookings.orderSteps();
    }

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

    @Bean
    Planner planner(SellerDirectory sellers, Catalog catalog, Avails avails, Negotiations negotiations, GatewaySettings settings) {
        return new Planner(sellers, catalog, avails, negotiations, settings);
    }

    @Bean
    Campaigns campaigns(Store store, Works works, Bookings bookings, CampaignEvents events, SellerDirectory sellers, GatewaySettings settings,
                        Strategies strategies, Clock clock) {
        return new Campaigns(store, works, bookings, events, new PlanReader(sellers, settings, strategies.names(), clock),
                new PlanningWait(settings.planning().patience(), settings.booking().backoffMin(), settings.booking().backoffMax()), clock);
    }

    @Bean
    CampaignDecisions campaignDecisions(Store store, Works works, Bookings bookings, CampaignEvents events, Audit audit, Clock clock) {
        return new CampaignDecisions(store, works, bookings, events, audit, clock);
    }

    @Bean
    ApprovedPrices approvedPrices(Campaigns campaigns, Bookings bookings, Negotiations negotiations, Works works, Clock clock) {
        return new ApprovedPrices(campaigns, bookings, negotiations, works, clock);
    }

    @Bean
    PlanFiles planFiles(Store store, Campaigns campaigns, Clock clock, SettledFiles settledFiles, GatewaySettings settings) {
        return new PlanFiles(store, campaigns, clock, Path.of(settings.plans().inbox()), settledFiles, settings.api().maxBody().toBytes(),
                Answers::document);
    }

    @Bean
    SettledFiles settledFiles(GatewaySettings settings) {
        return new SettledFiles(settings.plans().settle());
    }

    @Bean
    Stats stats(Bookings bookings, SellerDirectory sellers) {
        return new Stats(bookings, sellers);
    }

    @Bean
    Idempotency idempotency(Store store, Clock clock, GatewaySettings settings) {
        return new Idempotency(store, clock, settings.api().idempotencyKeep());
    }

    @Bean
    CampaignApi campaignApi(Campaigns campaigns, CampaignDecisions decisions, CampaignEvents events, Idempotency idempotency) {
        return new CampaignApi(campaigns, decisions, events, idempotency);
    }

    @Bean
    BookingApi bookingApi(Bookings bookings, Negotiations negotiations, Works works, SellerDirectory sellers, GatewaySettings settings,
                          Idempotency idempotency, BookingChecks checks, Clock clock) {
        return new BookingApi(bookings, negotiations, works, sellers, settings, idempotency, checks, clock);
    }

    @Bean
    BookingChecks bookingChecks(Catalog catalog, SellerDirectory sellers, GatewaySettings settings) {
        return new BookingChecks(catalog, sellers, settings.fanOut().deadline());
    }

    @Bean
    NegotiationApi negotiationApi(Negotiations negotiations, SellerDirectory sellers, GatewaySettings settings, Strategies strategies,
                                  Idempotency idempotency, Clock clock) {
        return new NegotiationApi(negotiations, sellers, settings, strategies, idempotency, clock);
    }

    @Bean
    EventStream eventStream(CampaignApi campaigns) {
        return new EventStream(campaigns);
    }

    /** Tells {@code bin/gateway}, when it has the JVM record this start for the next ones, that it was a whole one. */
    @Bean
    @ConditionalOnProperty("start.recording")
    ApplicationListener<ApplicationReadyEvent> startRecording(@Value("${start.recording}") String recording) {
        return ready -> {
            try {
                Files.writeString(Path.of(recording + ".whole"), "");
            } catch (IOException e) {
                log.warn("This start will not be kept for the next: {}", e.toString());
            }
        };
    }

    /** Runs once everything is started. */
    @Bean
    ApplicationRunner tour(SandboxHost sandbox, Campaigns campaigns, PlanFiles files, Environment env) {
        return args -> {
            if (sandbox.running() != null) {
                String gateway = "http://" + env.getProperty("server.address") + ":" + env.getProperty("local.server.port", env.getProperty("server.port", "8080"));
                new SandboxTour(sandbox.running().sellers(), campaigns, files.inbox(), gateway).begin();
            }
        };
    }

    /** Routes may name settings; what application.yaml leaves out has its default here too. */
    @Bean
    CamelContextConfiguration routeSettings(GatewaySettings settings, Works works, Drift drift, Store store) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext context) {
                if (!store.shared()) {
                    works.freeAll();
                }
                drift.request();
                var properties = new Properties();
                properties.put("gateway.plans.inbox", settings.plans().inbox());
                properties.put("gateway.discovery.interval-ms", String.valueOf(settings.discovery().interval().toMillis()));
                properties.put("gateway.booking.workers", String.valueOf(settings.booking().workers()));
                properties.put("gateway.booking.renew-ms", String.valueOf(settings.booking().lease().toMillis() / 3));
                context.getPropertiesComponent().setOverrideProperties(properties);
            }

            @Override
            public void afterApplicationStart(CamelContext context) {
                if (context.getRoute("run-campaign") == null) {
                    throw new SettingsException("camel.main.routes-include-pattern", "no route run-campaign found",
                            "the folder routes/ of the gateway, in the folder it is started in");
                }
            }
        };
    }
}
