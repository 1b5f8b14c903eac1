package org.opendirect.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OpenApiTest {

    @Test
    void theDocumentAndTheFrontDoorNameTheSamePaths() throws IOException {
        var yaml = new YAMLMapper();
        var served = new TreeMap<String, String>();
        for (JsonNode element : yaml.readTree(new File("routes/rest-api.camel.yaml"))) {
            if (!element.path("rest").path("path").asText().equals("/api/v1")) {
                continue;
            }
            for (String verb : new String[] {"get", "post"}) {
                element.path("rest").path(verb).forEach(o -> served.put(verb + " " + o.path("path").asText(), o.path("id").asText()));
            }
        }
        var described = new TreeMap<String, String>();
        yaml.readTree(new File("src/main/resources/openapi.yaml")).path("paths").fields().forEachRemaining(path -> path.getValue().fields()
                .forEachRemaining(operation -> described.put(operation.getKey() + " " + path.getKey(), operation.getValue().path("operationId").asText())));

        assertThat(described).isEqualTo(served);
    }
}
