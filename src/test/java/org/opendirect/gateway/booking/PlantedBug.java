package org.opendirect.gateway.booking;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.opendirect.gateway.audit.Audit;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.seller.dialect.LineState;
import org.opendirect.gateway.seller.dialect.Outcome;
import org.opendirect.gateway.seller.dialect.PageOf;
import org.opendirect.gateway.seller.dialect.SellerLine;
import org.opendirect.gateway.seller.dialect.SellerObject;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Works;

/**
 * Bugs that integrations of this kind really have, each in the place of the part that does it right. They live in the test tree only,
 * so nothing of them can be reached in the product; each is there to be found by the proof.
 */
public enum PlantedBug {
    /** after a lost answer the call is sent again without looking */
    BLIND_RESEND {
        @Override
        Workbench workbench() {
            return new Workbench() {
                @Override
                LineMachine lineMachine(Resolver resolver) {
                    return new LineMachine(resolver) {
                        @Override
                        void heard(LineRow line, Step asked, Outcome<SellerLine> outcome, Situation at) {
                            super.heard(line, asked, asked.mutating() ? takenForNotSent(outcome) : outcome, at);
                        }
                    };
                }
            };
        }
    },
    /** the same for the order */
    ORDER_SENT_AGAIN {
        @Override
        Workbench workbench() {
            return new Workbench() {
                @Override
                OrderMachine orderMachine(Resolver resolver) {
                    return new OrderMachine(resolver) {
                        @Override
                        void heard(OrderRow order, Outcome<SellerObject> outcome, Situation at) {
                            // and under a new name, as somebody would who has met a seller that wants names to be unique
                            String key = NaturalKey.next();
                            order.name = order.name.replace(order.key, key);
                            order.key = key;
                            super.heard(order, takenForNotSent(outcome), at);
                        }
                    };
                }
            };
        }
    },
    /** the intent is kept in memory until the answer is there */
    INTENT_AFTER_CALL {
        @Override
        Workbench workbench() {
            return new Workbench() {
                @Override
                Rows rows(Store store, Clock clock, Ledger ledger) {
                    return new ForgetfulRows(store, clock, ledger);
                }
            };
        }
    },
    /** the ceiling is compared with a sum that was read before the transaction */
    CEILING_OUTSIDE_THE_TRANSACTION {
        @Override
        Workbench workbench() {
            return new Workbench() {
                @Override
                Ledger ledger(Store store, GatewaySettings settings) {
                    return new Ledger(store, List.of()) {
                        private final Map<String, Long> readBefore = new ConcurrentHashMap<>();

                        @Override
                        Optional<Problem.Brief> hold(LineRow line, Money budget) {
                            long before = readBefore.computeIfAbsent(line.workId, id -> 0L);
                            if (before + line.costMicros > budget.micros()) {
                                return Optional.of(Problem.Brief.of("budget_exceeded", "too much"));
                            }
                            line.reservedMicros = line.costMicros;
                            line.inLedger = line.costMicros;
                            return Optional.empty();
                        }
                    };
                }
            };
        }
    },
    /** nobody looks at the end of the hold */
    BOOKING_AFTER_EXPIRY {
        @Override
        Workbench workbench() {
            return new Workbench() {
                @Override
                Resolver resolver(GatewaySettings.Booking settings) {
                    return new Resolver(settings, new SecureRandom()) {
                        @Override
                        Instant lastCall(Instant reservedAt, Instant reservedUntil) {
                            return Instant.MAX;
                        }
                    };
                }

                @Override
                LineMachine lineMachine(Resolver resolver) {
                    return new LineMachine(resolver) {
                        @Override
                        Optional<Instant> mustEndBy(LineRow line, Step step) {
                            return Optional.empty();
                        }
                    };
                }
            };
        }
    },
    /** no answer to a book is taken for a no */
    TIMEOUT_TAKEN_FOR_FAILURE {
        @Override
        Workbench workbench() {
            return endingOn(Step.BOOK, LineStatus.FAILED);
        }
    },
    /** no answer to a cancel is taken for a yes */
    RELEASE_NOT_CONFIRMED {
        @Override
        Workbench workbench() {
            return endingOn(Step.CANCEL, LineStatus.CANCELLED);
        }
    },
    /** a 200 on reserve or book is taken for success, whatever it says */
    EVERY_200_IS_SUCCESS {
        @Override
        Workbench workbench() {
            return new Workbench() {
                @Override
                LineMachine lineMachine(Resolver resolver) {
                    return new LineMachine(resolver) {
                        @Override
                        void heard(LineRow line, Step asked, Outcome<SellerLine> outcome, Situation at) {
                            boolean success = asked == Step.RESERVE || asked == Step.BOOK;
                            super.heard(line, asked, success && outcome instanceof Outcome.Accepted<SellerLine> a
                                    ? new Outcome.Accepted<>(in(a.value(), asked == Step.BOOK ? LineState.BOOKED : LineState.RESERVED)) : outcome, at);
                            line.verified |= line.status == LineStatus.BOOKED;
                        }
                    };
                }
            };
        }
    },
    /** what the seller echoes is not compared with what was agreed */
    TERMS_NOT_COMPARED {
        @Override
        Workbench workbench() {
            return new Workbench() {
                @Override
                LineMachine lineMachine(Resolver resolver) {
                    return new LineMachine(resolver) {
                        @Override
                        List<String> differences(LineRow agreed, OrderRow order, SellerLine held) {
                            return List.of();
                        }
                    };
                }
            };
        }
    },
    /** the first line of the order is taken for ours, whatever key it bears */
    ANOTHERS_LINE_ADOPTED {
        @Override
        Workbench workbench() {
            return new Workbench() {
                @Override
                LineMachine lineMachine(Resolver resolver) {
                    return new LineMachine(resolver) {
                        @Override
                        void listed(LineRow line, Outcome<PageOf<SellerLine>> outcome, Situation at) {
                            if (outcome instanceof Outcome.Accepted<PageOf<SellerLine>> page && !page.value().items().isEmpty()) {
                                var first = new ArrayList<>(page.value().items());
                                first.set(0, marked(first.get(0), line.key));
                                // nor is it asked whose it is by its id
                                super.listed(line, new Outcome.Accepted<>(PageOf.of(List.copyOf(first))), new Situation(at.now(), at.phase(), at.order(),
                                        at.purse(), (l, id) -> Optional.empty(), at.sisters(), at.speaker()));
                            } else {
                                super.listed(line, outcome, at);
                            }
                        }
                    };
                }
            };
        }
    },
    /** whoever has lost the claim writes on; it can be stopped in the middle of a transaction, and keeps nobody out by the money it holds */
    NO_FENCE {
        @Override
        Workbench workbench() {
            return new StoppableWorkbench() {
                @Override
                Ledger ledger(Store store, GatewaySettings settings) {
                    return new Ledger(store, List.of()) {
                        @Override
                        Optional<Problem.Brief> hold(LineRow line, Money budget) {
                            line.reservedMicros = line.costMicros;
                            return Optional.empty();
                        }

                        @Override
                        void follow(LineRow line) {
                            // nothing is summed up
                        }
                    };
                }
            };
        }
    },
    /** no bug, but it can be stopped in the middle of a transaction too */
    NOTHING {
        @Override
        Workbench workbench() {
            return new StoppableWorkbench();
        }
    },
    /** an Idempotency-Key is looked up, but not held while the work is done */
    KEY_NOT_HELD;

