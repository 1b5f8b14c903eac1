package org.opendirect.gateway.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Says in one line where a text stops being JSON, YAML or CSV, and quotes no more of the text than a word. */
public final class Unreadable {

    private static final int LONGEST_QUOTE = 40;
    /** Names of switches and types: in parentheses, in backticks with what leads to them, and how a source is shown. */
    private static final Pattern FOR_PROGRAMMERS = Pattern.compile("\\s*\\(start marker at (?:[^()]|\\([^()]*\\))*\\)|\\s*\\((?:[^()]|\\([^()]*\\))*(?:Feature|enabled)(?:[^()]|\\([^()]*\\))*\\)"
            + "|: enable `[^`]*`[^;:]*|,? (?:from|see) `[^`]*`|`[^`]*`|\\n at \\[Source:.*", Pattern.DOTALL);

    /** what a library quotes; the text may be long, and is somebody else's */
    private static final Pattern QUOTED = Pattern.compile("'([^']{" + LONGEST_QUOTE + "})[^']+'|\"([^\"]{" + LONGEST_QUOTE + "})[^\"]+\"");
    private static final Pattern LONG_WORD = Pattern.compile("(\\S{" + LONGEST_QUOTE + "})\\S+");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]");

    private Unreadable() {
    }

    public static String inWords(IOException e) {
        if (e instanceof JsonProcessingException json) {
            Map<String, Object> at = place(e);
            String where = at.isEmpty() ? "" : "line " + at.get("line") + ", column " + at.get("column") + ": ";
            String message = plain(said(json));
            return where + (message.length() > 300 ? message.substring(0, 300) + "…" : message);
        }
        return e.getMessage() == null ? "cannot be read" : plain(e.getMessage());
    }

    /** The message of a YAML exception also shows the lines around the fault; those stay where they are. */
    private static String said(JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblem() != null) {
            return yaml.getProblem();
        }
        String message = String.valueOf(e.getOriginalMessage());
        if (message.startsWith("Trailing token")) {
            return "something follows the end of the text's one value";
        }
        return e.getCause() instanceof YAMLException ? message.lines().findFirst().orElse("cannot be read") : message;
    }

    /** Without what a library says to those who program with it, in one line. */
    private static String plain(String message) {
        String told = FOR_PROGRAMMERS.matcher(message).replaceAll("").trim();
        String brief = QUOTED.matcher(told).replaceAll(q -> Matcher.quoteReplacement(q.group(1) == null ? '"' + q.group(2) + "…\"" : "'" + q.group(1) + "…'"));
        return CONTROL.matcher(LONG_WORD.matcher(brief).replaceAll("$1…").replaceAll("\\s*\\R\\s*", " ")).replaceAll("?");
    }

    /** Line and column for programs; null when the text gives none. */
    public static Map<String, Object> place(IOException e) {
        if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
            // Jackson's own location is where the value before it ends
            return Map.of("line", yaml.getProblemMark().getLine() + 1, "column", yaml.getProblemMark().getColumn() + 1);
        }
        if (e instanceof JsonProcessingException json && json.getLocation() != null && json.getLocation().getLineNr() > 0) {
            return Map.of("line", json.getLocation().getLineNr(), "column", json.getLocation().getColumnNr());
        }
        return Map.of();
    }
}
