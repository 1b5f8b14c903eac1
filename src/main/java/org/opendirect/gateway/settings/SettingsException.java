package org.opendirect.gateway.settings;

/** A setting that stops the start. Its message is the one line that is shown. */
public final class SettingsException extends RuntimeException {

    public SettingsException(String property, Object value, String allowed) {
        super("Wrong setting: " + property + " = " + value + " (allowed: " + allowed + ")", null, false, false);
    }
}
