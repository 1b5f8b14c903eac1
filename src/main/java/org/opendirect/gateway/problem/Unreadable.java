package org.opendirect.gateway.problem;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;

/** Says where a text stops being JSON, YAML or CSV, without quoting the text. */
public final class Unreadable {

    /** Names of switches and types: in parentheses, in backticks with what leads to them, and how a source is shown. */
    private static final Pattern FOR_PROGRAMMERS = Pattern.compile("\\s*\\(start marker at [^)]*\\)|\\s*\\((?:[^()]|\\([^()]*\\))*(?:Feature|enabled)(?:[^()]|\\([^()]*\\))*\\)"
            + "|: enable `[^`]*`[^;:]*|,? (?:from|see) `[^`]*`|`[^`]*`|\\n at \\[Source:.*", Pattern.DOTALL);

    private Unreadable() {
    }

    public static String inWords(IOException e) {
        if (e instanceof JsonProcessingException json) {
            JsonLocation at = json.getLocation();
            String where = at == null || at.getLineNr() < 1 ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
            String message = plain(json.getOriginalMessage());
            return where + (message.length() > 300 ? message.substring(0, 300) + "…" : message);
        }
        return e.getMessage() == null ? "cannot be read" : e.getMessage();
    }

    /** Without what a library says to those who program with it. */
    private static String plain(String message) {
        return FOR_PROGRAMMERS.matcher(message).replaceAll("").trim();
    }

    /** Line and column for programs; null when the text gives none. */
    public static Map<String, Object> place(IOException e) {
        if (e instanceof JsonProcessingException json && json.getLocation() != null && json.getLocation().getLineNr() > 0) {
            return Map.of("line", json.getLocation().getLineNr(), "column", json.getLocation().getColumnNr());
        }
        return Map.of();
    }
}
