package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.LoggingExceptionHandler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opendirect.gateway.TakenLog;
import org.opendirect.gateway.campaign.PlanFileProcessor;
import org.opendirect.gateway.campaign.PlanFolders;
import org.opendirect.gateway.campaign.PlanInbox;
import org.opendirect.gateway.campaign.StableFileFilter;

/** With a folder; what makes campaigns of plans is replaced. */
class IngestPlanFilesRouteTest extends RouteTestSupport {

    private static final int MAX_BYTES = 1_000;

    @TempDir
    private Path plans;
    private Path inbox;
    private MockEndpoint submitted;

    IngestPlanFilesRouteTest() {
        super("ingest-plan-files");
    }

    @Override
    protected void bindToRegistry(Registry registry) throws IOException {
        inbox = Files.createDirectory(plans.resolve("inbox"));
        var filter = new StableFileFilter(Duration.ofMillis(100));
        registry.bind("stableFileFilter", filter);
        registry.bind("planInbox", new PlanInbox(inbox, filter, MAX_BYTES, Clock.systemUTC()));
        registry.bind("planFileProcessor", new PlanFileProcessor(null, null, Clock.systemUTC(), new PlanFolders(inbox, MAX_BYTES), MAX_BYTES,
                problem -> problem.detail().getBytes(StandardCharsets.UTF_8)));
        registry.bind("planFileExceptions", new LoggingExceptionHandler(context, PlanInbox.class, LoggingLevel.ERROR));
        setting("gateway.plans.inbox", inbox);
    }

    @BeforeEach
    void begin() throws Exception {
        load();
        submitted = getMockEndpoint("mock:submitted");
    }

    @Test
    void plansShouldBeSubmittedOldestFirstWhenTheyHaveSettled() throws Exception {
        // given
        submitting(exchange -> { });
        submitted.expectedBodiesReceived("first: 1", "second: 1", "third: 1");
        submitted.expectedHeaderValuesReceivedInAnyOrder(Exchange.FILE_NAME, "c.yaml", "b.yaml", "a.yml");
        Instant now = Instant.now();

        // when
        drop("a.yml", "third: 1", now.minusSeconds(10));
        drop("b.yaml", "second: 1", now.minusSeconds(20));
        drop("c.yaml", "first: 1", now.minusSeconds(30));

        // then
        submitted.assertIsSatisfied();
        emptyInbox();
    }

    @Test
    void planShouldBeSubmittedUnderItsNameWhenTheComponentCannotExpressIt() throws Exception {
        // given: as a URI, since no text of Java says what is not UTF-8
        submitting(exchange -> { });
        submitted.expectedHeaderReceived(Exchange.FILE_NAME, "/Fr%FChjahr.yaml");
        submitted.expectedBodiesReceived("a: 1");

        // when
        Files.writeString(Path.of(URI.create(inbox.toUri() + "Fr%FChjahr.yaml")), "a: 1");

        // then
        submitted.assertIsSatisfied();
        emptyInbox();
    }

    @Test
    void planShouldBeInRejectedWithItsProblemWhenItIsNone() throws Exception {
        // given
        start();

        // when
        drop("table.xlsx", "", Instant.now());
        drop("long.json", " ".repeat(1_001), Instant.now());

        // then
        for (String name : List.of("table.xlsx", "long.json")) {
            Awaitility.await(name).until(() -> Files.exists(plans.resolve("rejected/" + name)) && Files.exists(plans.resolve("rejected/" + name + ".problems.json")));
        }
        assertThat(plans.resolve("rejected/long.json")).hasContent(" ".repeat(1_001));
        assertThat(plans.resolve("rejected/long.json.problems.json")).hasContent("at most 1000 bytes are read");
        emptyInbox();
    }

