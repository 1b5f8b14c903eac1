package org.opendirect.gateway.store;

import com.zaxxer.hikari.HikariDataSource;
import java.util.regex.Pattern;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.SettingsException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** What the gateway sets of Boot's connection pool that depends on the database, once its properties are bound. */
record ConnectionPoolDefaults(ObjectProvider<GatewaySettings> settings) implements BeanPostProcessor {

    /** a change holds one, while another reads */
    private static final int MIN_CONNECTIONS = 2;

    /** @throws SettingsException where the pool is too small */
    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool) {
            if (pool.getMaximumPoolSize() < MIN_CONNECTIONS) {
                throw new SettingsException("spring.datasource.hikari.maximum-pool-size", pool.getMaximumPoolSize(),
                        "a whole number, at least " + MIN_CONNECTIONS);
            }
            String url = String.valueOf(pool.getJdbcUrl());
            if (url.startsWith("jdbc:postgresql:") && pool.getConnectionInitSql() == null) {
                // the server drops a gateway that freezes in a transaction: by itself it would keep the rows locked
                pool.setConnectionInitSql("set idle_in_transaction_session_timeout = "
                        + settings.getObject().store().idleInTransaction().toMillis());
            } else if (url.startsWith("jdbc:sqlite:")) {
                // the URL wins, as it does in PostgreSQL's driver
                pool.getDataSourceProperties().keySet().removeIf(key ->
                        Pattern.compile("[?&]" + Pattern.quote((String) key) + "=").matcher(url).find());
            }
        }
        return bean;
    }
}
