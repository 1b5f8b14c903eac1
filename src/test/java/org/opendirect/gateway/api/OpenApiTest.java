package org.opendirect.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The document names what the code has, and all that it names is described. */
class OpenApiTest {

    /** where a problem's code is written: the first text in a call that makes one, with the other of a choice between two */
    private static final Pattern CODE = Pattern.compile("(?:Problem\\.of\\(\\s*\\w+,|Problem\\.conflict\\(|\\bBrief(?:\\.of)?\\(|Verdict\\.of\\(\"\\w+\",)"
            + "[^\",;{}]*\"([a-z_]+)\"(?:\\s*:\\s*\"([a-z_]+)\")?");
    private static final Pattern OPERATION = Pattern.compile("(list|get|create|search|check|discover|forget|examine|counter|accept|decline|set|approve|reject|cancel|retry|decide)[A-Z][A-Za-z]+");

    private final YAMLMapper yaml = new YAMLMapper();

    @Test
    void theDocumentAndTheFrontDoorNameTheSamePaths() throws IOException {
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
        document().path("paths").fields().forEachRemaining(path -> path.getValue().fieldNames().forEachRemaining(verb -> described.add(verb + " " + path.getKey())));

        assertThat(described).isEqualTo(served);
    }

    @Test
    void documentShouldHaveEveryCodeOfAProblemAndNoOther() throws IOException {
        // given
        var documented = new TreeSet<String>();
        document().at("/components/schemas/ProblemCode/enum").forEach(code -> documented.add(code.asText()));
        var made = new TreeSet<String>();
        var texts = new StringBuilder();

        // when
        for (Path source : sources()) {
            String text = Files.readString(source);
            texts.append(text);
            CODE.matcher(text).results().forEach(m -> Stream.of(m.group(1), m.group(2)).filter(c -> c != null).forEach(made::add));
        }

        // then
        assertThat(documented).containsAll(made);
        assertThat(documented).allSatisfy(code -> assertThat(texts).contains('"' + code + '"'));
        assertThat(Files.readString(Path.of("docs/rest-api.md"))).contains(documented.stream().map(c -> '`' + c + '`').toList());
    }

    @Test
    void operationShouldBeNamedAndDescribedAsAllAre() throws IOException {
        // when
        var operations = new ArrayList<JsonNode>();
        document().path("paths").forEach(path -> path.forEach(operations::add));

        // then
        assertThat(operations).hasSizeGreaterThan(30).allSatisfy(o -> {
            assertThat(o.path("operationId").asText()).matches(OPERATION);
            assertThat(o.path("summary").asText()).isNotBlank();
            assertThat(o.path("description").asText()).as(o.path("operationId").asText()).isNotBlank();
            assertThat(o.path("parameters")).allSatisfy(p -> assertThat(p.has("$ref") || p.has("description") && p.has("example")).as(p.toString()).isTrue());
        });
    }

    @Test
    void schemaShouldBeDescribedAndHaveAnExampleAndSayHowLargeItsIntegersAre() throws IOException {
        // when
        JsonNode schemas = document().at("/components/schemas");

        // then
        schemas.fields().forEachRemaining(schema -> {
            assertThat(schema.getValue().path("description").asText()).as(schema.getKey()).isNotBlank();
            assertThat(schema.getValue().path("examples").isEmpty()).as("examples of " + schema.getKey()).isFalse();
            schema.getValue().path("properties").fields().forEachRemaining(property -> {
                String name = schema.getKey() + "." + property.getKey();
                JsonNode p = property.getValue();
                assertThat(p.has("description") || p.has("$ref")).as("a description of " + name).isTrue();
                assertThat(p.has("enum") || p.has("properties") || p.path("items").has("properties")).as(name + " has no name of its own").isFalse();
                assertThat(!p.path("type").toString().contains("integer") || p.path("format").asText().startsWith("int")).as("format of " + name).isTrue();
            });
        });
    }

    private JsonNode document() throws IOException {
        return yaml.readTree(new File("src/main/resources/openapi.yaml"));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(f -> f.toString().endsWith(".java") && !f.toString().contains("/sandbox/")).toList();
        }
    }
}
