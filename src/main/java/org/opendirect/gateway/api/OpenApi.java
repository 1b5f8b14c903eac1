package org.opendirect.gateway.api;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.apache.camel.Exchange;
import org.opendirect.gateway.json.Json;

/** {@code GET /openapi.json}: the hand-written document, as JSON. */
public final class OpenApi {

    private volatile byte[] json;

    public void document(Exchange exchange) {
        if (json == null) {
            json = read();
        }
        Answers.write(exchange.getMessage(), 200, Answers.JSON, json);
    }

    /** Read when first asked for: most processes never are. */
    private static byte[] read() {
        try (InputStream yaml = OpenApi.class.getResourceAsStream("/openapi.yaml")) {
            return Json.bytes(new YAMLMapper().readTree(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
