package org.opendirect.gateway.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Arrays;
import org.opendirect.gateway.seller.dialect.Dialect;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.ProductReader;
import org.opendirect.gateway.seller.dialect.WireReply;

/**
 * What the sellers' last answers were read as. Most searches hear what an earlier one has heard, byte for byte, and to read it costs more
 * than all else about a call: the same bytes of the same seller, in the same dialect, are the same products. Every seller is asked all
 * the same, and every answer is compared to its last byte. An answer is kept when it is heard for the second time: those of a seller that
 * never says the same twice would only keep each other out, and the collector busy.
 */
final class KnownAnswers {

    /** what an answer, its products and their own JSON take, for each byte of it */
    private static final int FOLD = 6;
    /** a power of two */
    private static final int REMEMBERED = 4_096;

    /** what was heard last, by its hash; a lost update, or another answer of the same hash, does no harm */
    private final int[] heard = new int[REMEMBERED];
    private final Cache<Said, Outcome.Accepted<ProductReader.Products>> known;

    /** @param maxBytes of memory, about; 0 keeps nothing */
    KnownAnswers(long maxBytes) {
        this.known = Caffeine.newBuilder().maximumWeight(maxBytes).executor(Runnable::run)
                .<Said, Outcome.Accepted<ProductReader.Products>>weigher((said, read) -> (int) Math.min((long) said.body.length * FOLD, Integer.MAX_VALUE)).build();
    }

    /** The products of a list or of a search's answer. */
    Outcome<ProductReader.Products> read(String seller, Dialect dialect, WireReply reply) {
        if (!reply.answered() || reply.status() != 200 || reply.body().length == 0) {
            return dialect.catalog().products(seller, reply);
        }
        var said = new Said(seller, dialect, reply.totalCount() + reply.link(), reply.body(), Arrays.hashCode(reply.body()));
        Outcome.Accepted<ProductReader.Products> before = known.getIfPresent(said);
        if (before != null) {
            return before;
        }
        Outcome<ProductReader.Products> outcome = dialect.catalog().products(seller, reply);
        if (heardBefore(said) && outcome instanceof Outcome.Accepted<ProductReader.Products> accepted) {
            known.put(said, accepted);
        }
        return outcome;
    }

    private boolean heardBefore(Said said) {
        int mark = 31 * said.hash + said.seller.hashCode();
        int at = (mark ^ mark >>> 16) & (REMEMBERED - 1);
        boolean before = heard[at] == mark;
        heard[at] = mark;
        return before;
    }

    /**
     * All that the reading of an answer depends on.
     *
     * @param total as its header says, and what its header says of another page; empty for none
     * @param hash  of the body
     */
    private record Said(String seller, Dialect dialect, String total, byte[] body, int hash) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Said s && s.hash == hash && s.dialect == dialect && s.seller.equals(seller)
                    && total.equals(s.total) && Arrays.equals(body, s.body);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
