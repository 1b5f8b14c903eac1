package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.api.OpenApiDocument;

class RestOpenapiRouteTest extends RestRouteTestSupport {

    RestOpenapiRouteTest() {
        super("rest-openapi");
    }

    @Override
    void bindBeans(Registry registry) {
        registry.bind("openApiDocument", new OpenApiDocument());
    }

    @Test
    void documentShouldBeJson() throws Exception {
        // given
        start();

        // when
        Answer answer = call("get-openapi", null);

        // then
        assertThat(answer.headers()).containsEntry("Content-Type", "application/json");
        assertThat(answer.json().path("openapi").asText()).startsWith("3.");
    }
}
