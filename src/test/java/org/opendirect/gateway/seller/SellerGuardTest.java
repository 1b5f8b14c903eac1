package org.opendirect.gateway.seller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.seller.dialect.WireReply.Failure;
import org.opendirect.gateway.seller.dialect.WireRequest;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.TestSettings;

class SellerGuardTest {

    private final Seller seller = new SellerDirectory(TestSettings.with(Map.of("gateway.sellers[0].id", "s", "gateway.sellers[0].base-url", "http://s",
            "gateway.calls.connections-per-seller", "2", "gateway.calls.waiting-per-seller", "1", "gateway.circuit.calls", "4",
            "gateway.circuit.open-for", "100ms", "gateway.circuit.patience", "1s")),
            new SellerDirectory.Variables("", Secret.valueOf(""), Secret.valueOf(""), "")).get("s");
    private final SellerGuard guard = seller.guard();

    @ParameterizedTest
    @CsvSource({"NONE,500,5000,true", "NONE,503,5000,true", "LOST,0,5000,true", "TOO_LARGE,0,5000,true", "NOT_SENT,0,5000,true", "TIMEOUT,0,5000,true",
        "TIMEOUT,0,900,false", "NONE,429,5000,false", "NONE,404,5000,false", "NONE,401,5000,false", "NONE,501,5000,false", "TOO_LATE,0,5000,false", "NONE,200,5000,false"})
    void whatOpensTheCircuitIsThatTheSellerFails(Failure failure, int status, long givenMs, boolean opens) {
        for (int i = 0; i < 4; i++) {
            make(call(true, givenMs), failure, status, "0");
        }

        assertThat(guard.circuit()).isEqualTo(opens ? "open" : "closed");
        SellerGuard.Admission next = guard.admit(call(true, 5_000));
        assertThat(next.admitted()).isEqualTo(!opens);
        assertThat(guard.admit(call(false, 5_000)).admitted()).as("what buys is sent all the same").isTrue();
    }

    @Test
    void oneCallTriesWhetherItWorksAgain() {
        open();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> guard.admit(call(true, 5_000)).admitted());

