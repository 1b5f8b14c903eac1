package com.example.agency;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.seda.SedaComponent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendirect.gateway.whole.RunningGateway;

/** What somebody adds who knows Camel and Spring Boot is found, bound and served. */
class AdopterTest {

    private static final String ROUTE = """
            - route:
                id: agency-file
                from:
                  uri: platform-http:/agency/hello
                  parameters: {httpMethodRestrict: GET}
                  steps:
                    - setBody:
                        expression: {simple: {expression: "hello ${header.name}"}}
            """;
    private static RunningGateway gateway;
    private static Path routes;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        routes = Files.createDirectory(folder.resolve("agency-routes"));
        Files.writeString(routes.resolve("agency-file.camel.yaml"), ROUTE);
        gateway = RunningGateway.start(folder, Map.of("nobody", "http://127.0.0.1:9"),
                "spring.main.sources=com.example.agency",
                "camel.main.routes-include-pattern=file:routes/*.camel.yaml,file:" + routes + "/*.camel.yaml",
                "spring.profiles.active=dev",
                "camel.main.routes-reload-directory=" + routes,
                "camel.component.kafka.brokers=broker.example:9092",
                "camel.component.seda.queue-size=77",
                "spring.datasource.hikari.maximum-pool-size=5",
                "management.endpoints.web.exposure.include=health,metrics",
                "gateway.negotiation.strategy=house");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void restRouteShouldGetBodyAndHeadersWhenItIsAComponent() throws Exception {
        // when
        HttpResponse<String> answer = gateway.post("/agency/notes/7?mood=good", "{\"a\": 1}", "X-Trace", "t-1", "Content-Type", "application/json");

        // then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("7|t-1|good|{\"a\": 1}");
    }

    @Test
    void platformHttpRouteShouldGetWhateverIsSent() throws Exception {
        // when
        HttpResponse<String> answer = gateway.post("/agency/upload", "\u00e9\u0000", "Content-Type", "application/x-bin", "Accept", "text/html");

        // then
        assertThat(answer.statusCode() + " " + answer.body()).isEqualTo("200 application/x-bin 3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"price\":1E+3} | 200 | application/json         | {\"price\":1000}",
        "{\"a\":1,\"a\":2} | 400 | application/problem+json | \"code\":\"unreadable_body\""})
    void routeShouldReadAndAnswerAsTheGatewayWhenItUsesItsRoutes(String body, int status, String type, String answered)
            throws Exception {
        // when
        HttpResponse<String> answer = gateway.post("/agency/echo", body);

        // then
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(type);
        assertThat(answer.body()).contains(answered);
    }

    @Test
    void routeFileOfOnesOwnShouldBeServed() throws Exception {
        // when
        HttpResponse<String> answer = gateway.get("/agency/hello?name=you");

        // then
        assertThat(answer.body()).endsWith(" you");
    }

    @Test
    void routeShouldBeReplacedWhenItsFileIsSaved() throws Exception {
        // when
        Files.writeString(routes.resolve("agency-file.camel.yaml"), ROUTE.replace("hello ${", "good morning ${"));

        // then
        gateway.await("the new route", () -> gateway.get("/agency/hello?name=you").body().equals("good morning you"));
    }

    @Test
    void strategyShouldBeChosenWhenItIsAComponent() throws Exception {
        // when
        HttpResponse<String> answer = gateway.post("/api/v1/negotiations", "{\"strategy\": {\"type\": \"none\"}}");

        // then
        assertThat(answer.body()).contains("house");
    }

    @Test
    void propertiesOfTheDataSourceShouldBeBound() {
        // when
        HikariDataSource pool = gateway.context().getBean(HikariDataSource.class);

        // then
        assertThat(pool.getMaximumPoolSize()).isEqualTo(5);
    }

    @Test
    void propertiesOfComponentsShouldBeBound() {
        // when
        CamelContext camel = gateway.context().getBean(CamelContext.class);

        // then
        assertThat(camel.getComponent("kafka", KafkaComponent.class).getConfiguration().getBrokers()).isEqualTo("broker.example:9092");
        assertThat(camel.getComponent("seda", SedaComponent.class).getQueueSize()).isEqualTo(77);
    }

    @Test
    void managementEndpointShouldBeServedWhenItIsExposed() throws Exception {
        // when
        HttpResponse<String> answer = gateway.get("/actuator/metrics/jvm.threads.live");

        // then
        assertThat(gateway.json(answer).path("name").asText()).isEqualTo("jvm.threads.live");
        assertThat(gateway.get("/actuator/prometheus").statusCode()).as("what is not exposed any more").isEqualTo(404);
    }
}
