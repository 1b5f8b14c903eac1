package org.opendirect.gateway.api;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executor;
import org.apache.camel.CamelContext;
import org.apache.camel.component.servlet.ServletComponent;
import org.apache.camel.http.common.DefaultHttpRegistry;
import org.apache.catalina.core.StandardHost;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.StoreConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** The HTTP server, what looks at a request before it is served, and the servlet that leads to the routes. */
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {

    private static final Logger log = LoggerFactory.getLogger(ServerConfiguration.class);

    /** routes/rest-api.camel.yaml names it. */
    @Bean
    RestBinding restBinding() {
        return new RestBinding();
    }

    @Bean
    ServletRegistrationBean<RestServlet> restServlet(@Qualifier(TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME) Executor threads,
                                                     ObjectProvider<CamelContext> camel, GatewaySettings settings, OpenApi openApi) {
        var edge = new Edge(settings.api().maxBody().toBytes(), openApi);
        return new ServletRegistrationBean<>(new RestServlet(threads, edge, () -> camel.getObject().isStarted()), "/*");
    }

    /** Camel's, and told which servlet its endpoints are served by: by their names it would find that of another gateway in this process. */
    @Bean("servlet-component")
    ServletComponent servletComponent(ServletRegistrationBean<RestServlet> restServlet) {
        var registry = new DefaultHttpRegistry();
        registry.register(restServlet.getServlet());
        var component = new ServletComponent();
        component.setHttpRegistry(registry);
        return component;
    }

    @Bean
    FilterRegistrationBean<OverloadFilter> overloadFilter(GatewaySettings settings, MeterRegistry registry) {
        var first = new FilterRegistrationBean<>(new OverloadFilter(settings.api().searches(), settings.api().requests(), registry));
        first.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return first;
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
    ApplicationListener<ApplicationReadyEvent> startIsTold(Environment env, GatewaySettings settings) {
        return ready -> {
            String host = env.getRequiredProperty("server.address");
            log.info("Listening on http://{}:{}, database {}", host.contains(":") ? "[" + host + "]" : host, env.getProperty("local.server.port"),
                    StoreConfiguration.shown(settings.store().url()));
        };
    }

    @Bean
    ApplicationListener<ContextClosedEvent> stopIsTold() {
        return closed -> log.info("Stopping: what is under way is brought to a safe point");
    }
}
