package org.opendirect.gateway.store;

import java.sql.SQLException;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.opendirect.gateway.settings.SettingsException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** A start that failed on the database: one that is not reached, opened, written to or migrated. */
@Order(0)
final class DatabaseFailureAnalyzer implements FailureAnalyzer {

    private static final String OURS = "gateway.store.url";
    private static final String URL = "spring.datasource.url";

    private final Environment env;

    DatabaseFailureAnalyzer(Environment env) {
        this.env = env;
    }

    @Override
    public FailureAnalysis analyze(Throwable failure) {
        boolean ofTheDatabase = Stream.iterate(failure, t -> t != null, Throwable::getCause)
                .anyMatch(t -> t instanceof SQLException || t instanceof FlywayException);
        if (!ofTheDatabase) {
            return null;
        }
        String url = env.getProperty(URL, "");
        String setting = url.equals(env.getProperty(OURS, url)) ? OURS : URL;
        var wrong = new SettingsException(setting, url, "a database that can be opened, read and written to; it said: "
                + StoreFaults.reason(failure));
        return new FailureAnalysis(wrong.getMessage(), "Make the database available, or name another one.", failure);
    }
}
