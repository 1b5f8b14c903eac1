package org.opendirect.gateway.api;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.catalina.core.StandardHost;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.DatabaseUrl;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** The HTTP server and the filters in front of all that it serves. */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {

    private static final Logger log = LoggerFactory.getLogger(ServerConfiguration.class);

    @Bean
    FilterRegistrationBean<OverloadFilter> overloadFilter(GatewaySettings settings, MeterRegistry registry) {
        var first = new FilterRegistrationBean<>(new OverloadFilter(settings.api().searches(), settings.api().requests(), registry));
        first.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return first;
    }

    @Bean
    FilterRegistrationBean<RequestGuardFilter> requestGuardFilter(GatewaySettings settings, OpenApiDocument document,
            ObjectProvider<CamelContext> camel,
                                                                  WebEndpointProperties management) {
        var second = new FilterRegistrationBean<>(new RequestGuardFilter(settings.api().maxBody().toBytes(), document,
                () -> camel.getObject().isStarted(), management.getBasePath()));
        second.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return second;
    }

    /** A caller that asks first whether to send its body (RFC 9110, 10.1.1) is told 503 before it is told to go on. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> continueWhenTheBodyIsRead() {
        return server -> server.addConnectorCustomizers(connector -> connector.setProperty("continueResponseTiming", "onRead"));
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsOfTheServer() {
        return server -> server.addContextCustomizers(context ->
                ((StandardHost) context.getParent()).setErrorReportValveClass(ServerProblems.class.getName()));
    }

    /** Two lines that a log is searched for: where it is asked and what it keeps its books in, and that it was told to stop. */
    @Bean
    ApplicationListener<ApplicationReadyEvent> startIsTold(Environment env, DatabaseUrl database) {
        return ready -> {
            String host = env.getRequiredProperty("server.address");
            log.info("Listening on http://{}:{}, database {}", host.contains(":") ? "[" + host + "]" : host, env.getProperty("local.server.port"), database);
        };
    }

    @Bean
    ApplicationListener<ContextClosedEvent> stopIsTold() {
        return closed -> log.info("Stopping: what is under way is brought to a safe point");
    }
}
