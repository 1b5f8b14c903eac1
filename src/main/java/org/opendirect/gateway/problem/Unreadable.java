package org.opendirect.gateway.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Map;

/** Says where a text stops being JSON, YAML or CSV, without quoting the text. */
public final class Unreadable {

    private Unreadable() {
    }

    public static String inWords(IOException e) {
        if (e instanceof JsonProcessingException json) {
            JsonLocation at = json.getLocation();
            String where = at == null || at.getLineNr() < 1 ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
            String message = json.getOriginalMessage();
            return where + (message.length() > 300 ? message.substring(0, 300) + "…" : message);
        }
        return e.getMessage() == null ? "cannot be read" : e.getMessage();
    }

    /** Line and column for programs; null when the text gives none. */
    public static Map<String, Object> place(IOException e) {
        if (e instanceof JsonProcessingException json && json.getLocation() != null && json.getLocation().getLineNr() > 0) {
            return Map.of("line", json.getLocation().getLineNr(), "column", json.getLocation().getColumnNr());
        }
        return Map.of();
    }
}
