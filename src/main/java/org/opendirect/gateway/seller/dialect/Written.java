package org.opendirect.gateway.seller.dialect;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.core.json.UTF8JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.opendirect.gateway.json.Json;

/**
 * The JSON of something that does not change: kept from the second time it is written on, since what is shown twice is shown often. It
 * says nothing that its owner does not say, so all of them are equal.
 */
public final class Written {

    private volatile boolean before;
    private volatile SerializableString json;

    /** Writes the JSON of the owner. */
    interface Writer {
        void write(JsonGenerator json) throws IOException;
    }

    /** Writes what is kept, or has it written and, the second time, kept. */
    void write(JsonGenerator to, Writer writer) throws IOException {
        if (!(to instanceof UTF8JsonGenerator)) {
            // it goes into a tree, which must not have raw text in it
            writer.write(to);
            return;
        }
        SerializableString kept = json;
        if (kept == null && before) {
            // as bytes, as it was written the first time: as a text half a character would stay as it is, and could not be written at all
            var bytes = new ByteArrayOutputStream();
            try (JsonGenerator once = Json.mapper().createGenerator(bytes)) {
                writer.write(once);
            }
            kept = new SerializedString(bytes.toString(StandardCharsets.UTF_8));
            json = kept;
        }
        if (kept == null) {
            before = true;
            writer.write(to);
        } else {
            to.writeRawValue(kept);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Written;
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "";
    }
}
