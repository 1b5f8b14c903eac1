package org.opendirect.gateway.doctor;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.settings.SettingsException;
import org.springframework.boot.logging.LoggingSystem;

/** {@code java -jar opendirect-gateway.jar doctor <url>}: a walk through one seller, without a server, a database or routes. */
public final class DoctorCommand {

    /** The first argument by which it is called. */
    public static final String NAME = "doctor";
    static final int HEALTHY = 0;
    static final int FAILED = 1;
    static final int WRONG_USE = 2;

    private static final String USAGE = """
            usage: java -jar opendirect-gateway.jar doctor <url> [options]
              --token T         bearer token; or the environment variable OPENDIRECT_TOKEN
              --api-key K       API key, used when there is no token; or OPENDIRECT_API_KEY
              --account-id A    the account to look into, and to order under
              --advertiser X    the advertiser to order for
              --product ID      the product to look at closely, and to book
              --book            also book a small line, and cancel it: on a test account
              --timeout 5s      of one call
              --json            the report as JSON
              --html FILE       the report as a page
            exit code: 0 no check failed, 1 a check failed or the seller cannot be reached, 2 wrong use""";

    private final PrintStream out;
    private final PrintStream err;
    private final Map<String, String> environment;

    DoctorCommand(PrintStream out, PrintStream err, Map<String, String> environment) {
        this.out = out;
        this.err = err;
        this.environment = environment;
    }

    /** Whether these are its arguments. */
    public static boolean isMeant(String[] args) {
        return args.length > 0 && args[0].equals(NAME);
    }

    /** Runs as a process of its own, without a log; answers the exit code. */
    public static int run(String[] args) {
        LoggingSystem.get(DoctorCommand.class.getClassLoader()).beforeInitialize();
        return new DoctorCommand(new PrintStream(System.out, true, StandardCharsets.UTF_8), System.err, System.getenv()).call(List.of(args).subList(1, args.length));
    }

    int call(List<String> args) {
        try {
            DoctorOptions options = DoctorOptions.of(args, environment);
            Report report = DoctorContext.examine(options, Clock.systemUTC(), name -> System.getProperty(name, environment.get(name)));
            show(report, options);
            return report.healthy() ? HEALTHY : FAILED;
        } catch (DoctorOptions.WrongUseException | SettingsException e) {
            err.println(e.getMessage());
            err.println(USAGE);
            return WRONG_USE;
        } catch (IOException e) {
            err.println("The page cannot be written: " + e.getMessage());
            return WRONG_USE;
        }
    }

    private void show(Report report, DoctorOptions options) throws IOException {
        if (options.json()) {
            out.println(Json.text(report.document()));
        } else {
            out.print(report.table());
            out.println();
            out.println("# to be put into application.yaml" + (options.hasCredential() ? "; the credential is left out" : ""));
            out.print(report.yaml());
        }
        if (!options.html().isEmpty()) {
            Files.writeString(Path.of(options.html()), report.html());
        }
        out.flush();
    }
}
