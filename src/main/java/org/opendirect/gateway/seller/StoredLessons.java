package org.opendirect.gateway.seller;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Lessons in the database. What is older than the settings allow is learned anew; so is what was learned at another address. A lesson
 * may be learned in the middle of a booking's transaction, which must neither wait for it nor take it back: so it is written a moment
 * later, and one that a kill takes away is learned once more.
 */
public final class StoredLessons implements Lessons, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StoredLessons.class);
    private static final int MAX_EVIDENCE = 300;
    private static final int MAX_WAITING = 1000;
    /** what goes on proving true is written anew that often before it would be too old */
    private static final int RENEWALS = 7;
    private static final Duration LAST_WORDS = Duration.ofSeconds(3);

    private final Store store;
    private final Clock clock;
    private final Duration keep;
    private final ThreadPoolExecutor writer;

    public StoredLessons(Store store, Clock clock, Duration keep) {
        this.store = store;
        this.clock = clock;
        this.keep = keep;
        this.writer = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), task -> {
            var thread = new Thread(task, "lessons");
            thread.setDaemon(true);
            return thread;
        }, (task, full) -> log.warn("Too much is being learned at once; some of it will be learned again"));
    }

    private void write(String what, String seller, Runnable change) {
        writer.execute(() -> {
            try {
                store.write(change);
            } catch (DataAccessException | TransactionException e) {
                log.warn("What {} of {} could not be written and holds until the next start: {}", what, seller, e.getMessage());
            }
        });
    }

    /** Writes what is still to be written. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("Some of what was learned of the sellers was not written; it will be learned again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Map<Choice, Profile.Chosen> of(String seller, String baseUrl) {
        var known = new EnumMap<Choice, Profile.Chosen>(Choice.class);
        store.sql().sql("select choice, value, evidence, learned_at from seller_profile where seller = ? and base_url = ? and learned_at >= ?")
                .params(seller, baseUrl, clock.instant().minus(keep).toEpochMilli())
                .query(row -> {
                    var chosen = new Profile.Chosen(row.getString(2), Profile.Source.LEARNED, row.getString(3), Instant.ofEpochMilli(row.getLong(4)));
                    // a choice of a later version is none here
                    Choice.of(row.getString(1)).filter(c -> c.allows(chosen.value())).ifPresent(c -> known.put(c, chosen));
                });
        return known;
    }

    @Override
    public Profile.Chosen keep(String seller, String baseUrl, Choice choice, String value, String evidence) {
        Instant now = clock.instant();
        String why = evidence.length() > MAX_EVIDENCE ? evidence.substring(0, MAX_EVIDENCE) : evidence;
        write("was learned", seller, () -> {
            store.sql().sql("insert into seller_profile (seller, choice, base_url, value, evidence, learned_at) values (?, ?, ?, ?, ?, ?) "
                    + "on conflict (seller, choice) do update set base_url = excluded.base_url, value = excluded.value, "
                    + "evidence = excluded.evidence, learned_at = excluded.learned_at")
                    .params(seller, choice.key(), baseUrl, value, why, now.toEpochMilli()).update();
        });
        return new Profile.Chosen(value, Profile.Source.LEARNED, why, now);
    }

    @Override
    public boolean isFresh(Profile.Chosen lesson) {
        return lesson.since() == null || lesson.since().isAfter(clock.instant().minus(keep.dividedBy(RENEWALS)));
    }

    @Override
    public void forget(String seller, Choice choice) {
        write("was forgotten", seller, () -> {
            store.sql().sql("delete from seller_profile where seller = ? and choice = ?").params(seller, choice.key()).update();
        });
    }
}
