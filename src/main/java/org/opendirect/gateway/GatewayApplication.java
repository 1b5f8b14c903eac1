package org.opendirect.gateway;

import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.StoreConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;

/** Starts the gateway. Nothing is scanned for: what there is stands in {@link GatewayWiring}. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(GatewaySettings.class)
@Import({StoreConfiguration.class, GatewayWiring.class})
public class GatewayApplication {

    public static void main(String[] args) {
        SpringApplication.run(GatewayApplication.class, args);
    }
}
