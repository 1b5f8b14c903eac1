package org.opendirect.gateway.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.problem.ProblemException;
import org.opendirect.gateway.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns plan files into campaigns and writes their results: a plan's content is kept in {@code working} until its campaign has ended, and then
 * in {@code done} with the result; what is no plan is kept in {@code rejected} with its problem. A content is on disk in the next folder before
 * it leaves the one before, so whenever the gateway is killed, the file is in one of them and is carried on. A newer file of the same name
 * never overwrites an older one's content.
 */
public final class PlanFileProcessor {

    private static final Logger log = LoggerFactory.getLogger(PlanFileProcessor.class);

    /** files looked at in one go; the others come next */
    private static final int AT_ONCE = 500;

    private final Store store;
    private final Campaigns campaigns;
    private final Clock clock;
    private final PlanFolders folders;
    private final long maxBytes;
    private final Function<Problem, byte[]> problemDocument;
    private final Backoffs retries;

    /**
     * @param maxBytes        more is not read of any content
     * @param problemDocument how a problem is written, the same as REST answers it
     */
    public PlanFileProcessor(Store store, Campaigns campaigns, Clock clock, PlanFolders folders, long maxBytes,
                             Function<Problem, byte[]> problemDocument) {
        this.store = store;
        this.campaigns = campaigns;
        this.clock = clock;
        this.folders = folders;
        this.maxBytes = maxBytes;
        this.problemDocument = problemDocument;
        this.retries = new Backoffs(clock);
    }

    /** The content, wherever it comes from; a problem with 413 when it is larger than a plan may be. */
    public byte[] read(@Body InputStream content) throws IOException {
        return atMost(maxBytes, content);
    }

    static byte[] atMost(long maxBytes, InputStream content) throws IOException {
        byte[] bytes = content.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8L));
        if (bytes.length > maxBytes) {
            throw Problem.of(413, "body_too_large", "The plan is too large", "at most " + maxBytes + " bytes are read").asException();
        }
        return bytes;
    }

    /**
     * Makes the campaign.
     *
     * @param fileName the plan's name, which its ending tells the format of; folders in front of it do not count
     * @throws InvalidPlanException when it is no plan; any other exception says that it is to be tried again
     */
    public synchronized void submit(@Header(Exchange.FILE_NAME) String fileName, @Body byte[] content) throws IOException {
        FileName name = FileName.of(fileName);
        FileName kept = folders.store(PlanFolders.WORKING, name, content);
        String source = "file " + name.shown();
        try {
            Campaigns.Received received = campaigns.submit(content, PlanReader.Format.ofFileName("." + name.ending()), source, source);
            displace(kept, received.id());
            boolean again = store.write(() -> record(kept, content, received, source));
            log.info("Plan file {} {} campaign {}; its result will be {}", name, again ? "was already received as" : "is", received.id(),
                    folders.shown(PlanFolders.DONE, resultOf(kept)));
        } catch (ProblemException e) {
            if (e.problem().status() >= 500) {
                // not the plan's fault: it will be taken another time
                throw e;
            }
            folders.delete(PlanFolders.WORKING, kept);
            throw new InvalidPlanException(e.problem());
        }
    }

    /** Keeps a content that is no plan, with its problem. */
    public void reject(@Header(Exchange.FILE_NAME) String fileName, @Body byte[] content, @ExchangeException InvalidPlanException cause) throws IOException {
        FileName name = FileName.of(fileName);
        rejected(name, folders.reject(name, content, problemDocument.apply(cause.problem())), cause.problem());
    }

    /** Moves what is no plan away as it is, without opening it, with its problem. */
    public void rejectUnread(@Header(Exchange.FILE_NAME) String fileName, @ExchangeProperty(RouteProperties.CLAIMED_FILE) Path file,
                             @ExchangeException InvalidPlanException cause) throws IOException {
        FileName name = FileName.of(fileName);
        rejected(name, folders.reject(name, file, problemDocument.apply(cause.problem())), cause.problem());
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
            FileName other = folders.rotate(PlanFolders.DONE, done, n -> store.sql().sql("select count(*) from plan_file where name = ?").param(n.text())
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

    /**
     * A plan file whose campaign has ended.
     *
     * @param due how often its campaign has changed its status since the file was looked at, as the database counts it
     */
    public record EndedPlan(FileName name, String campaignId, boolean again, long due) {
    }

    /** The files whose result is to be written. A file is looked at once its campaign has changed, not again and again while that waits. */
    public List<EndedPlan> ended() {
        List<EndedPlan> changed = store.sql().sql("select name, campaign_id, again, due from plan_file where due > 0 limit " + AT_ONCE).query((row, n) ->
                new EndedPlan(FileName.of(row.getString(1)), row.getString(2), row.getInt(3) == 1, row.getLong(4))).list();
        var ended = new ArrayList<EndedPlan>();
        for (EndedPlan file : changed) {
            if (campaigns.status(file.campaignId()).isFinal()) {
                ended.add(file);
            } else {
                store.write(() -> {
                    store.sql().sql("update plan_file set due = due - ? where name = ?").params(file.due(), file.name().text()).update();
                });
            }
        }
        ended.removeIf(file -> !retries.isDue(file.name().text()));
        return ended;
    }

    /** Moves a file from working to done, with the result beside it; tried again where that is not possible. */
    public void writeResult(@Body EndedPlan file) {
        try {
            FileName kept = PlanFolders.within(PlanFolders.DONE, file.name());
            if (folders.has(PlanFolders.WORKING, file.name())) {
                kept = folders.store(PlanFolders.DONE, file.name(), folders.read(PlanFolders.WORKING, file.name()));
            }
            writeResult(file, kept);
            folders.delete(PlanFolders.WORKING, file.name());
            store.write(() -> {
                store.sql().sql("update plan_file set finished = 1, due = due - ?, updated_at = ? where name = ?")
                        .params(file.due(), clock.millis(), file.name().text()).update();
            });
            log.info("Plan file {}: {}, see {}", file.name(), campaigns.status(file.campaignId()), folders.shown(PlanFolders.DONE, resultOf(kept)));
        } catch (IOException e) {
            if (retries.failed(file.name().text())) {
                log.error("The result of plan file {} cannot be written: {}; it will be tried again", file.name(), PlanInbox.reason(e));
            }
        }
    }

    /** A result that says something else than the one before it leaves that one under a number. */
    private void writeResult(EndedPlan file, FileName kept) throws IOException {
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
}
