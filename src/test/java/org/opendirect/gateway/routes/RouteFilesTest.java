package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of routes/ are what Camel's schema of its canonical YAML notation allows, which is what Kaoto opens and saves. */
class RouteFilesTest {

    private static final JsonSchema SCHEMA = schema();

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void routeFileShouldBeValidByTheSchemaOfCamel(Path file) throws IOException {
        // given
        JsonNode routes = new YAMLMapper().readTree(file.toFile());

        // when
        Set<ValidationMessage> faults = SCHEMA.validate(routes);

        // then
        assertThat(faults).isEmpty();
    }

    @Test
    void routeFileShouldBeInvalidWhenItUsesTheShortNotation() throws IOException {
        // given
        JsonNode routes = new YAMLMapper().readTree("[{route: {from: {uri: 'direct:a', steps: [{setBody: {simple: 'b'}}]}}}]");

        // when
        Set<ValidationMessage> faults = SCHEMA.validate(routes);

        // then
        assertThat(faults).isNotEmpty();
    }

    private static JsonSchema schema() {
        try (InputStream json = RouteFilesTest.class.getResourceAsStream("/schema/camelYamlDsl-canonical.json")) {
            JsonNode schema = new ObjectMapper().readTree(json);
            // of unmarshal, and not of marshal, it requires every data format that there is
            ((ObjectNode) schema.at("/items/definitions/org.apache.camel.model.UnmarshalDefinition")).remove("required");
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(schema);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
