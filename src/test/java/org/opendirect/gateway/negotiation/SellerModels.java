package org.opendirect.gateway.negotiation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** How sellers behave, for playing strategies against them. Prices in micros; each has a floor that it never goes below. */
final class SellerModels {

    static final List<String> NAMES = List.of("linear", "stubborn", "fast then slow", "tit for tat", "random walk", "iab public", "iab seat", "iab agency",
            "iab advertiser");

    private SellerModels() {
    }

    /** What a seller says to an offer. */
    record Answer(String action, long price, Integer roundsLeft) {
    }

    /** One seller in one negotiation. */
    abstract static class Seller {
        final long list;
        final long floor;
        final List<Long> offers = new ArrayList<>();
        long standing;
        boolean closed;

        Seller(long list, long floor) {
            this.list = list;
            this.floor = floor;
            this.standing = list;
        }

        /** Hears an offer; a closed one says reject. */
        final Answer hear(long offer) {
            if (closed) {
                return new Answer("reject", standing, 0);
            }
            offers.add(offer);
            Answer answer = answer(offer);
            standing = answer.price();
            closed = !answer.action().equals("counter") && !answer.action().equals("final_offer");
            return answer;
        }

        abstract Answer answer(long offer);

        final Answer counterOrAccept(long offer, long wanted, int maxRounds) {
            long price = Math.max(floor, wanted / 10_000 * 10_000);
            if (offer >= price) {
                return new Answer("accept", offer, 0);
            }
            return offers.size() > maxRounds ? new Answer("reject", standing, 0)
                    : new Answer(offers.size() == maxRounds ? "final_offer" : "counter", price, maxRounds - offers.size());
        }
    }

    static Seller of(String name, long list, long floor, Random random) {
        long gap = list - floor;
        int patience = 5 + random.nextInt(4);
        return switch (name) {
            case "linear" -> new Seller(list, floor) {
                @Override
                Answer answer(long offer) {
                    return counterOrAccept(offer, list - gap * offers.size() / patience, patience);
                }
            };
            case "stubborn" -> new Seller(list, floor) {
                @Override
                Answer answer(long offer) {
                    return counterOrAccept(offer, list - gap / 20 * Math.min(2, offers.size()), patience);
                }
            };
            case "fast then slow" -> new Seller(list, floor) {
                @Override
                Answer answer(long offer) {
                    return counterOrAccept(offer, floor + (long) (gap * Math.pow(0.45, offers.size())), patience);
                }
            };
            case "tit for tat" -> new Seller(list, floor) {
                @Override
                Answer answer(long offer) {
                    long given = offers.size() < 2 ? gap / 10 : offer - offers.get(offers.size() - 2);
                    return counterOrAccept(offer, standing - given, patience);
                }
            };
            case "random walk" -> new Seller(list, floor) {
                @Override
                Answer answer(long offer) {
                    return counterOrAccept(offer, Math.min(list, standing - gap / 5 + (long) (random.nextDouble() * gap / 4)), patience);
                }
            };
            default -> iab(name.substring(4), list, floor);
        };
    }

    /** The IAB seller agent's engine with its tiers and caps (facts/iab-seller-agent.md section 4.2, head). */
    private static Seller iab(String tier, long list, long floor) {
        int maxRounds = switch (tier) {
            case "public" -> 3;
            case "seat" -> 4;
            case "agency" -> 5;
            default -> 6;
        };
        int perRound = maxRounds;
        int total = switch (tier) {
            case "public" -> 8;
            case "seat" -> 12;
            case "agency" -> 15;
            default -> 20;
        };
        int share = switch (tier) {
            case "public" -> 30;
            case "seat" -> 40;
            case "agency" -> 50;
            default -> 65;
        };
        long base = list * (100 - 5L * (maxRounds - 3)) / 100;
        long lowest = Math.max(floor, base * (100 - total) / 100);
        return new Seller(base, Math.min(floor, base)) {
            @Override
            Answer answer(long offer) {
                int n = offers.size();
                if (offer >= base || offer >= standing) {
                    return new Answer("accept", offer, maxRounds - n);
                }
                if (n > maxRounds) {
                    return new Answer("reject", base, maxRounds - n);
                }
                if (offer < floor) {
                    return new Answer(n == maxRounds ? "final_offer" : "counter", Math.max(floor, 1), maxRounds - n);
                }
                long counter = Math.max(standing - share * (standing - offer) / 100, Math.max(standing - base * perRound / 100, lowest));
                boolean last = n == maxRounds || standing > lowest && (standing - counter) * 100 >= (standing - lowest) * 80;
                if (last) {
                    return offer >= lowest ? new Answer("accept", offer, maxRounds - n) : new Answer("final_offer", lowest, maxRounds - n);
                }
                return new Answer("counter", counter / 10_000 * 10_000, maxRounds - n);
            }
        };
    }
}
