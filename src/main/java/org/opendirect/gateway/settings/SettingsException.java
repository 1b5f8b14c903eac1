package org.opendirect.gateway.settings;

/** A setting that stops the start. Its message is the one line that is shown. */
public final class SettingsException extends RuntimeException {

    /** @param line all that is said */
    SettingsException(String line) {
        super(line, null, false, false);
    }

    /** @param value as it was given; credentials in a URL are not shown */
    public SettingsException(String property, Object value, String allowed) {
        super("Wrong setting: " + property + " = " + (value == null ? null : value.toString().replaceAll("//\\S*@", "//(credentials)@"))
                + " (allowed: " + allowed + ")", null, false, false);
    }
}
