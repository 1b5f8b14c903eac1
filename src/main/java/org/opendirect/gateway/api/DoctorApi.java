package org.opendirect.gateway.api;

import java.nio.charset.StandardCharsets;
import org.apache.camel.Exchange;
import org.opendirect.gateway.doctor.Doctor;
import org.opendirect.gateway.doctor.Errand;
import org.opendirect.gateway.doctor.Report;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Fields;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;

/** The REST side of the doctor: {@code POST /sellers/{seller}/doctor}. */
public final class DoctorApi {

    private static final String HTML = "text/html";
    private static final String BOOK = "book";
    private static final String ERRAND = "errand";
    private static final String SELLER = "seller";

    private final Doctor doctor;
    private final SellerDirectory sellers;

    public DoctorApi(Doctor doctor, SellerDirectory sellers) {
        this.doctor = doctor;
        this.sellers = sellers;
    }

    /** Reads what is wanted. Nothing is booked unless the body says so, in so many words. */
    public void receive(Exchange exchange) {
        Seller seller = Requests.seller(exchange, sellers);
        Fields f = Fields.of(Requests.optionalJson(exchange));
        boolean book = f.bool(BOOK).orElse(false);
        String productId = f.text("productId", 200).orElse("");
        String advertiserId = f.text("advertiserId", 200).orElse("");
        if (productId.equals(".") || productId.equals("..")) {
            f.fault("productId", "is not usable as an id");
        }
        f.end();
        f.throwIfWrong();
        exchange.setProperty(SELLER, seller.id());
        exchange.setProperty(ERRAND, new Errand(book, productId, advertiserId));
    }

    /** Walks, and answers the report: as JSON, or as a page for who asks for one. */
    public void examine(Exchange exchange) {
        String accept = exchange.getMessage().getHeader("Accept", "", String.class);
        Report report = doctor.examine(exchange.getProperty(SELLER, String.class), exchange.getProperty(ERRAND, Errand.class));
        if (accept.equals(HTML)) {
            Answers.write(exchange.getMessage(), 200, HTML + "; charset=utf-8", report.html().getBytes(StandardCharsets.UTF_8));
        } else {
            Answers.write(exchange.getMessage(), 200, Answers.JSON, Json.bytes(report.document()));
        }
    }
}
