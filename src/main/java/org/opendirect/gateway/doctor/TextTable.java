package org.opendirect.gateway.doctor;

import java.util.List;
import java.util.Map;

/** The report for a terminal: group by group, in columns. */
final class TextTable {

    private static final int RESULT = 12;

    private TextTable() {
    }

    static String of(Report report) {
        int id = report.findings().stream().mapToInt(f -> f.check().id().length()).max().orElse(0);
        int title = report.findings().stream().mapToInt(f -> f.check().title().length()).max().orElse(0);
        var table = new StringBuilder();
        table.append(report.seller()).append("  ").append(report.baseUrl()).append("  dialect ").append(report.dialect()).append('\n');
        for (Map.Entry<Group, List<Finding>> group : report.byGroup().entrySet()) {
            table.append('\n').append(group.getKey().title()).append('\n');
            for (Finding f : group.getValue()) {
                table.append("  ").append(pad(f.result().words(), RESULT)).append(pad(f.check().id(), id + 2)).append(pad(f.check().title(), title + 2))
                        .append(String.format("%6d ms  ", f.millis())).append(f.detail()).append('\n');
            }
        }
        table.append('\n').append(summary(report)).append('\n');
        return table.toString();
    }

    static String summary(Report report) {
        return report.count(Result.PASSED) + " passed, " + report.count(Result.FAILED) + " failed, " + report.count(Result.NOT_OFFERED) + " not offered; "
                + report.elapsedMs() + " ms";
    }

    private static String pad(String text, int length) {
        return text + " ".repeat(Math.max(0, length - text.length()));
    }
}
