package org.opendirect.gateway.doctor;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerAuthProcessor;
import org.opendirect.gateway.seller.SellerClient;
import org.opendirect.gateway.seller.SellerMetrics;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.SellerRoutes;
import org.opendirect.gateway.seller.SellerTokens;
import org.opendirect.gateway.seller.TransportLimits;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.settings.ForwardProxies;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.PropertiesValidator;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.SettingsException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Just enough of the gateway to call sellers: the outbound route, in a Camel of its own. */
final class DoctorContext implements AutoCloseable {

    private final SellerDirectory sellers;
    private final TransportLimits limits;
    private final CamelContext camel;
    private final SellerClient client;

    /** @param given what stands under a name in the JVM's properties or the environment; null for nothing */
    DoctorContext(GatewaySettings settings, Clock clock, UnaryOperator<String> given) {
        sellers = new SellerDirectory(settings, atUrl("", Secret.valueOf("")));
        limits = new TransportLimits(settings.calls().maxBody().toBytes(), settings.calls().maxHeld().toBytes());
        camel = new DefaultCamelContext();
        var auth = new SellerAuthProcessor(sellers, new SellerTokens(clock, this::token));
        ProducerTemplate template = camel.createProducerTemplate();
        client = new SellerClient(() -> template, sellers, auth, limits, new SellerMetrics(new SimpleMeterRegistry(), sellers), clock);
        try {
            var routes = new SellerRoutes(sellers, auth, client, settings, limits, new ForwardProxies(settings.proxy(), given));
            camel.addRoutes(routes);
            camel.addTemplatedRoutes(routes);
            camel.start();
        } catch (SettingsException e) {
            close();
            throw e;
        } catch (Exception e) {
            close();
            throw new IllegalStateException("the outbound route cannot be started", e);
        }
    }

    /** One walk, as the command line wants it. */
    static Report examine(DoctorOptions options, Clock clock, UnaryOperator<String> given) {
        GatewaySettings settings = settings(options);
        PropertiesValidator.violations(settings).stream().findFirst().ifPresent(wrong -> {
            throw wrong;
        });
        try (var context = new DoctorContext(settings, clock, given)) {
            return new Doctor(context.sellers(), settings, context.outbound(), clock).examine(settings.sellers().get(0).id(), options.errand());
        }
    }

    private WireReply token(Seller seller, SellerTokens.TokenRequest request) {
        return client.token(seller, request);
    }

    SellerDirectory sellers() {
        return sellers;
    }

    Outbound outbound() {
        return client::call;
    }

    @Override
    public void close() {
        camel.stop();
        limits.close();
    }

    private static GatewaySettings settings(DoctorOptions options) {
        PropertiesValidator.baseUrl("<url>", options.url());
        // the id that the seller would have if it came from the environment
        String id = new SellerDirectory(bind(Map.of()), atUrl(options.url(), Secret.valueOf(""))).all().iterator().next().id();
        var properties = new HashMap<String, Object>();
        properties.put("gateway.sellers[0].id", id);
        properties.put("gateway.sellers[0].base-url", options.url().trim());
        properties.put("gateway.sellers[0].token", options.token().reveal());
        properties.put("gateway.sellers[0].api-key", options.apiKey().reveal());
        properties.put("gateway.sellers[0].account-id", options.accountId());
        properties.put("gateway.sellers[0].timeout", options.timeout());
        properties.put("gateway.booking.lease", options.timeout().multipliedBy(2));
        return bind(properties);
    }

    private static SellerDirectory.Variables atUrl(String url, Secret none) {
        return new SellerDirectory.Variables(url, none, none, "");
    }

    private static GatewaySettings bind(Map<String, Object> properties) {
        return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("gateway", Bindable.of(GatewaySettings.class));
    }
}
