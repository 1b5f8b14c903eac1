package org.opendirect.gateway.bench;

import java.util.Locale;

/** A report as it grows, line by line. */
final class Markdown {

    private final StringBuilder text = new StringBuilder();

    /** Without values the line stands as it is. */
    void line(String format, Object... values) {
        text.append(values.length == 0 ? format : format(format, values)).append('\n');
    }

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
