package org.opendirect.gateway.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
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
import org.opendirect.gateway.SettableClock;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.TestSettings;
import org.slf4j.LoggerFactory;

/** What becomes of a file while it is taken. */
class PlanFilesTest {

    @TempDir
    private Path plans;
    private final SettableClock clock = new SettableClock();

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

        take(files(problem -> {
            write(inbox.resolve("a.json"), "{newer");
            throw new IllegalStateException("the disk is full");
        }), "a.json");

        assertThat(inbox.resolve("a.json")).hasContent("{newer");
        assertThat(inbox.resolve("a~2.json")).hasContent("{older");
        assertThat(names(inbox)).containsExactlyInAnyOrder("a.json", "a~2.json");
    }

    @Test
    void whatAGatewayHadTakenWhenItWasKilledIsInTheInboxAfterTheNextStart() throws IOException {
        Path inbox = Files.createDirectory(plans.resolve("inbox"));
        Files.writeString(Files.createDirectory(inbox.resolve(".taken-1000-abc")).resolve("a.yaml"), "a: 1");
        Files.createDirectory(inbox.resolve(".taken-1000-abd"));
        Files.writeString(inbox.resolve(".taken-1000-abc-b.yaml"), "of an earlier version");
        Files.writeString(inbox.resolve(".hidden.yaml"), "b: 1");

        files(problem -> new byte[0]);

        assertThat(inbox.resolve("a.yaml")).hasContent("a: 1");
        assertThat(names(inbox)).containsExactlyInAnyOrder("a.yaml", "b.yaml", ".hidden.yaml");
    }

    @Test
    void fileShouldStayAndBeSpokenOfAtGrowingIntervalsWhenItCannotBeMoved() throws IOException {
        // given
        Path inbox = Files.createDirectory(plans.resolve("inbox"));
        Files.writeString(inbox.resolve("a.json"), "{");
        PlanFiles files = files(problem -> {
            throw new IllegalStateException("the disk is full");
        });
        var said = new ListAppender<ILoggingEvent>();
        said.start();
        var logger = (Logger) LoggerFactory.getLogger(PlanFiles.class);
        logger.addAppender(said);

        // when
        for (int poll = 0; poll < 4 * 600; poll++) {
            for (FileName name : files.dropped()) {
                Exchange exchange = new DefaultExchange(new DefaultCamelContext());
                exchange.getMessage().setBody(name);
                files.take(exchange);
            }
            clock.forward(Duration.ofMillis(250));
        }

        // then
        logger.detachAppender(said);
        assertThat(said.list).as("in ten minutes").hasSizeBetween(1, 5).extracting(ILoggingEvent::getFormattedMessage)
                .allMatch(m -> m.contains("a.json cannot be taken") && m.contains("the disk is full"));
        assertThat(names(inbox)).containsExactly("a.json");
    }

    @Test
    void fileShouldBeRejectedWhenTheGatewayMayNotReadIt() throws IOException {
        // given
        Path inbox = Files.createDirectory(plans.resolve("inbox"));
        Path file = Files.writeString(inbox.resolve("a.json"), "{}");
        Files.setPosixFilePermissions(file, Set.of());
        assumeThat(Files.isReadable(file)).as("root reads everything").isFalse();

        // when
        take(files(problem -> problem.detail().getBytes(StandardCharsets.UTF_8)), "a.json");

        // then
        assertThat(plans.resolve("rejected/a.json")).exists();
        assertThat(plans.resolve("rejected/a.json.problems.json")).content().contains("may not read it");
    }

    /** No text here can be read, so nothing comes to the database. */
    private PlanFiles files(Function<Problem, byte[]> problems) {
        GatewaySettings settings = TestSettings.defaults();
        var sellers = new SellerDirectory(settings, new SellerDirectory.Variables("", Secret.valueOf(""), Secret.valueOf(""), ""));
        var campaigns = new Campaigns(null, null, null, null, new PlanReader(sellers, settings, Set.of(), Clock.systemUTC()), Clock.systemUTC());
        return new PlanFiles(null, campaigns, clock, plans.resolve("inbox"), new SettledFiles(Duration.ZERO), 1_000, problems);
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
