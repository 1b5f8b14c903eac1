package org.opendirect.gateway.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.FileConstants;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.problem.ProblemException;
import org.opendirect.gateway.settings.SettingsException;
import org.opendirect.gateway.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans as files: from the inbox to working, and when their campaign has ended, to done with its result; what is no plan to rejected,
 * with its problems. A file's content is safe in the next folder, on disk, before it leaves the one before; so whenever the gateway
 * is killed, the file is in one of them and is carried on. A newer file of the same name never overwrites an older one's content.
 */
public final class PlanFiles {

    private static final Logger log = LoggerFactory.getLogger(PlanFiles.class);

    /** nobody takes a file for so long and lives */
    private static final Duration KILLED = Duration.ofMinutes(5);
    /** the inbox as a whole, among the names of files */
    private static final String INBOX = "";
    /** files looked at in one go; the others come next */
    private static final int AT_ONCE = 500;

    private final Store store;
    private final Campaigns campaigns;
    private final Clock clock;
    private final Inbox inbox;
    private final PlanFolders folders;
    private final long maxBytes;
    private final Function<Problem, byte[]> problemDocument;
    private final Backoffs taking;
    private final Backoffs finishing;

    /**
     * @param maxBytes        a larger file is rejected unread
     * @param problemDocument how a problem is written, the same as REST answers it
     */
    public PlanFiles(Store store, Campaigns campaigns, Clock clock, Path inbox, SettledFiles settled, long maxBytes,
                     Function<Problem, byte[]> problemDocument) {
        this.store = store;
        this.campaigns = campaigns;
        this.clock = clock;
        this.inbox = new Inbox(inbox, settled, clock);
        this.folders = new PlanFolders(inbox, maxBytes);
        this.maxBytes = maxBytes;
        this.problemDocument = problemDocument;
        this.taking = new Backoffs(clock);
        this.finishing = new Backoffs(clock);
        try {
            this.inbox.putBackLeft(Duration.ZERO);
        } catch (IOException e) {
            throw new SettingsException("gateway.plans.inbox", inbox, "a folder that can be read and written to");
        }
    }

    public Path inbox() {
        return inbox.folder();
    }

    /** The names in the inbox that can be taken now, oldest first, each to be the body for {@link #take}. */
    public List<FileName> dropped() {
        try {
            List<FileName> names = taking.isDue(INBOX) ? inbox.settled(taking) : List.of();
            taking.succeeded(INBOX);
            return names;
        } catch (IOException e) {
            if (taking.failed(INBOX)) {
                log.error("The inbox {} cannot be read: {}; it will be tried again", inbox.folder(), reason(e));
            }
            return List.of();
        }
    }

