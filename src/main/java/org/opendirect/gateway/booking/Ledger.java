package org.opendirect.gateway.booking;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.store.Store;

/**
 * What is held and booked, summed up where a limit counts: under each campaign or booking, and under each advertiser across all of
 * them (booking protocol, rule 7). A sum changes in the transaction that changes the line, and whoever changes it keeps the others out
 * until the commit, so reserved + booked never passes a limit, with any number of gateways.
 */
class Ledger {

    private static final String EVERYBODY = "*";

    private final Store store;
    private final Map<String, Map<String, Money>> ceilings = new TreeMap<>();

    Ledger(Store store, List<GatewaySettings.Ceiling> ceilings) {
        this.store = store;
        for (GatewaySettings.Ceiling c : ceilings) {
            this.ceilings.computeIfAbsent(c.advertiser(), a -> new TreeMap<>())
                    .put(c.currency(), new Money(Money.toMicros(c.amount()), c.currency()));
        }
    }

    /** Holds the line's cost. The refusal when a limit does not allow it; then nothing has changed. Inside the transaction of the step. */
    Optional<Problem.Brief> hold(LineRow line, Money budget) {
        Optional<Problem.Brief> refusal = budget.currency().equals(line.currency) ? Optional.empty()
                : Optional.of(Problem.Brief.of("budget_exceeded", "the budget is in " + budget.currency() + ", the line in " + line.currency));
        // what the line holds already is part of the sums
        long more = line.costMicros - line.inLedger;
        if (refusal.isEmpty()) {
            add(line, more);
            refusal = passed(line, budget);
            if (refusal.isPresent()) {
                add(line, -more);
            }
        }
        if (refusal.isEmpty()) {
            line.reservedMicros = line.costMicros;
            line.inLedger = line.costMicros;
        }
        return refusal;
    }

    /** Takes over into the sums what has changed on the line since it was read. Inside the transaction that saves the line. */
    void follow(LineRow line) {
        long now = line.reservedMicros + line.bookedMicros;
        if (now > line.inLedger) {
            throw new IllegalStateException("line " + line.id + " of " + line.workId + " would hold " + Money.toAmount(now)
                    + " of which only " + Money.toAmount(line.inLedger) + " were held within the limits");
        }
        if (now != line.inLedger) {
            add(line, now - line.inLedger);
            line.inLedger = now;
        }
    }

    private Optional<Problem.Brief> passed(LineRow line, Money budget) {
        Money ofWork = sum(workScope(line), line.currency);
        if (ofWork.exceeds(budget)) {
            return Optional.of(Problem.Brief.of("budget_exceeded", line.cost() + " would pass the budget of " + budget
                    + ": with what is held and booked under it, it would have to be " + ofWork + "; nothing was reserved for this line"));
        }
        Map<String, Money> ofAdvertiser = ceilings.getOrDefault(line.advertiserId, ceilings.getOrDefault(EVERYBODY, Map.of()));
        Money ceiling = ofAdvertiser.get(line.currency);
        if (!ofAdvertiser.isEmpty() && ceiling == null) {
            // fails closed: sums in two currencies cannot be compared
            return Optional.of(Problem.Brief.of("ceiling_exceeded", "advertiser " + line.advertiserId + " has a ceiling, but none in "
                    + line.currency + "; nothing was reserved for this line"));
        }
        Money ofAll = sum(advertiserScope(line), line.currency);
        return ceiling != null && ofAll.exceeds(ceiling)
                ? Optional.of(Problem.Brief.of("ceiling_exceeded", line.cost() + " would pass the ceiling of " + ceiling + " of advertiser "
                        + line.advertiserId + " (gateway.ceilings): with what is held and booked for it, it would have to be " + ofAll
                        + "; nothing was reserved for this line")) : Optional.empty();
    }

    /** Always the work before the advertiser: two orders of locking would be a deadlock. */
    private void add(LineRow line, long micros) {
        add(workScope(line), line.currency, micros);
        add(advertiserScope(line), line.currency, micros);
    }

    private void add(String scope, String currency, long micros) {
        store.sql().sql("insert into ledger (scope, currency, micros) values (?, ?, ?) "
                + "on conflict (scope, currency) do update set micros = ledger.micros + excluded.micros").params(scope, currency, micros).update();
    }

    private Money sum(String scope, String currency) {
        return new Money(store.sql().sql("select micros from ledger where scope = ? and currency = ?").params(scope, currency)
                .query(Long.class).single(), currency);
    }

    private static String workScope(LineRow line) {
        return "work:" + line.workId;
    }

    private static String advertiserScope(LineRow line) {
        return "advertiser:" + line.advertiserId;
    }
}
