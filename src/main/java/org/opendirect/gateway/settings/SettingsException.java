package org.opendirect.gateway.settings;

/** A setting that stops the start. Its message is the one line that is shown. */
public final class SettingsException extends RuntimeException {

    /** empty where it is not about a single setting */
    private final String property;

    /** @param line all that is said */
    SettingsException(String line) {
        super(line, null, false, false);
        this.property = "";
    }

    /** @param value as it was given; credentials in a URL are not shown */
    public SettingsException(String property, Object value, String allowed) {
        super("Wrong setting: " + property + " = " + (value == null ? null : withoutCredentials(value.toString()))
                + " (allowed: " + allowed + ")", null, false, false);
        this.property = property;
    }

    String property() {
        return property;
    }

    /** A URL without the credentials that it may hold. */
    public static String withoutCredentials(String url) {
        return url.replaceAll("(?i)password=[^&]*", "password=(set)").replaceAll("//\\S*@", "//(credentials)@");
    }
}
