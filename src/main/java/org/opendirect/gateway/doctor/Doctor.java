package org.opendirect.gateway.doctor;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.opendirect.gateway.settings.GatewaySettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Walks through the protocol with one seller. Every walk ends, at the latest a little after {@code gateway.doctor.deadline}. */
public final class Doctor {

    private static final Logger log = LoggerFactory.getLogger(Doctor.class);
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int KEY_LENGTH = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SellerDirectory sellers;
    private final Exam.Tools tools;
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    public Doctor(SellerDirectory sellers, GatewaySettings settings, Outbound outbound, Clock clock) {
        this(sellers, new Exam.Tools(settings, outbound, clock, System::nanoTime, Pause.REAL, Doctor::unique));
    }

    Doctor(SellerDirectory sellers, Exam.Tools tools) {
        this.sellers = sellers;
        this.tools = tools;
    }

    private static String unique() {
        return RANDOM.ints(KEY_LENGTH, 0, LETTERS.length()).mapToObj(i -> String.valueOf(LETTERS.charAt(i))).collect(Collectors.joining());
    }

    /**
     * One walk; what it shows of the seller's way of speaking is learned.
     *
     * @throws org.opendirect.gateway.problem.ProblemException 404 for an unknown seller, 409 while another walk through it goes on
     */
    public Report examine(String sellerId, Errand errand) {
        Seller seller = sellers.find(sellerId).orElseThrow(() -> Problem.notFound("seller", sellerId).asException());
        if (!running.add(sellerId)) {
            throw Problem.conflict("doctor_running", "another walk through seller " + sellerId + " goes on").asException();
        }
        try {
            return walk(new Exam(seller, tools, errand));
        } finally {
            running.remove(sellerId);
        }
    }

    private Report walk(Exam exam) {
        List<Station> stations = List.of(new ReachAndCard(sellers), new Shelf(), new Paging(), new Searching(), new AvailsChecks(), new Negotiating(),
                new Accounts(), new OrdersAndLines(), new Deals(), new Errors());
        String why = "nothing to look at";
        try {
            for (Station station : stations) {
                visit(station, exam);
            }
            if (exam.errand().book()) {
                visit(new BookingWalk(), exam);
            }
        } catch (WalkOverException e) {
            why = e.getMessage();
        }
        if (exam.anyAnswer()) {
            Afterwards.judge(exam);
        } else if (exam.finding(Check.REACH_ANSWERS).isEmpty()) {
            exam.failed(Check.REACH_ANSWERS, why);
        }
        for (Group group : Group.values()) {
            if (group != Group.BOOKING || exam.errand().book()) {
                exam.rest(group, why);
            }
        }
        return exam.report();
    }

    /** What the gateway itself cannot cope with is not held against the seller; the other stations are visited all the same. */
    private static void visit(Station station, Exam exam) {
        try {
            station.examine(exam);
            if (station.group() != Group.CARD) {
                exam.rest(station.group(), station.otherwise());
            }
        } catch (WalkOverException e) {
            throw e;
        } catch (RuntimeException e) {
            log.warn("{}: the checks of '{}' could not be made", exam.seller().id(), station.group().title(), e);
            exam.rest(station.group(), "the gateway could not look at it: " + e.getClass().getSimpleName());
        }
    }
}
