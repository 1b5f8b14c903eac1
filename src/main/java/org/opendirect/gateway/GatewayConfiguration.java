package org.opendirect.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.opendirect.gateway.campaign.Campaigns;
import org.opendirect.gateway.campaign.PlanInbox;
import org.opendirect.gateway.drift.Drift;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.sandbox.Sandbox;
import org.opendirect.gateway.sandbox.SandboxDialect;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.SettingsException;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Works;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What belongs to no one package: the clock, the sandbox, what happens at the start, and what routes may name of the settings. */
@Configuration(proxyBeanMethods = false)
class GatewayConfiguration {

    private static final Logger log = LoggerFactory.getLogger(GatewayConfiguration.class);
    /** a call that ends at its deadline is seen to have ended within a tick of the deadlines' clock, and of the machine's scheduler */
    private static final Duration FAN_OUT_GRACE = Duration.ofMillis(40);

    @Bean
    Clock clock() {
        return Clock.tickMillis(ZoneOffset.UTC);
    }

    /** JSON in every route, also an integrator's: exact decimals, times as text, no duplicate field names. */
    @Bean
    ObjectMapper objectMapper() {
        return Json.mapper();
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
    SandboxTour tour(SandboxHost sandbox, Campaigns campaigns, PlanInbox inbox, Environment env) {
        return new SandboxTour(sandbox.running() == null ? List.of() : sandbox.running().sellers(), campaigns, inbox.folder(), env);
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
                // calls end at their deadlines; this much later a flow goes on without what they have kept
                properties.put("gateway.fan-out.timeout-ms", timeoutMs(settings.fanOut().deadline()));
                properties.put("gateway.planning.timeout-ms", timeoutMs(settings.planning().deadline()));
                properties.put("gateway.discovery.timeout-ms", timeoutMs(settings.discovery().deadline()));
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

    private static String timeoutMs(Duration deadline) {
        return String.valueOf(deadline.plus(FAN_OUT_GRACE).toMillis());
    }
}
