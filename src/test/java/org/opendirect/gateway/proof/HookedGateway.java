package org.opendirect.gateway.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.opendirect.gateway.GatewayApplication;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.booking.NextStep;
import org.opendirect.gateway.booking.PlantedBug;
import org.opendirect.gateway.booking.PlantedBugConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;

/**
 * The gateway of the jar, which tells the test at every point of a step where it is and goes on once the test has answered. So it can
 * be killed or paused at exactly that point. Its system property {@code proof.hook} is where to tell.
 */
public final class HookedGateway {

    private HookedGateway() {
    }

    public static void main(String[] args) {
        var sources = new ArrayList<Class<?>>(List.of(GatewayApplication.class, Hooks.class));
        var all = new ArrayList<>(Arrays.asList(args));
        if (all.stream().anyMatch(a -> a.startsWith("--planted.bug="))) {
            sources.add(PlantedBugConfiguration.class);
            all.add("--spring.main.allow-bean-definition-overriding=true");
            PlantedBug.beforeSave = step -> tell("IN_TRANSACTION", step);
        }
        SpringApplication.run(sources.toArray(Class<?>[]::new), all.toArray(String[]::new));
    }

    private static final HttpClient CLIENT = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Waits for as long as the test does not answer. */
    static void tell(String point, String step) {
        try {
            CLIENT.send(HttpRequest.newBuilder(URI.create(System.getProperty("proof.hook") + "/" + point + "/" + (step.isEmpty() ? "none" : step)))
                    .build(), HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks at the nodes between two calls: the transaction that records an outcome and the next intent. */
    static class Hooks {
        @Bean
        InterceptStrategy aroundTheTransactions() {
            return (CamelContext context, NamedNode node, Processor target, Processor next) -> {
                String id = node.getId();
                boolean begins = id != null && (id.equals("begin-line") || id.equals("begin-order"));
                boolean ours = begins || id != null && (id.endsWith("-record") || id.endsWith("-delay-elapsed"));
                return ours ? exchange -> around(begins ? id : "", exchange, target) : target;
            };
        }

        private static void around(String begin, Exchange exchange, Processor target) throws Exception {
            String before = begin.isEmpty() ? step(exchange) : "";
            if (!begin.isEmpty()) {
                tell("BEFORE_INTENT", begin);
            } else if (!before.isEmpty()) {
                tell("ANSWERED", before);
            }
            target.process(exchange);
            String after = step(exchange);
            if (!before.isEmpty()) {
                tell("AFTER_OUTCOME", before);
            }
            if (!after.isEmpty()) {
                tell("AFTER_INTENT", after);
            }
        }

        /** Empty for a wait, and when none is left. */
        private static String step(Exchange exchange) {
            NextStep step = exchange.getProperty(RouteProperties.NEXT_STEP, NextStep.class);
            return step == null || step.step() == null ? "" : step.step().routeName();
        }
    }
}
