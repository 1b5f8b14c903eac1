package org.opendirect.gateway.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.SettableClock;
import org.opendirect.gateway.TakenLog;

class PlanInboxTest {

    @TempDir
    private Path inbox;
    private final SettableClock clock = new SettableClock();
    private PlanInbox planInbox;

    @BeforeEach
    void start() {
        planInbox = started();
    }

    @Test
    void claimedFilesShouldBeInTheInboxWhenTheGatewayStartsAfterAKill() throws IOException {
        // given
        Files.writeString(inbox.resolve(planInbox.claimName("c-d.yaml")), "c: 1");
        Files.writeString(Files.createDirectory(inbox.resolve(".taken-1000-abc")).resolve("a.yaml"), "a: 1");
        Files.createDirectory(inbox.resolve(".taken-1000-abd"));
        Files.writeString(inbox.resolve(".taken-1000-abc-b.yaml"), "of an earlier version");
        Files.writeString(inbox.resolve(".hidden.yaml"), "b: 1");

        // when
        started();

        // then
        assertThat(inbox.resolve("a.yaml")).hasContent("a: 1");
        assertThat(inbox.resolve("c-d.yaml")).hasContent("c: 1");
        assertThat(names()).containsExactlyInAnyOrder("a.yaml", "b.yaml", "c-d.yaml", ".hidden.yaml");
    }

    @Test
    void sweepShouldPutBackAClaimOnlyWhenItsGatewayMustBeDead() throws IOException {
        // given
        Files.writeString(inbox.resolve(planInbox.claimName("old.yaml")), "a: 1");
        clock.forward(Duration.ofMinutes(4));
        String young = planInbox.claimName("young.yaml");
        Files.writeString(inbox.resolve(young), "a: 1");
        clock.forward(Duration.ofMinutes(1));

        // when
        planInbox.sweep();

        // then
        assertThat(names()).containsExactlyInAnyOrder("old.yaml", young);
    }

    @Test
    void fileShouldBeTriedAndLoggedAtGrowingIntervalsWhenItCannotBeTaken() {
        // given
        int tries = 0;
        List<String> logged;

        // when
        try (var log = new TakenLog(PlanInbox.class)) {
            for (int poll = 0; poll < 4 * 600; poll++) {
                if (planInbox.accepts("a.json")) {
                    planInbox.notTaken(planInbox.claimName("a.json"), new IOException("the disk is full"));
                    tries++;
                }
                clock.forward(Duration.ofMillis(250));
            }
            logged = log.messages();
        }

        // then
        assertThat(tries).as("in ten minutes").isBetween(20, 30);
        assertThat(logged).hasSizeBetween(4, 5).allMatch(m -> m.startsWith("ERROR Plan file a.json cannot be taken") && m.contains("the disk is full"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\b.yaml", "a\nb.yaml", ".hidden.yaml", "~$sheet.csv", "half.csv.part", "a.yaml~"})
    void fileShouldNotBeAcceptedWhenTheComponentCannotOrMustNotTakeIt(String name) {
        // when
        boolean accepted = planInbox.accepts(name);

        // then
        assertThat(accepted).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Fr%FChjahr.yaml", "a%5Cb%0A.csv"})
    void planShouldBeSweptUnderItsNameWhenTheComponentCannotTakeIt(String encoded) throws IOException {
        // given: as a URI, since no text of Java says what is not UTF-8
        Files.writeString(at(encoded), "a: 1");
        planInbox.sweep();

        // when
        List<Path> swept = planInbox.sweep();

        // then
        assertThat(swept).singleElement().satisfies(claimed -> {
            assertThat(claimed.getParent().getFileName().toString()).startsWith(".taken-");
            assertThat(FileName.of(planInbox.originalName(claimed)).in(inbox)).isEqualTo(at(encoded));
            assertThat(planInbox.read(claimed)).asString().isEqualTo("a: 1");
        });
        planInbox.finish(swept.get(0));
        assertThat(names()).isEmpty();
    }

    @Test
    void sweptFileShouldTakeAnotherNameWhenANewerOneHasItsOwn() throws IOException {
        // given
        Path older = Files.writeString(Files.createDirectory(inbox.resolve(".taken-1-a")).resolve("a.sheet"), "older");
        Files.writeString(inbox.resolve("a.sheet"), "newer");

        // when
        planInbox.putBack(older);

        // then
        assertThat(inbox.resolve("a.sheet")).hasContent("newer");
        assertThat(inbox.resolve("a~2.sheet")).hasContent("older");
        assertThat(names()).containsExactlyInAnyOrder("a.sheet", "a~2.sheet");
    }

    @Test
    void inboxShouldBeToldOfWhenItIsGone() throws IOException {
        // given
        Files.delete(inbox);
        List<String> logged;

        // when
        try (var log = new TakenLog(PlanInbox.class)) {
            planInbox.sweep();
            planInbox.sweep();
            logged = log.messages();
        }

        // then
        assertThat(logged).singleElement().asString().contains("The inbox " + inbox + " cannot be read");
        Files.createDirectory(inbox);
    }

    @Test
    void fileShouldBeNoPlanWhenTheGatewayMayNotReadIt() throws IOException {
        // given
        Path file = Files.writeString(inbox.resolve(planInbox.claimName("a.json")), "{}");
        Files.setPosixFilePermissions(file, Set.of());
        assumeThat(Files.isReadable(file)).as("root reads everything").isFalse();

        // when // then
        assertThatThrownBy(() -> planInbox.read(file)).isInstanceOf(InvalidPlanException.class).hasMessageContaining("may not read it");
    }

    private PlanInbox started() {
        return new PlanInbox(inbox, new StableFileFilter(Duration.ZERO), 1_000, clock);
    }

    private Path at(String encoded) {
        return Path.of(URI.create(inbox.toUri() + encoded));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(inbox)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }
}
