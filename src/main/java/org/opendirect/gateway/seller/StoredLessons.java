package org.opendirect.gateway.seller;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Profile;
import org.opendirect.gateway.store.Store;

/** Lessons in the database. What is older than the settings allow is learned anew; so is what was learned at another address. */
public final class StoredLessons implements Lessons {

    private static final int MAX_EVIDENCE = 300;

    private final Store store;
    private final Clock clock;
    private final Duration keep;

    public StoredLessons(Store store, Clock clock, Duration keep) {
        this.store = store;
        this.clock = clock;
        this.keep = keep;
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
        store.write(() -> {
            store.sql().sql("insert into seller_profile (seller, choice, base_url, value, evidence, learned_at) values (?, ?, ?, ?, ?, ?) "
                    + "on conflict (seller, choice) do update set base_url = excluded.base_url, value = excluded.value, "
                    + "evidence = excluded.evidence, learned_at = excluded.learned_at")
                    .params(seller, choice.key(), baseUrl, value, why, now.toEpochMilli()).update();
        });
        return new Profile.Chosen(value, Profile.Source.LEARNED, why, now);
    }

    @Override
    public void forget(String seller, Choice choice) {
        store.write(() -> {
            store.sql().sql("delete from seller_profile where seller = ? and choice = ?").params(seller, choice.key()).update();
        });
    }
}
