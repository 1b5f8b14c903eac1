package org.opendirect.gateway.settings;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * A start that failed on the settings: each wrong one in a line with its value, what is allowed, and where it stands.
 * Comes before Boot's analyzers, which would show a value that may be a credential.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ConfigurationFailureAnalyzer implements FailureAnalyzer {

    private static final String ACTION = "Correct the settings; docs/settings.md describes each.";

    @Override
    public FailureAnalysis analyze(Throwable failure) {
        List<String> lines = Stream.iterate(failure, t -> t != null, Throwable::getCause)
                .map(ConfigurationFailureAnalyzer::lines)
                .filter(l -> !l.isEmpty()).reduce((outer, inner) -> inner).orElse(List.of());
        // without the cause: when a file of settings cannot be read, the log has no levels yet and would show it whole
        return lines.isEmpty() ? null : new FailureAnalysis(String.join("\n", lines), ACTION, null);
    }

    private static List<String> lines(Throwable cause) {
        if (cause instanceof SettingsException wrong) {
            return List.of(wrong.getMessage());
        }
        if (cause instanceof BindValidationException invalid) {
            ValidationErrors errors = invalid.getValidationErrors();
            return errors.getAllErrors().stream().map(e -> line(e, errors)).toList();
        }
        if (cause instanceof UnboundConfigurationPropertiesException unknown) {
            return unknown.getUnboundProperties().stream().map(ConfigurationFailureAnalyzer::unknown).toList();
        }
        if (cause instanceof BindException unbindable && unbindable.getProperty() != null) {
            return List.of(unbindable(unbindable.getProperty(), unbindable.getTarget().getType().toString()));
        }
        if (cause instanceof MarkedYAMLException yaml) {
            return List.of("Wrong settings file: line " + (yaml.getProblemMark().getLine() + 1) + ", column "
                    + (yaml.getProblemMark().getColumn() + 1) + ": " + yaml.getProblem());
        }
        return List.of();
    }

    private static String line(ObjectError error, ValidationErrors all) {
        var name = ConfigurationPropertyName.of(all.getName() + "." + ((FieldError) error).getField());
        return error.getDefaultMessage() + all.getBoundProperties().stream().filter(p -> p.getName().equals(name))
                .findFirst().map(p -> at(p.getOrigin())).orElse("");
    }

    private static String unknown(ConfigurationProperty property) {
        return notYetOr(property.getName(), "(set)", "no setting has this name, see docs/settings.md")
                + at(property.getOrigin());
    }

    private static String unbindable(ConfigurationProperty property, String type) {
        boolean secret = property.getName().toString().matches(".*(token|key|password|secret).*");
        return notYetOr(property.getName(), secret ? "(not shown)" : property.getValue(), allowed(type))
                + at(property.getOrigin());
    }

    private static String notYetOr(ConfigurationPropertyName name, Object value, String allowed) {
        return PropertiesValidator.notYetBelow(name.toString())
                .orElseGet(() -> new SettingsException(name.toString(), value, allowed)).getMessage();
    }

    private static String at(Origin origin) {
        return origin == null ? "" : " in " + origin;
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
}
