package org.opendirect.gateway.catalog;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.opendirect.gateway.seller.dialect.Product;

/**
 * Whole catalogues that were read moments ago, so that the lines of one plan, or searches at a seller without a search, do not each
 * read them again. One catalogue a seller; only lists that were read to their end, and never avails.
 */
final class CatalogCache {

    private final long keepNanos;
    private final Map<String, Entry> bySeller = new ConcurrentHashMap<>();

    CatalogCache(Duration keep) {
        this.keepNanos = keep.toNanos();
    }

    /**
     * A catalogue as it was read.
     *
     * @param rejected how many items made no sense
     * @param readAt   in {@link System#nanoTime()}
     */
    record Entry(List<Product> products, int rejected, List<String> reasons, String note, long readAt) {
        long ageMs() {
            return (System.nanoTime() - readAt) / 1_000_000;
        }
    }

    Optional<Entry> of(String seller) {
        return Optional.ofNullable(bySeller.get(seller)).filter(e -> System.nanoTime() - e.readAt() < keepNanos);
    }

    /** The last one that was read, however old: to hold a price against, never to be shown. */
    Optional<Entry> latest(String seller) {
        return Optional.ofNullable(bySeller.get(seller));
    }

    void put(String seller, Entry entry) {
        bySeller.put(seller, entry);
    }
}