        assertThat(guard.circuit()).isEqualTo("half_open");
        SellerGuard.Admission second = guard.admit(call(true, 5_000));
        assertThat(second.instead().failure()).isEqualTo(Failure.CIRCUIT_OPEN);
        guard.done(call(true, 5_000), new SellerGuard.Admission(null, true), reply(Failure.NONE, 200, ""), false, Instant.EPOCH);
        assertThat(guard.circuit()).isEqualTo("closed");
    }

    @Test
    void theTryThatFailsOpensItAgainAndTheOneThatSaysNothingIsNotTheLast() {
        open();
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> guard.admit(call(true, 5_000)).admitted());
        // it was given too little time to say anything about the seller: somebody else may try
        guard.done(call(true, 100), new SellerGuard.Admission(null, true), reply(Failure.TIMEOUT, 0, ""), false, Instant.EPOCH);
        SellerGuard.Admission again = guard.admit(call(true, 5_000));
        assertThat(again.admitted()).isTrue();
        guard.done(call(true, 5_000), again, reply(Failure.LOST, 0, ""), false, Instant.EPOCH);

        assertThat(guard.circuit()).isEqualTo("open");
    }

    @Test
    void soManyAtOnceSoManyWaitAndOthersAreToldAtOnce() {
        var held = new ArrayList<>(List.of(guard.admit(call(true, 60_000)), guard.admit(call(true, 60_000))));
        assertThat(held).allMatch(SellerGuard.Admission::admitted);
        // what buys waits on every JDK; what can be spared only where a thread that waits costs nothing
        boolean virtual = Runtime.version().feature() >= 21;
        var waiter = CompletableFuture.supplyAsync(() -> guard.admit(call(virtual, 60_000)));
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> guard.waiting() == 1);

        WireReply third = guard.admit(call(true, 60_000)).instead();
        assertThat(third.failure()).isEqualTo(Failure.RATE_LIMITED);
        assertThat(third.detail()).isEqualTo("not asked: 2 calls to it are under way, and " + (virtual ? 1 : 0) + " wait");
        assertThat(guard.admit(call(true, 60_000)).admitted()).isFalse();

        guard.done(call(true, 60_000), held.get(0), reply(Failure.NONE, 200, ""), false, Instant.EPOCH);
        assertThat(waiter.orTimeout(10, TimeUnit.SECONDS).join().admitted()).isTrue();
        assertThat(guard.underWay()).isEqualTo(2);
        WireReply late = guard.admit(call(false, 30)).instead();
        assertThat(late.failure()).as("what buys waits as long as it has time").isEqualTo(Failure.TOO_LATE);
    }

    @Test
    void whoIsBeingGivenAPlaceDoesNotCountAsWaitingForOne() throws Exception {
        // as many callers as may be there at once: however they take turns, there is room for each
        int callers = SellerGuard.WAITS_COST_A_THREAD ? 2 : 3;
        var turnedAway = new ConcurrentLinkedQueue<String>();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            var ends = new ArrayList<Future<?>>();
            for (int i = 0; i < callers; i++) {
                ends.add(threads.submit(() -> {
                    for (int n = 0; n < 5_000; n++) {
                        SellerGuard.Admission admission = guard.admit(call(true, 60_000));
                        if (admission.admitted()) {
                            Thread.yield();
                            guard.done(call(true, 60_000), admission, reply(Failure.NONE, 200, ""), false, Instant.EPOCH);
                        } else {
                            turnedAway.add(admission.instead().detail());
                        }
                    }
                }));
            }
            for (Future<?> end : ends) {
                end.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(turnedAway).isEmpty();
        assertThat(guard.underWay()).isZero();
        assertThat(guard.waiting()).isZero();
    }

    @Test
    void aSellerThatWantsAPauseHasItFromThoseWhoCanBeSpared() {
        make(call(true, 5_000), Failure.NONE, 429, "30");

        WireReply told = guard.admit(call(true, 5_000)).instead();
        assertThat(told.failure()).isEqualTo(Failure.RATE_LIMITED);
        assertThat(Integer.parseInt(told.retryAfter())).isBetween(1, 30);
        assertThat(guard.admit(call(false, 5_000)).admitted()).isTrue();
        assertThat(guard.learnedRate()).isPositive();
        guard.reset();
        assertThat(guard.admit(call(true, 5_000)).admitted()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"'',1000", "0,0", "7,7000", "86400,60000", "soon,1000", "'Fri, 31 Dec 1999 23:59:59 GMT',0", "'Tue, 31 Dec 2199 23:59:59 GMT',60000", "99999999999,60000", "'Tuesday, 31-Dec-30 23:59:59 GMT',60000", "'Tue Dec 31 23:59:59 2199',60000"})
    void aPauseIsReadAndNeverTooLong(String retryAfter, long millis) {
        assertThat(SellerGuard.pause(retryAfter, Instant.parse("2027-01-01T00:00:00Z"))).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void aSellerIsNotBlamedForWhatTheGatewayIsLateWith() {
        for (int i = 0; i < 8; i++) {
            guard.done(call(true, 5_000), guard.admit(call(true, 5_000)), reply(Failure.TIMEOUT, 0, ""), true, Instant.EPOCH);
        }
        assertThat(guard.circuit()).isEqualTo("closed");
        assertThat(guard.underWay()).isZero();
    }

    private void open() {
        for (int i = 0; i < 4; i++) {
            make(call(true, 5_000), Failure.LOST, 0, "");
        }
        assertThat(guard.circuit()).isEqualTo("open");
    }

    private void make(SellerCallContext call, Failure failure, int status, String retryAfter) {
        SellerGuard.Admission admission = guard.admit(call);
        if (admission.admitted()) {
            guard.done(call, admission, reply(failure, status, retryAfter), false, Instant.EPOCH);
        }
    }

    private SellerCallContext call(boolean spare, long givenMs) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(givenMs);
        return new SellerCallContext(new SellerRequest("s", WireRequest.get("/products", ""), deadline, spare), seller);
    }

    private static WireReply reply(Failure failure, int status, String retryAfter) {
        return new WireReply(failure, status, new byte[0], "", retryAfter, "", 1);
    }
}