    @Test
    void newerPlanShouldComeNextWhenItIsDroppedWhileOneOfItsNameIsTaken() throws Exception {
        // given
        submitting(exchange -> {
            if (submitted.getReceivedCounter() == 0) {
                drop("a.json", "newer", Instant.now());
            }
        });
        submitted.expectedBodiesReceived("older", "newer");

        // when
        drop("a.json", "older", Instant.now());

        // then
        submitted.assertIsSatisfied();
        emptyInbox();
    }

    @Test
    void planShouldBeBackBesideTheNewerAndTriedAgainWhenItCannotBeTaken() throws Exception {
        // given
        submitting(exchange -> {
            if (submitted.getReceivedCounter() == 0 && Files.notExists(inbox.resolve("a.json"))) {
                drop("a.json", "newer", Instant.now());
                throw new IllegalStateException("no database");
            }
        });
        submitted.expectedBodiesReceivedInAnyOrder("newer", "older");
        List<String> logged;

        // when
        try (var log = new TakenLog(PlanInbox.class)) {
            drop("a.json", "older", Instant.now());
            submitted.assertIsSatisfied();
            logged = log.messages();
        }

        // then
        assertThat(submitted.getExchanges()).extracting(e -> e.getMessage().getHeader(Exchange.FILE_NAME)).containsExactlyInAnyOrder("a.json", "a~2.json");
        assertThat(logged).singleElement().asString().contains("Plan file a.json cannot be taken", "no database", "will be tried again");
        emptyInbox();
    }

    @Test
    void sweptPlanShouldBeBackAndTriedAgainWhenItCannotBeTaken() throws Exception {
        // given
        Path file = Path.of(URI.create(inbox.toUri() + "Fr%FChjahr.yaml"));
        Files.writeString(file, "a: 1");
        var back = new boolean[1];
        submitting(exchange -> {
            if (!back[0]) {
                back[0] = Files.notExists(file);
                throw new IllegalStateException("no database");
            }
        });
        submitted.expectedMessageCount(1);

        // when
        try (var log = new TakenLog(PlanInbox.class)) {
            submitted.assertIsSatisfied();
            assertThat(log.messages()).singleElement().asString().contains("Plan file Fr%FChjahr.yaml cannot be taken", "no database");
        }

        // then
        emptyInbox();
    }

    @Test
    void nothingShouldBeLoggedWhenAnotherGatewayWasFaster() throws Exception {
        // given
        AdviceWith.adviceWith(context, "sweep-plan-inbox", a -> a.replaceFromWith("direct:swept"));
        context.getRegistry().bind("planInbox", new PlanInbox(inbox, new StableFileFilter(Duration.ZERO), 1_000, new Clock() {
            @Override
            public long millis() {
                try {
                    Files.deleteIfExists(inbox.resolve("a.json"));
                    return System.currentTimeMillis();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(millis());
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        }));
        submitted.expectedBodiesReceived("next");
        submitting(exchange -> { });

        // when
        try (var log = new TakenLog(PlanInbox.class)) {
            drop("a.json", "taken by another", Instant.now());
            Awaitility.await().until(() -> Files.notExists(inbox.resolve("a.json")));
            drop("b.json", "next", Instant.now());
            submitted.assertIsSatisfied();

            // then
            assertThat(log.messages()).isEmpty();
        }
    }

    private void submitting(Processor first) throws Exception {
        AdviceWith.adviceWith(context, "ingest-plan-file", a -> a.weaveById("submit-plan-file").replace().process(first).convertBodyTo(String.class).to("mock:submitted"));
        start();
    }

    /** Written under a name that nobody takes, and renamed. */
    private void drop(String name, String content, Instant modified) throws IOException {
        Path file = Files.writeString(inbox.resolve("." + name), content);
        Files.setLastModifiedTime(file, FileTime.from(modified));
        Files.move(file, inbox.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private void emptyInbox() {
        Awaitility.await("nothing left in the inbox").until(() -> {
            try (Stream<Path> left = Files.list(inbox)) {
                return left.findAny().isEmpty();
            }
        });
    }
}
