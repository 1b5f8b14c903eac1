package org.opendirect.gateway.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Fast and wrong would be worth nothing: the seller must hold every line that was asked for, once, booked once. */
final class LedgerCheck {

    private LedgerCheck() {
    }

    /** What is wrong; empty when nothing is. */
    static List<String> faults(StubBooks books, List<Load> loads) {
        var faults = new ArrayList<>(books.refusals());
        Map<String, List<StubOrder>> held = books.orders("").stream().collect(Collectors.groupingBy(StubOrder::plainName));
        for (Load load : loads) {
            for (int i = 1; i <= load.bookings(); i++) {
                List<StubOrder> orders = held.getOrDefault(load.prefix() + i, List.of());
                held.remove(load.prefix() + i);
                if (orders.size() != 1) {
                    faults.add(load.prefix() + i + " is " + orders.size() + " orders");
                } else {
                    faults.addAll(faults(orders.get(0), load.linesEach()));
                }
            }
        }
        held.keySet().forEach(name -> faults.add(name + " was never asked for"));
        return faults;
    }

    private static List<String> faults(StubOrder order, int expected) {
        var faults = new ArrayList<String>();
        long names = order.lines.stream().map(l -> l.json.path("name").asText()).distinct().count();
        if (order.lines.size() != expected || names != expected) {
            faults.add(order.name + " has " + order.lines.size() + " lines of " + names + " names instead of " + expected);
        }
        for (StubLine line : order.lines) {
            boolean once = List.of(StubLine.Call.values()).stream().map((Function<StubLine.Call, Integer>) line::times).allMatch(n -> n == 1);
            if (!line.state().equals("Booked") || !once) {
                faults.add(order.name + ", " + line.id + " is " + line.state() + " after " + line.times(StubLine.Call.CREATE) + " create, "
                        + line.times(StubLine.Call.RESERVE) + " reserve, " + line.times(StubLine.Call.BOOK) + " book, "
                        + line.times(StubLine.Call.READ_BACK) + " read");
            }
        }
        return faults;
    }
}
