package org.opendirect.gateway.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The places in which Boot looks for files of settings. What has such a file's name and is none, a folder or a link that leads nowhere, Boot
 * passes over: the gateway would start without the settings that somebody has put there.
 */
final class SettingsFiles {

    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".properties", ".xml");

    private SettingsFiles() {
    }

    static void check(ConfigurableEnvironment env) {
        for (Path folder : folders(env)) {
            refuse(folder, Files.isSymbolicLink(folder) && !Files.exists(folder));
            for (String name : env.getProperty("spring.config.name", "application").split(",")) {
                Stream.concat(Stream.of(""), Arrays.stream(env.getActiveProfiles()).map(p -> "-" + p)).forEach(profile ->
                        ENDINGS.forEach(ending -> checkFile(folder.resolve(name.trim() + profile + ending))));
            }
        }
    }

    private static void checkFile(Path file) {
        refuse(file, Files.isDirectory(file) || Files.isSymbolicLink(file) && !Files.exists(file));
    }

    private static void refuse(Path file, boolean wrong) {
        if (wrong) {
            throw new SettingsException("Wrong settings file: " + file + " is " + (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) ? "a folder"
                    : Files.isDirectory(file) ? "a link to a folder" : "a link that leads nowhere")
                    + ": put the file with the settings there, or take it away");
        }
    }

    private static List<Path> folders(ConfigurableEnvironment env) {
        var folders = new ArrayList<Path>();
        if (!env.containsProperty("spring.config.location")) {
            folders.addAll(List.of(Path.of(""), Path.of("config")));
            folders.addAll(below(Path.of("config")));
        }
        for (String name : List.of("spring.config.location", "spring.config.additional-location")) {
            for (String location : env.getProperty(name, "").split("[,;]")) {
                String path = location.trim().replaceFirst("^optional:", "").replaceFirst("^file:(//(?=/))?", "");
                // others are read from elsewhere, or name a file, and Boot says itself that it is not there
                if (path.endsWith("/") && !path.contains("*") && !path.startsWith("classpath:")) {
                    folders.add(Path.of(path));
                }
            }
        }
        return folders;
    }

    private static List<Path> below(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new SettingsException("Wrong settings file: the folder " + folder + " cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }
}
