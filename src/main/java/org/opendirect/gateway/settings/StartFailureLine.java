package org.opendirect.gateway.settings;

import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Says why a start has failed in one line, instead of Boot's page: what is wrong with the settings, or where nothing of them is known to be
 * wrong, the cause. With {@code --debug} the latter is left to Boot, which tells all that is known.
 */
final class StartFailureLine implements SpringBootExceptionReporter, Ordered {

    private static final int LONGEST = 300;

    private final boolean debug;

    /** @param context null when the start has failed before there was one */
    StartFailureLine(ConfigurableApplicationContext context) {
        this.debug = context != null && context.getEnvironment().containsProperty("debug");
    }

    @Override
    public boolean reportException(Throwable failure) {
        String line = lineFor(failure);
        if (line == null && debug) {
            return false;
        }
        System.err.println(line == null ? unknown(failure) : line);
        return true;
    }

    private static String unknown(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String all = String.valueOf(cause.getMessage()).lines().map(String::trim).filter(l -> !l.isEmpty()).collect(Collectors.joining(" "));
        String said = all.length() > LONGEST ? all.substring(0, LONGEST) + "…" : all;
        return "The gateway cannot start: " + cause.getClass().getSimpleName() + ": " + said + " (with --debug all that is known is told)";
    }

    static String lineFor(Throwable failure) {
        String line = null;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SettingsException) {
                return t.getMessage();
            }
            if (t instanceof UnboundConfigurationPropertiesException unbound) {
                ConfigurationProperty first = unbound.getUnboundProperties().iterator().next();
                String name = first.getName().toString();
                return SettingsCheck.notYetBelow(name).orElseGet(() ->
                        new SettingsException(name, "(set)", "no setting has this name, see docs/settings.md")).getMessage();
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
                line = SettingsCheck.notYetBelow(name).orElseGet(() -> new SettingsException(name, shown(name, bind.getProperty().getValue()),
                        allowed(bind.getTarget().getType().toString()))).getMessage();
            }
        }
        return line;
    }

    /** The gateway's own types are described elsewhere. */
    private static String allowed(String type) {
        if (type.contains("opendirect") || type.contains("<")) {
            return "see docs/settings.md";
        }
        String kind = type.replaceAll(".*\\.", "").toLowerCase(Locale.ROOT);
        return switch (kind) {
            case "duration" -> "a duration such as 2s, 500ms or 15m";
            case "datasize" -> "a size such as 512KB or 8MB";
            case "boolean" -> "true or false";
            case "int", "integer", "long" -> "a whole number";
            case "bigdecimal" -> "a number such as 0.5";
            default -> "a value of type " + kind;
        };
    }

    private static Object shown(String name, Object value) {
        return name.matches(".*(token|key|password|secret).*") ? "(not shown)" : value;
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
