package org.opendirect.gateway.work;

import java.time.Clock;
import java.util.function.Predicate;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.processor.aggregate.UseOriginalAggregationStrategy;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.Store;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of the job queue. Their names are those that routes/ calls. */
@Configuration(proxyBeanMethods = false)
class WorkConfiguration {

    /** Shortens the way of work that is due at once; says whether it has passed it on. Without it the clock finds it all the same. */
    @Bean
    Predicate<String> bell(ObjectProvider<ProducerTemplate> camel) {
        return id -> {
            ProducerTemplate template = camel.getIfAvailable();
            boolean started = template != null && template.getCamelContext().isStarted();
            if (started) {
                template.sendBody("seda:execute-job?size=1000&waitForTaskToComplete=Never&discardWhenFull=true", id);
            }
            return started;
        };
    }

    @Bean
    Works works(Store store, Clock clock, GatewaySettings settings, Predicate<String> bell) {
        return new Works(store, clock, settings, bell);
    }

    @Bean
    Faults faults() {
        return new Faults();
    }

    /** For a split over orders, lines or negotiations: gathers nothing, and fails once all have ended where one of them has failed. */
    @Bean
    AggregationStrategy failIfOneFailed() {
        return new UseOriginalAggregationStrategy();
    }
}
