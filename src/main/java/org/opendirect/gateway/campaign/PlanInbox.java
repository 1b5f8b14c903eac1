package org.opendirect.gateway.campaign;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.component.file.GenericFileOperationFailedException;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.booking.NaturalKey;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.problem.ProblemException;
import org.opendirect.gateway.settings.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watched folder, perhaps that of several gateways: what Camel's file component asks about a file in it, and what the component passes
 * over. A file is claimed by renaming it within the folder, so that a newer one of its name is another file, and comes next; what a gateway
 * had claimed when it was killed is put back. Nothing is opened before it was found to be an ordinary file.
 */
public final class PlanInbox {

    private static final Logger log = LoggerFactory.getLogger(PlanInbox.class);

    /** When it was claimed, by whom, and its name; without a name it is a folder, with the claimed file in it. */
    private static final Pattern CLAIM = Pattern.compile("\\.taken-(\\d{1,18})-[0-9a-z]+(?:-(.+))?");
    private static final Set<String> PLANS = Set.of("json", "yaml", "yml", "csv");
    /** what programs that copy, download or edit write beside the file or in its place, and take away again themselves */
    private static final Set<String> PASSING = Set.of("tmp", "part", "partial", "filepart", "crdownload", "download", "swp", "swx", "lock", "lck");
    private static final Pattern INEXPRESSIBLE = Pattern.compile("[\\\\\\p{Cntrl}]");
    /** what is no plan is left alone for longer: perhaps it is still to get its right name */
    private static final int NO_PLAN_STABLE = 5;
    /** no gateway claims a file for so long and lives */
    private static final Duration ABANDONED = Duration.ofMinutes(5);
    private static final int MOST_AT_ONCE = 100;
    /** the inbox as a whole, among the names of files */
    private static final String INBOX = "";

    private final Path folder;
    private final StableFileFilter stable;
    private final Clock clock;
    private final long maxBytes;
    private final Backoffs retries;

    /** @param maxBytes a larger file is rejected unread */
    public PlanInbox(Path folder, StableFileFilter stable, long maxBytes, Clock clock) {
        this.folder = folder;
        this.stable = stable;
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.retries = new Backoffs(clock);
        try {
            recoverOrphans(Duration.ZERO);
        } catch (IOException e) {
            throw new SettingsException("gateway.plans.inbox", folder, "a folder that can be read and written to");
        }
    }

    public Path folder() {
        return folder;
    }

    /** Whether the file component may take a file now: one that it can rename, and that has not just failed. */
    public boolean accepts(@Header(Exchange.FILE_NAME_ONLY) String name) {
        return isExpressible(name) && !isLeftAlone(FileName.of(name)) && retries.isDue(name);
    }

    /** The component takes a backslash for a separator, and the name of the claim must not be too long. */
    private boolean isExpressible(String name) {
        return !INEXPRESSIBLE.matcher(name).find() && claimName(name).getBytes(StandardCharsets.UTF_8).length <= FileName.LONGEST;
    }

    /** The name under which a file is claimed. */
    public String claimName(@Header(Exchange.FILE_NAME_ONLY) String name) {
        return claimMark() + "-" + name;
    }

    private String claimMark() {
        return ".taken-" + clock.millis() + "-" + NaturalKey.unique();
    }

    /** The name that a claimed file is put back under: its own, or another where a newer file has that by now. */
    public String putBackName(@Header(Exchange.FILE_NAME_ONLY) String claim) {
        return free(originalName(FileName.of(claim))).text();
    }

    private FileName free(FileName name) {
        FileName free = name;
        for (int n = 2; Files.exists(free.in(folder), LinkOption.NOFOLLOW_LINKS); n++) {
            free = name.numbered(n);
        }
        return free;
    }

    private static FileName originalName(FileName claim) {
        Matcher claimed = CLAIM.matcher(claim.text());
        return claimed.matches() && claimed.group(2) != null ? FileName.of(claimed.group(2)) : claim;
    }

    /** The name that a claimed file had, as {@link FileName#text} writes it. */
    public String originalName(@ExchangeProperty(RouteProperties.CLAIMED_FILE) Path claimed) {
        return originalName(FileName.of(claimed)).text();
    }

