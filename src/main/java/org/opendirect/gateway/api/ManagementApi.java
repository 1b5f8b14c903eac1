package org.opendirect.gateway.api;

import java.util.Optional;
import org.apache.camel.Exchange;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Problem;
import org.springframework.boot.actuate.endpoint.ApiVersion;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointWebExtension;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusOutputFormat;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;

/** Health and metrics as Boot's actuator finds them, served like everything else. */
public final class ManagementApi {

    private final HealthEndpointWebExtension health;
    private final Optional<PrometheusScrapeEndpoint> metrics;

    /** @param metrics empty where the export of metrics is turned off */
    public ManagementApi(HealthEndpointWebExtension health, Optional<PrometheusScrapeEndpoint> metrics) {
        this.health = health;
        this.metrics = metrics;
    }

    /** The whole gateway's, or that of the group that the path names; 404 when there is none of this name. */
    public void health(Exchange exchange) {
        String group = exchange.getMessage().getHeader("group", String.class);
        WebEndpointResponse<HealthDescriptor> found = health.health(ApiVersion.V3, WebServerNamespace.SERVER, SecurityContext.NONE, false,
                group == null ? new String[0] : new String[] {group});
        if (found.getBody() == null) {
            throw Problem.notFound("health group", group).asException();
        }
        Answers.write(exchange.getMessage(), found.getStatus(), Answers.JSON, Json.bytes(found.getBody()));
    }

    /** In the text format of Prometheus, 0.0.4; 404 where there are none. */
    public void metrics(Exchange exchange) {
        WebEndpointResponse<byte[]> found = metrics.orElseThrow(() -> Problem.notFound("export of metrics", "prometheus").asException())
                .scrape(PrometheusOutputFormat.CONTENT_TYPE_004, null);
        Answers.write(exchange.getMessage(), found.getStatus(), found.getContentType().toString(), found.getBody());
    }
}