    /** Is called inside the transaction that saves a line, with the step of the attempt that is on it; empty without one. */
    public static volatile Consumer<String> beforeSave = step -> { };

    Workbench workbench() {
        return new Workbench();
    }

    private static class StoppableWorkbench extends Workbench {
        @Override
        Rows rows(Store store, Clock clock, Ledger ledger) {
            return new Rows(store, clock, ledger) {
                @Override
                void save(LineRow line) {
                    beforeSave.accept(line.attempt == null ? "" : line.attempt.step.routeName());
                    super.save(line);
                }
            };
        }
    }

    /** Bookings with this bug in them. */
    public Bookings bookings(Store store, Works works, Clock clock, SellerDirectory sellers, GatewaySettings settings, Audit audit,
                             LineObserver observer) {
        return new Bookings(store, works, clock, sellers, settings, audit, observer, workbench());
    }

    private static <T> Outcome<T> takenForNotSent(Outcome<T> outcome) {
        return outcome instanceof Outcome.Unknown<T> u ? new Outcome.Unknown<>(u.reason(), true, u.retryAfter()) : outcome;
    }

    private static Workbench endingOn(Step step, LineStatus end) {
        return new Workbench() {
            @Override
            LineMachine lineMachine(Resolver resolver) {
                return new LineMachine(resolver) {
                    @Override
                    void heard(LineRow line, Step asked, Outcome<SellerLine> outcome, Situation at) {
                        super.heard(line, asked, outcome, at);
                        if (asked == step && outcome instanceof Outcome.Unknown<SellerLine>) {
                            line.attempt = null;
                            line.status = end;
                            line.reservedMicros = 0;
                            line.bookedMicros = 0;
                        }
                    }
                };
            }
        };
    }

    private static SellerLine in(SellerLine l, LineState state) {
        return new SellerLine(l.id(), l.name(), l.productId(), state, state.name(), l.reason(), l.reservedUntil(), l.rateType(), l.rateMicros(),
                l.quantity(), l.costMicros(), l.currency(), l.start(), l.end(), l.marks(), l.orderId(), l.accountId());
    }

    private static SellerLine marked(SellerLine l, String key) {
        return new SellerLine(l.id(), l.name(), l.productId(), l.state(), l.rawState(), l.reason(), l.reservedUntil(), l.rateType(), l.rateMicros(),
                l.quantity(), l.costMicros(), l.currency(), l.start(), l.end(), key, l.orderId(), l.accountId());
    }

    /** Keeps the intents of this process in memory, where a kill forgets them. */
    private static final class ForgetfulRows extends Rows {
        private final Map<String, LineRow> remembered = new ConcurrentHashMap<>();

        ForgetfulRows(Store store, Clock clock, Ledger ledger) {
            super(store, clock, ledger);
        }

        @Override
        void save(LineRow line) {
            boolean intent = line.attempt != null && line.attempt.step.mutating() && !line.attempt.answered;
            if (!intent) {
                remembered.remove(line.key);
                super.save(line);
                return;
            }
            remembered.put(line.key, line);
            LineRow before = Json.read(Json.text(line), LineRow.class);
            before.inLedger = line.inLedger;
            before.attempt = null;
            before.status = line.sellerLineId == null ? LineStatus.PLANNED : line.attempt.step == Step.BOOK ? LineStatus.RESERVED : LineStatus.DRAFT;
            super.save(before);
        }

        @Override
        List<Stored> stored(String where, Object... params) {
            return super.stored(where, params).stream()
                    .map(s -> new Stored(remembered.getOrDefault(s.line().key, s.line()), s.order(), s.updatedAt(), s.atRest())).toList();
        }
    }
}
