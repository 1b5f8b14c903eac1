package org.opendirect.gateway.doctor;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** The report as one page: no scripts, nothing that is loaded, and everything that a seller said is text. */
final class HtmlPage {

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>%s</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 16px/1.45 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
            h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
            h2 { font-size: 1.1rem; margin: 1.6rem 0 .2rem; }
            p { margin: .3rem 0; }
            ul { list-style: none; margin: 0; padding: 0; }
            li { padding: .5rem 0 .5rem .7rem; border-top: 1px solid #8884; border-left: 4px solid #888; }
            li.passed { border-left-color: #1a7f37; }
            li.failed { border-left-color: #cf222e; }
            .result { font-weight: 600; }
            .passed .result { color: #1a7f37; }
            .failed .result { color: #cf222e; }
            code, pre, .small { font-size: .85rem; }
            .small { opacity: .75; }
            pre { overflow-x: auto; padding: .7rem; border: 1px solid #8884; }
            </style>
            </head>
            <body>
            """;

    private HtmlPage() {
    }

    static String of(Report report) {
        var page = new StringBuilder(HEAD.formatted(escaped("Seller " + report.seller())));
        page.append("<h1>Seller ").append(escaped(report.seller())).append("</h1>\n");
        page.append("<p>").append(escaped(report.baseUrl())).append("<br>dialect ").append(escaped(report.dialect())).append(", ")
                .append(escaped(report.status())).append(", ").append(report.at().truncatedTo(ChronoUnit.SECONDS)).append("</p>\n");
        page.append("<p><strong>").append(escaped(TextTable.summary(report))).append("</strong></p>\n");
        if (!report.healthy()) {
            list(page, "What has failed", report.findings().stream().filter(f -> f.result() == Result.FAILED).toList());
        }
        for (Map.Entry<Group, List<Finding>> group : report.byGroup().entrySet()) {
            list(page, group.getKey().title(), group.getValue());
        }
        page.append("<h2>Settings</h2>\n<pre>").append(escaped(report.yaml())).append("</pre>\n</body>\n</html>\n");
        return page.toString();
    }

    private static void list(StringBuilder page, String title, List<Finding> findings) {
        page.append("<h2>").append(escaped(title)).append("</h2>\n<ul>\n");
        for (Finding f : findings) {
            page.append("<li class=\"").append(f.result() == Result.FAILED ? "failed" : f.result() == Result.PASSED ? "passed" : "none").append("\">")
                    .append("<span class=\"result\">").append(escaped(f.result().words())).append("</span> ").append(escaped(f.check().title()))
                    .append("<br>").append(escaped(f.detail())).append("<br><span class=\"small\">").append(escaped(f.check().id())).append(", ")
                    .append(f.millis()).append(" ms</span></li>\n");
        }
        page.append("</ul>\n");
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'", "&#39;");
    }
}
