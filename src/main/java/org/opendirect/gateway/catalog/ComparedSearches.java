package org.opendirect.gateway.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The kinds of searches of which a seller's list has shown lately that they leave nothing out. Sellers match by text, by tags or by words
 * of their own, so one kind says nothing of another; how dear a product may be makes no other kind.
 */
final class ComparedSearches {

    private static final int MAX_KINDS = 10_000;

    private final Cache<Kind, Boolean> whole;

    /** @param keep how long a comparison counts */
    ComparedSearches(Duration keep) {
        this.whole = Caffeine.newBuilder().maximumSize(MAX_KINDS).expireAfterWrite(keep).executor(Runnable::run).build();
    }

    private record Kind(String seller, String channel, String query, List<String> publisherIds) {
        static Kind of(String seller, Criteria c) {
            return new Kind(seller, c.channel(), c.query() == null ? null : c.query().toLowerCase(Locale.ROOT), c.publisherIds());
        }
    }

    boolean leaveNothingOut(String seller, Criteria criteria) {
        return whole.getIfPresent(Kind.of(seller, criteria)) != null;
    }

    void leftNothingOut(String seller, Criteria criteria) {
        whole.put(Kind.of(seller, criteria), true);
    }
}
