package org.opendirect.gateway;

import org.opendirect.gateway.doctor.DoctorCommand;
import org.opendirect.gateway.settings.GatewaySettings;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Starts the gateway, or one of its commands. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewaySettings.class)
public class GatewayApplication {

    public static void main(String[] args) {
        if (DoctorCommand.isMeant(args)) {
            System.exit(DoctorCommand.run(args));
        }
        var gateway = new SpringApplication(GatewayApplication.class);
        // what is registered last runs first, and the log ends in a handler that is registered when the environment is prepared
        gateway.addInitializers(context -> SpringApplication.getShutdownHandlers().add(() ->
                LoggerFactory.getLogger(GatewayApplication.class).info("Stopped")));
        gateway.run(args);
    }
}
