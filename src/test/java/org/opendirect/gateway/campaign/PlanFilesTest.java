package org.opendirect.gateway.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.FileConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.TestSettings;

/** What becomes of a file while it is taken. */
class PlanFilesTest {

    @TempDir
    private Path plans;

    @Test
    void aFileThatIsDroppedWhileOneOfItsNameIsTakenComesNext() throws IOException {
        Path inbox = Files.createDirectory(plans.resolve("inbox"));
        Files.writeString(inbox.resolve("a.json"), "{older");

        take(files(problem -> {
            write(inbox.resolve("a.json"), "{newer");
            return new byte[0];
        }), "a.json");

        assertThat(inbox.resolve("a.json")).hasContent("{newer");
        assertThat(plans.resolve("rejected/a.json")).hasContent("{older");
        assertThat(names(inbox)).containsExactly("a.json");
    }

    @Test
    void aFileThatCannotBeTakenIsThereAgainAlsoBesideANewerOne() throws IOException {
        Path inbox = Files.createDirectory(plans.resolve("inbox"));
        Files.writeString(inbox.resolve("a.json"), "{older");

        assertThatThrownBy(() -> take(files(problem -> {
            write(inbox.resolve("a.json"), "{newer");
            throw new IllegalStateException("the disk is full");
        }), "a.json")).hasMessage("the disk is full");

        assertThat(inbox.resolve("a.json")).hasContent("{newer");
        assertThat(inbox.resolve("a~2.json")).hasContent("{older");
        assertThat(names(inbox)).containsExactlyInAnyOrder("a.json", "a~2.json");
    }

    @Test
    void whatAGatewayHadTakenWhenItWasKilledIsInTheInboxAfterTheNextStart() throws IOException {
        Path inbox = Files.createDirectory(plans.resolve("inbox"));
        Files.writeString(inbox.resolve(".taken-1000-abc-a.yaml"), "a: 1");
        Files.writeString(inbox.resolve(".hidden.yaml"), "b: 1");

        files(problem -> new byte[0]);

        assertThat(inbox.resolve("a.yaml")).hasContent("a: 1");
        assertThat(names(inbox)).containsExactlyInAnyOrder("a.yaml", ".hidden.yaml");
    }

    /** No text here can be read, so nothing comes to the database. */
    private PlanFiles files(Function<Problem, byte[]> problems) {
        GatewaySettings settings = TestSettings.defaults();
        var sellers = new SellerDirectory(settings, new SellerDirectory.Variables("", Secret.valueOf(""), Secret.valueOf(""), ""));
        var campaigns = new Campaigns(null, null, null, null, new PlanReader(sellers, settings, Set.of(), Clock.systemUTC()), null, Clock.systemUTC());
        return new PlanFiles(null, campaigns, Clock.systemUTC(), plans.resolve("inbox"), 1_000, problems);
    }

    private void take(PlanFiles files, String name) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setHeader(Exchange.FILE_NAME_ONLY, name);
        exchange.getMessage().setHeader(FileConstants.FILE_ABSOLUTE_PATH, plans.resolve("inbox/./" + name).toString());
        files.take(exchange);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }
}
