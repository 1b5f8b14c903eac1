package org.opendirect.gateway.seller;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.opendirect.gateway.json.Loose;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.settings.GatewaySettings.OAuth2;

/**
 * Access tokens by client credentials (RFC 6749 section 4.4). One token a seller, fetched by one thread at a time, and renewed before
 * it ends while the others go on with the old one. Nothing of it is logged or stored.
 */
public final class SellerTokens {

    /** renewed when a fifth of its life is left, at most a minute early */
    private static final int EARLY_SHARE = 5;
    private static final Duration EARLIEST = Duration.ofMinutes(1);
    /** the longest that one call waits for the renewal of a token that is still good, and the pause after one that failed */
    private static final Duration RENEWAL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final long TEN_YEARS = 315_360_000;

    private final Clock clock;
    private final BiFunction<Seller, TokenRequest, WireReply> endpoint;
    private final Map<String, State> states = new ConcurrentHashMap<>();

    /** @param endpoint sends the request to the seller's token endpoint */
    public SellerTokens(Clock clock, BiFunction<Seller, TokenRequest, WireReply> endpoint) {
        this.clock = clock;
        this.endpoint = endpoint;
    }

    /**
     * What is sent to a token endpoint.
     *
     * @param authorization the Authorization header; empty for none
     * @param form          the body, URL-encoded
     * @param deadline      in {@link System#nanoTime()}
     */
    public record TokenRequest(String authorization, String form, long deadline) {
    }

    /** There is no token to send; {@code refused} when the endpoint has said no, rather than nothing. */
    static final class NoTokenException extends RuntimeException {
        final boolean refused;

        NoTokenException(boolean refused, String message) {
            super(message);
            this.refused = refused;
        }
    }

    private static final class State {
        final ReentrantLock fetching = new ReentrantLock();
        volatile Token token;
        volatile boolean credentialsInBody;
        /** not renewed before, after a renewal has failed */
        volatile Instant notBefore = Instant.MIN;
    }

    /** A token, when it is to be renewed, and when it ends; the last two far away where the endpoint does not say. */
    private record Token(String value, Instant renewAt, Instant endsAt) {
    }

    /** A token that is good at this moment, at the latest at this moment of {@link System#nanoTime()}. */
    String token(Seller seller, long deadline) {
        State state = states.computeIfAbsent(seller.id(), id -> new State());
        Token known = state.token;
        Instant now = clock.instant();
        boolean good = known != null && now.isBefore(known.endsAt());
        if (good && (now.isBefore(known.renewAt()) || now.isBefore(state.notBefore) || !state.fetching.tryLock())) {
            return known.value();
        }
        // whoever renews a token that is still good does not spend its call on it
        long limit = good ? Math.min(deadline, System.nanoTime() + RENEWAL.toNanos()) : deadline;
        if (!good) {
            waitForTurn(state, deadline);
        }
        try {
            Token current = state.token;
            boolean renewed = current != known && current != null && clock.instant().isBefore(current.endsAt());
            if (!renewed) {
                state.token = fetch(seller, state, limit);
            }
            return state.token.value();
        } catch (NoTokenException e) {
            if (good) {
                state.notBefore = clock.instant().plus(PAUSE);
                return known.value();
            }
            throw e;
        } finally {
            state.fetching.unlock();
        }
    }

    /** The seller has refused this token: it is not used again. */
    void refused(Seller seller, String token) {
        State state = states.computeIfAbsent(seller.id(), id -> new State());
        Token known = state.token;
        if (known != null && known.value().equals(token)) {
            state.token = null;
        }
    }

    private static void waitForTurn(State state, long deadline) {
        try {
            if (!state.fetching.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new NoTokenException(false, "no token in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoTokenException(false, "interrupted while waiting for a token");
        }
    }

    private Token fetch(Seller seller, State state, long deadline) {
        OAuth2 oauth2 = seller.settings().oauth2();
        WireReply reply = ask(seller, oauth2, state.credentialsInBody, deadline);
        boolean mayWantThemElsewhere = reply.answered() && (reply.status() == 400 || reply.status() == 401);
        if (mayWantThemElsewhere) {
            state.credentialsInBody = !state.credentialsInBody;
            reply = ask(seller, oauth2, state.credentialsInBody, deadline);
        }
        Loose json = reply.ok() ? reply.json().orElse(null) : null;
        String value = json == null ? null : json.text("accessToken").orElse(null);
        if (value == null) {
            boolean refused = reply.answered() && reply.status() >= 400 && reply.status() < 500 && reply.status() != 429;
            throw new NoTokenException(refused, "no token: the token endpoint " + (reply.ok() ? "answered without one" : "failed (" + reply.reason() + ")"));
        }
        Instant now = clock.instant();
        return json.whole("expiresIn").filter(s -> s > 0).map(s -> {
            Duration life = Duration.ofSeconds(Math.min(s, TEN_YEARS));
            Duration early = life.dividedBy(EARLY_SHARE);
            return new Token(value, now.plus(life).minus(early.compareTo(EARLIEST) < 0 ? early : EARLIEST), now.plus(life));
        }).orElseGet(() -> new Token(value, Instant.MAX, Instant.MAX));
    }

    private WireReply ask(Seller seller, OAuth2 oauth2, boolean credentialsInBody, long deadline) {
        var form = new StringBuilder("grant_type=client_credentials");
        if (!oauth2.scope().isBlank()) {
            form.append("&scope=").append(encoded(oauth2.scope()));
        }
        String authorization = "";
        if (credentialsInBody) {
            form.append("&client_id=").append(encoded(oauth2.clientId())).append("&client_secret=").append(encoded(oauth2.clientSecret().reveal()));
        } else {
            String pair = encoded(oauth2.clientId()) + ":" + encoded(oauth2.clientSecret().reveal());
            authorization = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
        }
        return endpoint.apply(seller, new TokenRequest(authorization, form.toString(), deadline));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
