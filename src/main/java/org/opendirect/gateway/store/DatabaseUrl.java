package org.opendirect.gateway.store;

import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.PropertiesValidator;
import org.opendirect.gateway.settings.SettingsException;

/**
 * The database that the data source was made for.
 *
 * @param setting the property that a person would change: {@code gateway.store.url}, unless
 *                {@code spring.datasource.url} overrides it
 */
public record DatabaseUrl(String value, String setting) {

    private static final String SQLITE = "jdbc:sqlite:";

    static DatabaseUrl of(String url, GatewaySettings.Store defaults) {
        String setting = defaults.url().equals(url) ? "gateway.store.url" : "spring.datasource.url";
        PropertiesValidator.requireDatabaseUrl(setting, url);
        return new DatabaseUrl(url, setting);
    }

    boolean isSqlite() {
        return value.startsWith(SQLITE);
    }

    /** The file of a SQLite URL, as it is written there; blank or beginning with a colon where it is none on disk. */
    String sqliteFile() {
        return value.substring(SQLITE.length()).replaceAll("\\?.*", "");
    }

    SettingsException wrong(String allowed) {
        return new SettingsException(setting, this, allowed);
    }

    /** Without what is secret in it. */
    @Override
    public String toString() {
        return SettingsException.withoutCredentials(value);
    }
}
