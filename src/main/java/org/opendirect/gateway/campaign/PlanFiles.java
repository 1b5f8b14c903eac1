package org.opendirect.gateway.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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

    private final Store store;
    private final Campaigns campaigns;
    private final Clock clock;
    private final Inbox inbox;
    private final long maxBytes;
    private final Function<Problem, byte[]> problemDocument;

    /**
     * @param maxBytes        a larger file is rejected unread
     * @param problemDocument how a problem is written, the same as REST answers it
     */
    public PlanFiles(Store store, Campaigns campaigns, Clock clock, Path inbox, long maxBytes, Function<Problem, byte[]> problemDocument) {
        this.store = store;
        this.campaigns = campaigns;
        this.clock = clock;
        this.inbox = new Inbox(inbox, clock);
        this.maxBytes = maxBytes;
        this.problemDocument = problemDocument;
        for (String folder : List.of("inbox", "working", "done", "rejected")) {
            makeFolder(folder.equals("inbox") ? inbox : sibling(folder));
        }
        try {
            this.inbox.putBackLeft(Duration.ZERO);
        } catch (IOException e) {
            throw new SettingsException("gateway.plans.inbox", inbox, "a folder that can be read and written to");
        }
    }

    public Path inbox() {
        return inbox.folder();
    }

    /** Takes the file that is the body; one in the inbox is gone when this returns, and is there again when it fails. */
    public void take(Exchange exchange) {
        String name = exchange.getMessage().getHeader(Exchange.FILE_NAME_ONLY, String.class);
        if (exchange.getMessage().getHeader(Exchange.FILE_LENGTH, 0L, Long.class) > maxBytes) {
            rejectUnread(name);
        } else if (inbox.holds(exchange.getMessage().getHeader(FileConstants.FILE_ABSOLUTE_PATH, String.class), name)) {
            takeDropped(name);
        } else {
            take(name, exchange.getMessage().getBody(byte[].class));
        }
    }

    private void takeDropped(String name) {
        Path taken = null;
        try {
            taken = inbox.take(name).orElse(null);
            if (taken != null) {
                take(name, Files.readAllBytes(taken));
                Path done = taken;
                taken = null;
                Files.deleteIfExists(done);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the plan file " + name + " cannot be taken", e);
        } finally {
            if (taken != null) {
                inbox.putBack(taken);
            }
        }
    }

    private void take(String name, byte[] content) {
        try {
            String kept = keep("working", name, content);
            try {
                String campaign = campaigns.submit(content, PlanReader.Format.ofFileName(name), "file " + name, "file " + name, true);
                store.write(() -> {
                    store.sql().sql("insert into plan_file (name, content, campaign_id, finished, updated_at) values (?, ?, ?, 0, ?) on conflict (name) "
                            + "do update set content = excluded.content, campaign_id = excluded.campaign_id, finished = 0, updated_at = excluded.updated_at")
                            .params(kept, Json.sha256(content), campaign, clock.millis()).update();
                });
                log.info("Plan file {} is campaign {}; its result will be {}", name, campaign, sibling("done").resolve(kept + ".result.json"));
            } catch (ProblemException e) {
                String rejected = keep("rejected", name, content);
                writeWhole(sibling("rejected").resolve(rejected + ".problems.json"), problemDocument.apply(e.problem()));
                Files.deleteIfExists(sibling("working").resolve(kept));
                log.warn("Plan file {} is no valid plan ({}); see {}", name, e.problem().detail(), sibling("rejected").resolve(rejected + ".problems.json"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the plan file " + name + " stays in the inbox", e);
        }
    }

    /** Too large to be looked at: it goes to rejected as it is, without passing through memory. */
    private void rejectUnread(String name) {
        Path target = sibling("rejected").resolve(name);
        Problem problem = Problem.of(413, "body_too_large", "The plan is too large", "at most " + maxBytes + " bytes are read");
        try {
            if (Files.exists(target)) {
                stepAside("rejected", name, freeName("rejected", name, new byte[0]));
            }
            writeWhole(target.resolveSibling(name + ".problems.json"), problemDocument.apply(problem));
            Files.move(inbox.folder().resolve(name), target);
            log.warn("Plan file {} is larger than {} bytes; see {}", name, maxBytes, target);
        } catch (IOException e) {
            throw new UncheckedIOException("the plan file " + name + " stays in the inbox", e);
        }
    }

    private record Open(String name, String campaignId) {
    }

    /** Moves the files of campaigns that have ended, with their results; and puts back what a gateway was killed over. */
    public void finish() throws IOException {
        inbox.putBackLeft(KILLED);
        List<Open> open = store.sql().sql("select name, campaign_id from plan_file where finished = 0").query((row, n) ->
                new Open(row.getString(1), row.getString(2))).list();
        for (Open file : open) {
            if (campaigns.status(file.campaignId()).isFinal()) {
                try {
                    finish(file);
                } catch (IOException e) {
                    log.error("The result of plan file {} cannot be written; it will be tried again", file.name(), e);
                }
            }
        }
    }

    private void finish(Open file) throws IOException {
        Path working = sibling("working").resolve(file.name());
        String kept = file.name();
        if (Files.exists(working)) {
            kept = keep("done", file.name(), Files.readAllBytes(working));
        }
        writeWhole(sibling("done").resolve(kept + ".result.json"), Json.mapper().writerWithDefaultPrettyPrinter()
                .writeValueAsBytes(campaigns.view(file.campaignId())));
        Files.deleteIfExists(working);
        store.write(() -> {
            store.sql().sql("update plan_file set finished = 1, updated_at = ? where name = ?").params(clock.millis(), file.name()).update();
        });
        log.info("Plan file {}: {}, see {}", file.name(), campaigns.status(file.campaignId()), sibling("done").resolve(kept + ".result.json"));
    }

    /**
     * Puts the content into a folder. Where another content has the name, in working the newer one takes a number, since the older is
     * still in use; elsewhere the older one does, so that the plain name is the newest.
     */
    private String keep(String folder, String name, byte[] content) throws IOException {
        Path target = sibling(folder).resolve(name);
        if (Files.exists(target) && !Arrays.equals(Files.readAllBytes(target), content)) {
            String free = freeName(folder, name, content);
            if (folder.equals("working")) {
                target = sibling(folder).resolve(free);
            } else {
                stepAside(folder, name, free);
            }
        }
        writeWhole(target, content);
        return target.getFileName().toString();
    }

    /** What has the name takes another, with all that belongs to it. */
    private void stepAside(String folder, String name, String free) throws IOException {
        for (String suffix : List.of("", ".result.json", ".problems.json")) {
            Path old = sibling(folder).resolve(name + suffix);
            if (Files.exists(old)) {
                Files.move(old, sibling(folder).resolve(free + suffix), StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private String freeName(String folder, String name, byte[] content) throws IOException {
        for (int n = 2; ; n++) {
            String candidate = Inbox.numbered(name, n);
            Path path = sibling(folder).resolve(candidate);
            if (!Files.exists(path) || folder.equals("working") && Arrays.equals(Files.readAllBytes(path), content)) {
                return candidate;
            }
        }
    }

    /** Under a temporary name first, flushed to disk, then renamed: whoever looks sees all of it or nothing. */
    private static void writeWhole(Path target, byte[] content) throws IOException {
        Path temporary = target.resolveSibling("." + target.getFileName() + ".tmp");
        try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
            file.force(true);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path sibling(String folder) {
        return inbox.folder().toAbsolutePath().getParent().resolve(folder);
    }

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new SettingsException("gateway.plans.inbox", folder, "a folder that can be made and written to");
        }
    }
}
