package org.opendirect.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpenApiTest {

    @Test
    void theDocumentAndTheFrontDoorNameTheSamePaths() throws IOException {
        var yaml = new YAMLMapper();
        var served = new TreeSet<String>();
        for (JsonNode element : yaml.readTree(new File("routes/rest-api.camel.yaml"))) {
            if (!element.path("rest").path("path").asText().equals("/api/v1")) {
                continue;
            }
            for (String verb : new String[] {"get", "post"}) {
                element.path("rest").path(verb).forEach(o -> served.add(verb + " " + o.path("path").asText()));
            }
        }
        var described = new TreeSet<String>();
        yaml.readTree(new File("src/main/resources/openapi.yaml")).path("paths").fields().forEachRemaining(path -> path.getValue().fieldNames()
                .forEachRemaining(verb -> described.add(verb + " " + path.getKey())));

        assertThat(described).isEqualTo(served);
    }
}
