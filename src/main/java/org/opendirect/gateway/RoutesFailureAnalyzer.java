package org.opendirect.gateway;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.annotation.Order;

/** A start that failed in Camel: a route that cannot be read, built or started. */
@Order(0)
final class RoutesFailureAnalyzer implements FailureAnalyzer {

    private static final String CAMEL = "org.apache.camel.";
    /** characters of a cause: Camel quotes whole routes */
    private static final int LONGEST = 300;

    @Override
    public FailureAnalysis analyze(Throwable failure) {
        List<Throwable> causes = Stream.iterate(failure, t -> t != null, Throwable::getCause).toList();
        if (causes.stream().noneMatch(t -> t.getClass().getName().startsWith(CAMEL))) {
            return null;
        }
        Throwable cause = causes.get(causes.size() - 1);
        String all = String.valueOf(cause.getMessage()).lines().map(String::trim).filter(l -> !l.isEmpty())
                .collect(Collectors.joining(" "));
        String message = all.length() > LONGEST ? all.substring(0, LONGEST) + "…" : all;
        return new FailureAnalysis("The gateway cannot start: " + cause.getClass().getSimpleName() + ": " + message,
                "Correct the route; --debug shows the whole cause.", failure);
    }
}
