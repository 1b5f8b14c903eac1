package org.opendirect.gateway.doctor;

import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.seller.dialect.Profile;

/** The settings of a seller as they were learned, in YAML. Values are quoted, since YAML takes yes and no for something else. */
final class ProfileYaml {

    private ProfileYaml() {
    }

    static String of(Report report) {
        var yaml = new StringBuilder("gateway:\n  sellers:\n");
        yaml.append("    - id: ").append(quoted(report.seller())).append('\n');
        yaml.append("      base-url: ").append(quoted(report.baseUrl())).append('\n');
        yaml.append("      dialect: ").append(report.dialect()).append('\n');
        if (!report.profile().isEmpty()) {
            yaml.append("      profile:\n");
        }
        for (Report.Known known : report.profile()) {
            String comment = known.source() == Profile.Source.SET ? "as set" : known.evidence();
            yaml.append("        # ").append(comment).append('\n');
            yaml.append("        ").append(known.choice().key()).append(": ").append(quoted(known.value())).append('\n');
        }
        return yaml.toString();
    }


    /** A JSON string is a YAML string. */
    private static String quoted(String text) {
        return Json.text(text);
    }
}