    /**
     * Takes the file that is the body: one of {@link #dropped}, or what any consumer of files has brought. What lay in the inbox is gone when
     * this returns, or there again and will be tried again; of what came from elsewhere, an exception says that it was not taken.
     */
    public void take(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof FileName dropped) {
            takeDropped(dropped);
            return;
        }
        FileName name = FileName.of(exchange.getMessage().getHeader(Exchange.FILE_NAME_ONLY, String.class));
        if (inbox.holds(exchange.getMessage().getHeader(FileConstants.FILE_ABSOLUTE_PATH, String.class), name)) {
            takeDropped(name);
        } else if (exchange.getMessage().getHeader(Exchange.FILE_LENGTH, 0L, Long.class) > maxBytes) {
            throw Problem.of(413, "body_too_large", "The plan is too large", "at most " + maxBytes + " bytes are read").asException();
        } else {
            takeBrought(name, exchange.getMessage().getBody(byte[].class));
        }
    }

    private void takeDropped(FileName name) {
        Inbox.Taken taken = null;
        try {
            taken = inbox.take(name).orElse(null);
            if (taken != null) {
                Inbox.Content content = inbox.read(taken, maxBytes);
                Optional<Problem> problem = content.problem() != null ? Optional.of(content.problem()) : submit(name, content.bytes());
                if (problem.isPresent()) {
                    rejected(name, folders.reject(name, taken.file(), problemDocument.apply(problem.get())), problem.get());
                }
                inbox.finish(taken);
                taken = null;
            }
            taking.succeeded(name.text());
        } catch (IOException | RuntimeException e) {
            if (taking.failed(name.text())) {
                log.error("Plan file {} cannot be taken: {}; it stays in the inbox and will be tried again", name, reason(e));
                log.debug("Plan file {}", name, e);
            }
        } finally {
            putBack(taken);
        }
    }

    private void putBack(Inbox.Taken taken) {
        try {
            if (taken != null) {
                inbox.putBack(taken);
            }
        } catch (IOException e) {
            // it is put back when whoever has taken it must be dead
            log.error("Plan file {} cannot be put back into the inbox: {}; it will be tried again", taken.name(), reason(e));
        }
    }

    private void takeBrought(FileName name, byte[] content) {
        try {
            Optional<Problem> problem = submit(name, content);
            if (problem.isPresent()) {
                rejected(name, folders.reject(name, content, problemDocument.apply(problem.get())), problem.get());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the plan file " + name + " cannot be taken", e);
        }
    }

    /** Makes the campaign; or says why there can be none. */
    private Optional<Problem> submit(FileName name, byte[] content) throws IOException {
        FileName kept = folders.keep(PlanFolders.WORKING, name, content);
        String source = "file " + name.shown();
        try {
            Campaigns.Received received = campaigns.submit(content, PlanReader.Format.ofFileName("." + name.ending()), source, source);
            displace(kept, received.id());
            boolean again = store.write(() -> record(kept, content, received, source));
            log.info("Plan file {} {} campaign {}; its result will be {}", name, again ? "was already received as" : "is", received.id(),
                    folders.shown(PlanFolders.DONE, resultOf(kept)));
            return Optional.empty();
        } catch (ProblemException e) {
            if (e.problem().status() >= 500) {
                // not the plan's fault: it will be taken another time
                throw e;
            }
            folders.delete(PlanFolders.WORKING, kept);
            return Optional.of(e.problem());
        }
    }

    /** Notes whose result belongs to the file; whether the campaign was there before the file. */
    private boolean record(FileName kept, byte[] content, Campaigns.Received received, String source) {
        // killed between the campaign and this note, it is the same file once more
        boolean again = received.again() && !(received.source().equals(source) && store.sql().sql("select count(*) from plan_file where campaign_id = ?")
                .param(received.id()).query(Long.class).single() == 0);
        store.sql().sql("insert into plan_file (name, content, campaign_id, again, finished, updated_at) values (?, ?, ?, ?, 0, ?) on conflict (name) do update "
                + "set again = case when plan_file.finished = 0 and plan_file.campaign_id = excluded.campaign_id then plan_file.again else excluded.again end, "
                + "content = excluded.content, campaign_id = excluded.campaign_id, finished = 0, "
                + "due = plan_file.due + 1, updated_at = excluded.updated_at")
                .params(kept.text(), Json.sha256(content), received.id(), again ? 1 : 0, clock.millis()).update();
        return again;
    }

    /** An ended campaign's file of this name takes another, so that a later change of its result still finds it. */
    private void displace(FileName name, String newer) throws IOException {
        boolean taken = store.sql().sql("select count(*) from plan_file where name = ? and finished = 1 and campaign_id <> ?").params(name.text(), newer)
                .query(Long.class).single() > 0;
        if (taken) {
            FileName done = PlanFolders.within(PlanFolders.DONE, name);
            FileName other = folders.stepAside(PlanFolders.DONE, done, n -> store.sql().sql("select count(*) from plan_file where name = ?").param(n.text())
                    .query(Long.class).single() == 0);
            store.write(() -> {
                store.sql().sql("update plan_file set name = ? where name = ? and finished = 1").params(other.text(), name.text()).update();
            });
        }
    }

    private void rejected(FileName name, FileName kept, Problem problem) {
        log.warn("Plan file {} is no valid plan ({}); see {}", name, problem.detail(), folders.shown(PlanFolders.REJECTED, kept.with(PlanFolders.PROBLEMS)));
    }

    private static FileName resultOf(FileName kept) {
        return PlanFolders.within(PlanFolders.DONE, kept).with(PlanFolders.RESULT);
    }

    /** @param due how often its campaign has changed its status since the file was looked at, as the database counts it */
    private record Open(FileName name, String campaignId, boolean again, long due) {
    }

    /**
     * Moves the files of campaigns that have ended, with their results; and puts back what a gateway was killed over. A file is looked at
     * once its campaign has changed, not again and again for as long as that waits.
     */
    public void finish() {
        if (finishing.isDue(INBOX)) {
            try {
                inbox.putBackLeft(KILLED);
                finishing.succeeded(INBOX);
            } catch (IOException e) {
                if (finishing.failed(INBOX)) {
                    log.error("What was taken from the inbox cannot be put back: {}; it will be tried again", reason(e));
                }
            }
        }
        List<Open> open = store.sql().sql("select name, campaign_id, again, due from plan_file where due > 0 limit " + AT_ONCE).query((row, n) ->
                new Open(FileName.of(row.getString(1)), row.getString(2), row.getInt(3) == 1, row.getLong(4))).list();
        for (Open file : open) {
            if (!campaigns.status(file.campaignId()).isFinal()) {
                store.write(() -> {
                    store.sql().sql("update plan_file set due = due - ? where name = ?").params(file.due(), file.name().text()).update();
                });
            } else if (finishing.isDue(file.name().text())) {
                finish(file);
            }
        }
    }

    private void finish(Open file) {
        try {
            FileName kept = PlanFolders.within(PlanFolders.DONE, file.name());
            if (folders.has(PlanFolders.WORKING, file.name())) {
                kept = folders.keep(PlanFolders.DONE, file.name(), folders.read(PlanFolders.WORKING, file.name()));
            }
            writeResult(file, kept);
            folders.delete(PlanFolders.WORKING, file.name());
            store.write(() -> {
                store.sql().sql("update plan_file set finished = 1, due = due - ?, updated_at = ? where name = ?")
                        .params(file.due(), clock.millis(), file.name().text()).update();
            });
            finishing.succeeded(file.name().text());
            log.info("Plan file {}: {}, see {}", file.name(), campaigns.status(file.campaignId()), folders.shown(PlanFolders.DONE, resultOf(kept)));
        } catch (IOException e) {
            if (finishing.failed(file.name().text())) {
                log.error("The result of plan file {} cannot be written: {}; it will be tried again", file.name(), reason(e));
            }
        }
    }

    /** A result that says something else than the one before it leaves that one under a number. */
    private void writeResult(Open file, FileName kept) throws IOException {
        JsonNode result = Json.mapper().valueToTree(campaigns.view(file.campaignId(), file.again()));
        boolean older = folders.has(PlanFolders.DONE, kept.with(PlanFolders.RESULT));
        boolean same = older && said(Json.mapper().readTree(folders.read(PlanFolders.DONE, kept.with(PlanFolders.RESULT)))).equals(said(result));
        if (!same) {
            folders.writeResult(kept, Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(result), older);
        }
    }

    private static String said(JsonNode result) {
        return Json.canonical(result instanceof ObjectNode o ? o.deepCopy().without("updatedAt") : result);
    }

    /** What a file system says, in words and in one line. */
    private static String reason(Exception e) {
        return e instanceof AccessDeniedException ? "access denied" : e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.toString();
    }
}
