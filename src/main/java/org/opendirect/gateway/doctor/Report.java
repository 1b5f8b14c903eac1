package org.opendirect.gateway.doctor;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.dialect.Choice;
import org.opendirect.gateway.seller.dialect.Profile;

/**
 * What a walk has come to. Nothing in it is a credential, and every text of the seller's is on one line.
 *
 * @param dialect   as it is spoken with the seller; {@code auto} when that could not be told
 * @param status    of the seller, as at GET /sellers
 * @param elapsedMs of the whole walk
 * @param booked    whether it was a walk that books
 * @param profile   the choices that are set or were learned, without the dialect
 */
public record Report(String seller, String baseUrl, String dialect, String status, Instant at, long elapsedMs, boolean booked, List<Finding> findings,
                     List<Known> profile) {

    /** A choice that is set or was learned. The evidence is empty for a setting. */
    public record Known(Choice choice, String value, Profile.Source source, String evidence) {
    }

    static Report of(Seller seller, Instant at, long elapsedMs, boolean booked, List<Finding> findings, Discretion discretion) {
        Seller.View view = seller.view();
        List<Known> known = Arrays.stream(Choice.values()).filter(c -> c != Choice.DIALECT)
                .flatMap(c -> seller.profile().chosen(c).map(v -> new Known(c, v.value(), v.source(), discretion.shown(v.evidence()))).stream()).toList();
        return new Report(seller.id(), view.baseUrl(), view.dialect(), view.status(), at, elapsedMs, booked, findings, known);
    }

    public long count(Result result) {
        return findings.stream().filter(f -> f.result() == result).count();
    }

    /** No check has failed. */
    public boolean healthy() {
        return count(Result.FAILED) == 0;
    }

    public Optional<Finding> finding(String check) {
        return findings.stream().filter(f -> f.check().id().equals(check)).findFirst();
    }

    /** The findings of each group that has any. */
    Map<Group, List<Finding>> byGroup() {
        var groups = new EnumMap<Group, List<Finding>>(Group.class);
        for (Group group : Group.values()) {
            List<Finding> own = findings.stream().filter(f -> f.check().group() == group).toList();
            if (!own.isEmpty()) {
                groups.put(group, own);
            }
        }
        return groups;
    }

    /** For programs. */
    public Map<String, Object> document() {
        var document = new LinkedHashMap<String, Object>();
        document.put("seller", seller);
        document.put("baseUrl", baseUrl);
        document.put("status", status);
        document.put("dialect", dialect);
        document.put("book", booked);
        document.put("at", at);
        document.put("elapsedMs", elapsedMs);
        document.put("counts", Map.of("passed", count(Result.PASSED), "failed", count(Result.FAILED), "notOffered", count(Result.NOT_OFFERED)));
        document.put("checks", findings.stream().map(Report::document).toList());
        document.put("profile", profile.stream().map(Report::document).toList());
        document.put("settings", ProfileYaml.of(this));
        return document;
    }

    private static Map<String, Object> document(Finding finding) {
        var document = new LinkedHashMap<String, Object>();
        document.put("id", finding.check().id());
        document.put("group", finding.check().group().title());
        document.put("title", finding.check().title());
        document.put("result", finding.result().name().toLowerCase(Locale.ROOT));
        document.put("detail", finding.detail());
        document.put("millis", finding.millis());
        return document;
    }

    private static Map<String, Object> document(Known known) {
        var document = new LinkedHashMap<String, Object>();
        document.put("choice", known.choice().key());
        document.put("value", known.value());
        document.put("source", known.source().wireName());
        if (!known.evidence().isEmpty()) {
            document.put("evidence", known.evidence());
        }
        return document;
    }

    /** For a terminal. */
    public String table() {
        return TextTable.of(this);
    }

    /** A page that stands by itself. */
    public String html() {
        return HtmlPage.of(this);
    }

    /** The seller with its profile, to be put into the settings. */
    public String yaml() {
        return ProfileYaml.of(this);
    }
}
