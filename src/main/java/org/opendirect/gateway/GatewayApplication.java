package org.opendirect.gateway;

import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.spring.boot.actuate.health.CamelAvailabilityCheckAutoConfiguration;
import org.apache.camel.spring.boot.actuate.health.CamelHealthCheckAutoConfiguration;
import org.apache.camel.spring.boot.threadpool.CamelThreadPoolAutoConfiguration;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.opendirect.gateway.doctor.DoctorCommand;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.StoreConfiguration;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.autoconfigure.availability.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.availability.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.health.HealthContributorAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.health.HealthEndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.jdbc.DataSourceHealthContributorAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.JvmMetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.MetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.SystemMetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.web.embedded.EmbeddedWebServerFactoryCustomizerAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Import;
import sun.misc.Signal;

/**
 * Starts the gateway. Nothing is scanned for and nothing is guessed: what is ours stands in the three wirings beside this class, what is needed of
 * Boot and Camel is named here. Letting Boot look through all it knows costs a second at every start.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    PropertyPlaceholderAutoConfiguration.class,
    ConfigurationPropertiesAutoConfiguration.class,
    LifecycleAutoConfiguration.class,
    ApplicationAvailabilityAutoConfiguration.class,
    TaskExecutionAutoConfiguration.class,
    ServletWebServerFactoryAutoConfiguration.class,
    EmbeddedWebServerFactoryCustomizerAutoConfiguration.class,
    HealthContributorAutoConfiguration.class,
    HealthEndpointAutoConfiguration.class,
    AvailabilityHealthContributorAutoConfiguration.class,
    MetricsAutoConfiguration.class,
    PrometheusMetricsExportAutoConfiguration.class,
    CompositeMeterRegistryAutoConfiguration.class,
    JvmMetricsAutoConfiguration.class,
    SystemMetricsAutoConfiguration.class,
    AvailabilityProbesAutoConfiguration.class,
    DataSourceHealthContributorAutoConfiguration.class,
    CamelAutoConfiguration.class,
    CamelHealthCheckAutoConfiguration.class,
    CamelAvailabilityCheckAutoConfiguration.class,
    CamelThreadPoolAutoConfiguration.class
})
@EnableConfigurationProperties(GatewaySettings.class)
@Import({StoreConfiguration.class, SellerWiring.class, GatewayWiring.class, HttpWiring.class})
public class GatewayApplication {

    public static void main(String[] args) {
        if (DoctorCommand.isMeant(args)) {
            System.exit(DoctorCommand.run(args));
        }
        // the JVM would end a process that was asked to stop, and did so in good order, with 143
        Signal.handle(new Signal("TERM"), signal -> new Thread(() -> System.exit(0), "stop").start());
        var gateway = new SpringApplication(GatewayApplication.class);
        // what is registered last runs first, and the log ends in a handler that is registered when the environment is prepared
        gateway.addInitializers(context -> SpringApplication.getShutdownHandlers().add(() ->
                LoggerFactory.getLogger(GatewayApplication.class).info("Stopped")));
        gateway.run(args);
        markRecording();
        // starting takes several times the memory of running: it goes back to the machine, and so does what a burst of work took
        giveMemoryBack();
        System.gc();
    }

    /** Tells {@code bin/gateway}, when it has the JVM record this start for the next ones, that it was a whole one. */
    private static void markRecording() {
        String recording = System.getProperty("start.recording");
        if (recording == null) {
            return;
        }
        try {
            Files.writeString(Path.of(recording + ".whole"), "");
        } catch (IOException e) {
            LoggerFactory.getLogger(GatewayApplication.class).warn("This start will not be kept for the next: {}", e.toString());
        }
    }

    /** Lets an idle gateway shrink again, where the collector knows how. */
    private static void giveMemoryBack() {
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).setVMOption("G1PeriodicGCInterval", "60000");
        } catch (IllegalArgumentException e) {
            // another collector, chosen by whoever started it: it knows best
        }
    }
}
