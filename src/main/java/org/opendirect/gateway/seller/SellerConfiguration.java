package org.opendirect.gateway.seller;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.apache.camel.ProducerTemplate;
import org.opendirect.gateway.seller.dialect.Dialect;
import org.opendirect.gateway.settings.ForwardProxies;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.store.Store;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Beans that find and call sellers, from the credential to the fan-out. Their names are those that routes/ calls. */
@Configuration(proxyBeanMethods = false)
class SellerConfiguration {

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

    @Bean
    Discovery discovery(SellerDirectory sellers, GatewaySettings settings) {
        return new Discovery(sellers, settings);
    }

    @Bean
    SellerAuthProcessor sellerAuth(SellerDirectory sellers, SellerTokens tokens) {
        return new SellerAuthProcessor(sellers, tokens);
    }

    @Bean
    SellerTokens sellerTokens(Clock clock, ObjectProvider<SellerClient> client) {
        return new SellerTokens(clock, (seller, request) -> client.getObject().token(seller, request));
    }

    @Bean
    SellerClient sellerClient(ObjectProvider<ProducerTemplate> routes, SellerDirectory sellers, SellerAuthProcessor auth,
                              TransportLimits limits, MeterRegistry registry, Clock clock) {
        return new SellerClient(routes::getObject, sellers, auth, limits, new SellerMetrics(registry, sellers), clock);
    }

    @Bean
    SellerTaskSteps sellerTaskSteps(SellerClient client, TransportLimits limits) {
        return new SellerTaskSteps(client::recordQueueDelay, limits);
    }

    @Bean
    SellerResults sellerResults() {
        return new SellerResults();
    }

    @Bean(destroyMethod = "close")
    TransportLimits transportLimits(GatewaySettings settings) {
        return new TransportLimits(settings.calls().maxBody().toBytes(), settings.calls().maxHeld().toBytes());
    }

    @Bean
    SellerRoutes sellerRoutes(SellerDirectory sellers, SellerAuthProcessor auth, SellerClient client, GatewaySettings settings,
                              TransportLimits limits, Environment env) {
        return new SellerRoutes(sellers, auth, client, settings, limits, new ForwardProxies(settings.proxy(), env::getProperty));
    }
}
