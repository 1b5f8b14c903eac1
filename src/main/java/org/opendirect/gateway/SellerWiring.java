package org.opendirect.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.util.function.Suppliers;
import org.opendirect.gateway.seller.FanOut;
import org.opendirect.gateway.seller.SellerAuth;
import org.opendirect.gateway.seller.SellerCalls;
import org.opendirect.gateway.seller.SellerMetrics;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.SellerRoutes;
import org.opendirect.gateway.seller.SellerTokens;
import org.opendirect.gateway.seller.TransportLimits;
import org.opendirect.gateway.settings.ForwardProxies;
import org.opendirect.gateway.settings.GatewaySettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** What calls sellers, from the credential to the fan-out. The names of the beans are the names that routes/ calls. */
@Configuration(proxyBeanMethods = false)
class SellerWiring {

    @Bean
    SellerAuth sellerAuth(SellerTokens tokens) {
        return new SellerAuth(tokens);
    }

    @Bean
    SellerTokens sellerTokens(Clock clock, ObjectProvider<SellerCalls> calls) {
        return new SellerTokens(clock, (seller, request) -> calls.getObject().token(seller, request));
    }

    @Bean
    SellerCalls sellerCalls(ObjectProvider<CamelContext> camel, SellerDirectory sellers, SellerAuth auth, TransportLimits limits,
                            MeterRegistry registry, Clock clock) {
        return new SellerCalls(camel::getObject, sellers, auth, limits, new SellerMetrics(registry, sellers), clock);
    }

    /** The threads stand in the settings of Camel, as a pool named fan-out. */
    @Bean
    FanOut fanOut(ObjectProvider<CamelContext> camel, SellerCalls calls) {
        return new FanOut(Suppliers.memorize(() -> camel.getObject().getExecutorServiceManager().newThreadPool(this, "fan-out", "fan-out")), calls);
    }

    @Bean(destroyMethod = "close")
    TransportLimits transportLimits(GatewaySettings settings) {
        return new TransportLimits(settings.calls().maxBody().toBytes(), settings.calls().maxHeld().toBytes());
    }

    @Bean
    SellerRoutes sellerRoutes(SellerDirectory sellers, SellerAuth auth, SellerCalls calls, GatewaySettings settings, TransportLimits limits,
                              Environment env) {
        return new SellerRoutes(sellers, auth, calls, settings, limits, new ForwardProxies(settings.proxy(), env::getProperty));
    }
}
