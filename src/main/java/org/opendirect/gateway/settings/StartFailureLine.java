package org.opendirect.gateway.settings;

import java.util.Locale;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Says what was wrong with the settings in one line, instead of Boot's page. Every other failure is left to Boot. */
final class StartFailureLine implements SpringBootExceptionReporter, Ordered {

    StartFailureLine(ConfigurableApplicationContext context) {
        // Boot hands the context to every reporter; this one needs only the failure
    }

    @Override
    public boolean reportException(Throwable failure) {
        String line = lineFor(failure);
        if (line == null) {
            return false;
        }
        System.err.println(line);
        return true;
    }

    static String lineFor(Throwable failure) {
        String line = null;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SettingsException) {
                return t.getMessage();
            }
            if (t instanceof UnboundConfigurationPropertiesException unbound) {
                ConfigurationProperty first = unbound.getUnboundProperties().iterator().next();
                return new SettingsException(first.getName().toString(), "(set)", "no setting has this name, see docs/settings.md").getMessage();
            }
            if (t instanceof PortInUseException port) {
                return new SettingsException("server.port", port.getPort(), "a port that nobody else uses").getMessage();
            }
            if (t instanceof MarkedYAMLException yaml) {
                return "Wrong settings file: line " + (yaml.getProblemMark().getLine() + 1) + ", column " + (yaml.getProblemMark().getColumn() + 1)
                        + ": " + yaml.getProblem();
            }
            if (t instanceof BindException bind && bind.getProperty() != null) {
                String name = bind.getProperty().getName().toString();
                line = new SettingsException(name, shown(name, bind.getProperty().getValue()),
                        allowed(bind.getTarget().getType().toString())).getMessage();
            }
        }
        return line;
    }

    /** {@code java.time.Duration} is a duration; the gateway's own types are described elsewhere. */
    private static String allowed(String type) {
        return type.contains("opendirect") || type.contains("<") ? "see docs/settings.md" : "a value of type " + type.replaceAll(".*\\.", "").toLowerCase(Locale.ROOT);
    }

    private static Object shown(String name, Object value) {
        return name.matches(".*(token|key|password|secret).*") ? "(not shown)" : value;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
