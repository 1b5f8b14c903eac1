package org.opendirect.gateway.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/** Validates the settings as soon as they are read, before a port or a database is opened. */
final class EarlyValidationListener implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {

    private static final String ROUTES = "camel.main.routes-include-pattern";
    /** the folder of a pattern for files, where that has no wildcard itself */
    private static final Pattern FOLDER = Pattern.compile("file:([^*?]+)/[^/]*");

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        var env = event.getEnvironment();
        checkWords(event.getArgs());
        SettingsFiles.check(env);
        Binder.get(env).bindOrCreate("gateway", Bindable.of(GatewaySettings.class), new ValidationBindHandler(
                new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter()),
                new PropertiesValidator()));
        checkAddress(env.getProperty("server.address"));
        String port = env.getProperty("server.port", "8080");
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65535) {
            throw new SettingsException("server.port", port, "a port number from 0 to 65535, 0 for any free one");
        }
        checkRoutes(env.getProperty(ROUTES, ""));
    }

    /** Without callers' keys nobody but this machine may call. */
    static void checkAddress(String address) {
        boolean loopback;
        try {
            loopback = address != null && !address.isBlank() && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            loopback = false;
        }
        if (!loopback) {
            throw new SettingsException("server.address", address, "a loopback address such as 127.0.0.1");
        }
    }

    /** Boot passes over all that does not begin with two hyphens. */
    private static void checkWords(String... args) {
        Arrays.stream(args).filter(a -> !a.startsWith("--")).findFirst().ifPresent(word -> {
            throw new SettingsException("Unknown command: " + word.replaceAll("\\p{Cntrl}", "?")
                    + " (known: none, which starts the gateway; doctor <url>; settings are given as --name=value)");
        });
    }

    /** Camel starts without a folder of flows as if there were none to be had, or says only its name. */
    private static void checkRoutes(String patterns) {
        for (String pattern : patterns.split(",")) {
            Matcher folder = FOLDER.matcher(pattern.trim());
            if (folder.matches() && !Files.isDirectory(Path.of(folder.group(1)))) {
                throw new SettingsException(ROUTES, pattern, "a folder that is there; " + Path.of(folder.group(1)).toAbsolutePath()
                        + " is not: the gateway is started in the folder that holds routes/");
            }
        }
    }

    /** After everything that reads settings from files and the environment. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