    /**
     * Claims what the file component passes over: folders, pipes, links that lead nowhere, files with another ending than a plan's, and plans
     * whose name the component cannot express. Puts back what was abandoned.
     *
     * @return at most a hundred claimed entries
     */
    public List<Path> sweep() {
        var claimed = new ArrayList<Path>();
        if (!retries.isDue(INBOX)) {
            return claimed;
        }
        try {
            recoverOrphans(ABANDONED);
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    FileName name = FileName.of(entry);
                    if (claimed.size() < MOST_AT_ONCE && isSweepable(entry, name)) {
                        claim(name).ifPresent(claimed::add);
                    }
                }
            }
        } catch (DirectoryIteratorException | IOException e) {
            if (retries.failed(INBOX)) {
                log.error("The inbox {} cannot be read: {}; it will be tried again", folder, reason(e instanceof IOException ? e : e.getCause()));
            }
        }
        return claimed;
    }

    private boolean isSweepable(Path entry, FileName name) {
        Optional<BasicFileAttributes> is = attributes(entry);
        if (is.isEmpty() || isLeftAlone(name) || !retries.isDue(name.text())) {
            return false;
        }
        boolean plan = is.get().isRegularFile() && PLANS.contains(name.ending());
        // a name that this JVM cannot express is another as a File, and so of none that there is
        boolean passedOver = !plan || !entry.toFile().isFile() || !isExpressible(entry.toFile().getName());
        return passedOver && stable.isStable(name.text(), is.get().size(), is.get().lastModifiedTime().toMillis(), plan ? 1 : NO_PLAN_STABLE);
    }

    private static boolean isLeftAlone(FileName name) {
        return name.startsWith(".") || name.startsWith("~$") || PASSING.contains(name.ending()) || name.shown().endsWith("~");
    }

    /** Of the file that a link leads to, else of the link itself; empty when it has just gone. */
    private static Optional<BasicFileAttributes> attributes(Path path) {
        for (LinkOption[] how : new LinkOption[][] {{}, {LinkOption.NOFOLLOW_LINKS}}) {
            try {
                return Optional.of(Files.readAttributes(path, BasicFileAttributes.class, how));
            } catch (IOException e) {
                // a link that leads nowhere, or something that is gone: the second look tells
            }
        }
        return Optional.empty();
    }

    /** Into a folder of its own, whatever its name; empty when another gateway was faster, or it is to be tried again. */
    private Optional<Path> claim(FileName name) throws IOException {
        Path own = Files.createDirectory(folder.resolve(claimMark()));
        try {
            return Optional.of(Files.move(name.in(folder), name.in(own), StandardCopyOption.ATOMIC_MOVE));
        } catch (IOException e) {
            Files.delete(own);
            if (!(e instanceof NoSuchFileException)) {
                notTaken(name.text(), e);
            }
            return Optional.empty();
        }
    }

    /**
     * The content of a claimed file.
     *
     * @throws InvalidPlanException when there is no plan in it
     * @throws IOException          when it may well be read another time
     */
    public byte[] read(@ExchangeProperty(RouteProperties.CLAIMED_FILE) Path claimed) throws IOException {
        boolean link = Files.isSymbolicLink(claimed);
        // where it leads counts from where it lay
        Path file = link ? folder.resolve(Files.readSymbolicLink(claimed)) : claimed;
        Optional<BasicFileAttributes> found = attributes(file);
        if (found.isEmpty() || found.get().isSymbolicLink()) {
            throw unreadable("it is a link that leads nowhere: put the plan itself into the inbox");
        }
        BasicFileAttributes is = found.get();
        if (!is.isRegularFile()) {
            throw unreadable("it is " + (link ? "a link to " : "") + (is.isDirectory() ? "a folder: put the plans themselves into the inbox"
                    : "a pipe, a socket or a device, from which nothing is read: put an ordinary file into the inbox"));
        }
        String ending = originalName(FileName.of(claimed)).ending();
        if (!PLANS.contains(ending)) {
            throw new InvalidPlanException(Problem.of(415, "media_type", "The media type is not one of a plan", "a plan's file ends in .json, .yaml, .yml or .csv, "
                    + (ending.isEmpty() ? "this one has no ending" : "this one in ." + ending) + "; a spreadsheet is saved as CSV UTF-8"));
        }
        // what the system makes up while it is read (/proc) has no size, and perhaps no end
        if (is.size() == 0) {
            return new byte[0];
        }
        try (InputStream in = Files.newInputStream(file)) {
            return PlanFileProcessor.atMost(maxBytes, in);
        } catch (ProblemException e) {
            throw new InvalidPlanException(e.problem());
        } catch (AccessDeniedException e) {
            throw unreadable("the gateway's user may not read it: allow that, and put it into the inbox again");
        }
    }

    private static InvalidPlanException unreadable(String detail) {
        return new InvalidPlanException(Problem.unreadable(detail));
    }

    /** Removes what is left of a swept file that has been taken. */
    public void finish(@ExchangeProperty(RouteProperties.CLAIMED_FILE) Path claimed) throws IOException {
        Files.deleteIfExists(claimed);
        Files.delete(claimed.getParent());
    }

    /** Logs that a file cannot be taken now, at growing intervals; meanwhile it is left alone. */
    public void notTaken(@Header(Exchange.FILE_NAME) String name, @ExchangeException Exception cause) {
        FileName file = originalName(FileName.of(name));
        boolean another = cause instanceof GenericFileOperationFailedException && !Files.exists(file.in(folder), LinkOption.NOFOLLOW_LINKS);
        if (!another && retries.failed(file.text())) {
            log.error("Plan file {} cannot be taken: {}; it stays in the inbox and will be tried again", file, reason(cause));
            log.debug("Plan file {}", file, cause);
        }
    }

    /** Puts a claimed file back into the inbox. */
    public void putBack(@ExchangeProperty(RouteProperties.CLAIMED_FILE) Path claimed) throws IOException {
        Files.move(claimed, free(originalName(FileName.of(claimed))).in(folder), StandardCopyOption.ATOMIC_MOVE);
        Path own = claimed.getParent();
        if (FileName.of(own).startsWith(".taken-")) {
            Files.deleteIfExists(own);
        }
    }

    /** Puts back what was claimed so long ago that its gateway must have been killed over it. */
    private void recoverOrphans(Duration longAgo) throws IOException {
        for (Path claim : entries(folder, ".taken-*")) {
            Matcher mark = CLAIM.matcher(FileName.of(claim).text());
            if (mark.matches() && clock.millis() - Long.parseLong(mark.group(1)) >= longAgo.toMillis()) {
                for (Path claimed : mark.group(2) != null ? List.of(claim) : entries(claim, "*")) {
                    putBack(claimed);
                }
                Files.deleteIfExists(claim);
            }
        }
    }

    private static List<Path> entries(Path folder, String glob) throws IOException {
        var found = new ArrayList<Path>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, glob)) {
            all.forEach(found::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    /** What a file system says, in words and in one line. */
    static String reason(Throwable e) {
        return e instanceof AccessDeniedException ? "access denied" : e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.toString();
    }
}
