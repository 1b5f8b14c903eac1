package org.opendirect.gateway.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendirect.gateway.doctor.Ailing.Reply;
import org.opendirect.gateway.sandbox.SandboxDialect;
import org.opendirect.gateway.sandbox.SandboxSeller;
import org.opendirect.gateway.whole.RunningGateway;

/** {@code POST /api/v1/sellers/{seller}/doctor} in a whole gateway. */
class DoctorRestTest {

    private static SandboxSeller seller;
    private static Ailing other;
    private static RunningGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        seller = Practice.sandbox("budget-network", SandboxDialect.PUT, Clock.systemUTC());
        other = new Ailing(seller, (asked, well) -> Reply.of(200, "{\"name\":\"other\",\"openDirectVersion\":\"9.0\"}"));
        gateway = RunningGateway.start(folder, Map.of("put", seller.baseUrl(), "other", other.baseUrl()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        other.close();
        seller.close();
    }

    @Test
    void aWalkThatReadsIsAnsweredWithAReportAndWhatItShowedIsKnownAfterwards() throws Exception {
        HttpResponse<String> response = gateway.post("/api/v1/sellers/put/doctor", "");

        JsonNode report = gateway.json(response);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(report.at("/counts/failed").asInt(-1)).as(response.body()).isZero();
        assertThat(report.at("/checks/0/id").asText()).isEqualTo("reach.answers");
        assertThat(report.at("/settings").asText()).contains("avails: \"list\"");
        assertThat(gateway.getJson("/api/v1/sellers/put").toString()).contains("{\"choice\":\"avails\",\"value\":\"list\",\"source\":\"learned\"");
    }

    @Test
    void aWalkThatBooksLeavesNothingLive() throws Exception {
        HttpResponse<String> response = gateway.post("/api/v1/sellers/put/doctor", "{\"book\":true,\"productId\":\"prod_remnant_video\",\"advertiserId\":\"adv-1\"}");

        assertThat(gateway.json(response).at("/counts/failed").asInt(-1)).as(response.body()).isZero();
        assertThat(response.body()).contains("1000 of prod_remnant_video");
        assertThat(((Map<?, ?>) ((List<?>) seller.ledger().get("accounts")).get(0)).get("advertiserId")).isEqualTo("adv-1");
        assertThat(Practice.states(seller)).isNotEmpty().allMatch("Canceled"::equals);
    }

    @Test
    void whoAsksForAPageGetsOne() throws Exception {
        HttpResponse<String> response = gateway.post("/api/v1/sellers/put/doctor", "{}", "Accept", "text/html,*/*", "Content-Type", "application/json");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
        assertThat(response.body()).startsWith("<!DOCTYPE html>").contains("products.paging.second-page");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/api/v1/sellers/nobody/doctor        |{}                   |404|not_found          |",
        "/api/v1/sellers/other/doctor         |{}                   |409|seller_incompatible|",
        "/api/v1/sellers/put/doctor?book=true |{}                   |422|invalid_request    |?book",
        "/api/v1/sellers/put/doctor           |{\"book\":\"yes\"}   |422|invalid_request    |/book",
        "/api/v1/sellers/put/doctor           |{\"order\":true}     |422|invalid_request    |/order",
        "/api/v1/sellers/put/doctor           |{\"productId\":\"..\"}|422|invalid_request   |/productId",
        "/api/v1/sellers/put/doctor           |{\"book\":           |400|unreadable_body    |"})
    void whatCannotBeDoneIsSaid(String path, String body, int status, String code, String pointer) throws Exception {
        HttpResponse<String> response = gateway.post(path, body);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(gateway.json(response).at("/code").asText()).isEqualTo(code);
        assertThat(gateway.json(response).at("/errors/0/path").asText("")).isEqualTo(pointer == null ? "" : pointer);
    }
}
