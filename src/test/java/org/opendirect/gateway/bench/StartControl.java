package org.opendirect.gateway.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * The control of a start: Camel and Spring Boot with a web server and one route that calls a seller, on the gateway's jar and its settings
 * of both, and with nothing of the gateway: no database, sellers, metrics, health or routes in YAML. Prints {@code ports <p>} when it is
 * ready, and ends with its input.
 */
@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
public class StartControl {

    private static final String OURS = "org.opendirect.gateway.";

    @Bean
    RouteBuilder oneRoute() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("platform-http:/search").to("http://127.0.0.1:9/products/search?bridgeEndpoint=true");
            }
        };
    }

    public static void main(String[] args) throws IOException {
        var application = new SpringApplication(StartControl.class);
        application.setListeners(application.getListeners().stream().filter(l -> !l.getClass().getName().startsWith(OURS)).toList());
        var settings = new ArrayList<>(List.of("--server.port=0", "--camel.main.routes-include-pattern=false", "--logging.level.root=OFF",
                "--logging.level.org.opendirect=OFF", "--logging.level.org.apache.camel=OFF"));
        settings.addAll(List.of(args));
        try (var context = (ServletWebServerApplicationContext) application.run(settings.toArray(String[]::new))) {
            System.out.println("ports " + context.getWebServer().getPort());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
