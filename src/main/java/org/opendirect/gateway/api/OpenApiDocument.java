package org.opendirect.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code GET /openapi.json}: the hand-written document, as JSON. */
public final class OpenApiDocument {

    private static final Logger log = LoggerFactory.getLogger(OpenApiDocument.class);

    /** Read once, when it is first needed. */
    private static final class Document {
        static final JsonNode TREE = read();
    }

    public JsonNode json() {
        return Document.TREE;
    }

    /** What the document declares of each operation. */
    ApiOperations operations() {
        return new ApiOperations(() -> Document.TREE);
    }

    /** So that no caller waits until the document has been read. */
    public void prepare() {
        log.debug("The document has {} paths", Document.TREE.path("paths").size());
    }

    private static JsonNode read() {
        try (InputStream yaml = OpenApiDocument.class.getResourceAsStream("/openapi.yaml")) {
            return new YAMLMapper().readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
