package org.opendirect.gateway.doctor;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.opendirect.gateway.settings.Secret;
import org.springframework.boot.convert.DurationStyle;

/**
 * What was said on the command line.
 *
 * @param html file to write the page to; empty for none
 */
record DoctorOptions(String url, Secret token, Secret apiKey, String accountId, Errand errand, Duration timeout, boolean json, String html) {

    private static final Set<String> WITH_VALUE = Set.of("--token", "--api-key", "--account-id", "--advertiser", "--product", "--timeout", "--html");
    private static final Set<String> FLAGS = Set.of("--book", "--json");
    private static final String DEFAULT_TIMEOUT = "5s";

    /** The command cannot be understood; the message is one line, and shows no value that may be a credential. */
    static final class WrongUseException extends RuntimeException {
        WrongUseException(String message) {
            super(message, null, false, false);
        }
    }

    static DoctorOptions of(List<String> args, Map<String, String> environment) {
        var values = new HashMap<String, String>();
        var flags = new HashSet<String>();
        String url = null;
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (WITH_VALUE.contains(arg)) {
                if (i + 1 == args.size() || args.get(i + 1).startsWith("--")) {
                    throw new WrongUseException(arg + " needs a value");
                }
                i++;
                values.put(arg, args.get(i));
            } else if (FLAGS.contains(arg)) {
                flags.add(arg);
            } else if (arg.startsWith("-")) {
                throw new WrongUseException("unknown option " + arg.replaceAll("=.*", ""));
            } else if (url != null) {
                throw new WrongUseException("one seller at a time: give one URL");
            } else {
                url = arg;
            }
        }
        if (List.of(".", "..").contains(values.getOrDefault("--product", ""))) {
            throw new WrongUseException("--product " + values.get("--product") + ": not usable as an id");
        }
        if (url == null) {
            throw new WrongUseException("which seller? give its base URL");
        }
        return new DoctorOptions(url, Secret.valueOf(values.getOrDefault("--token", environment.get("OPENDIRECT_TOKEN"))),
                Secret.valueOf(values.getOrDefault("--api-key", environment.get("OPENDIRECT_API_KEY"))), values.getOrDefault("--account-id", ""),
                new Errand(flags.contains("--book"), values.get("--product"), values.get("--advertiser")), timeout(values.getOrDefault("--timeout", DEFAULT_TIMEOUT)),
                flags.contains("--json"), page(values.getOrDefault("--html", "")));
    }

    boolean hasCredential() {
        return token.isPresent() || apiKey.isPresent();
    }

    private static Duration timeout(String text) {
        try {
            Duration timeout = DurationStyle.detectAndParse(text);
            if (!timeout.isNegative() && !timeout.isZero()) {
                return timeout;
            }
        } catch (IllegalArgumentException e) {
            // said below, together with durations that are none to wait for
        }
        throw new WrongUseException("--timeout " + text + ": a duration above 0, such as 5s");
    }

    /** Said before the walk rather than after it. */
    private static String page(String file) {
        try {
            if (file.isEmpty() || !Files.isDirectory(Path.of(file)) && Files.isDirectory(Path.of(file).toAbsolutePath().getParent())) {
                return file;
            }
        } catch (InvalidPathException e) {
            // said below
        }
        throw new WrongUseException("--html " + file + ": a file in a folder that exists");
    }
}
