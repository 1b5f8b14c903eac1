package org.opendirect.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.doctor.Doctor;
import org.opendirect.gateway.doctor.Errand;
import org.opendirect.gateway.doctor.Report;
import org.opendirect.gateway.problem.Fields;
import org.opendirect.gateway.seller.SellerDirectory;

/** The REST side of the doctor: {@code POST /sellers/{seller}/doctor}. */
public final class DoctorApi {

    private final Doctor doctor;
    private final SellerDirectory sellers;

    public DoctorApi(Doctor doctor, SellerDirectory sellers) {
        this.doctor = doctor;
        this.sellers = sellers;
    }

    /** What is to be examined. Nothing is booked unless the body says so, in so many words. */
    public Errand parse(@Header("seller") String sellerId, @Body JsonNode body) {
        RestParameters.seller(sellerId, sellers);
        Fields f = RestParameters.optional(body);
        boolean book = f.bool("book").orElse(false);
        String productId = f.text("productId", 200).orElse("");
        String advertiserId = f.text("advertiserId", 200).orElse("");
        if (productId.equals(".") || productId.equals("..")) {
            f.fault("productId", "is not usable as an id");
        }
        f.end();
        f.throwIfWrong();
        return new Errand(book, productId, advertiserId);
    }

    /** Walks through the seller's protocol, within {@code gateway.doctor.deadline}. */
    public Report examine(@Header("seller") String sellerId, @ExchangeProperty(RouteProperties.ERRAND) Errand errand) {
        return doctor.examine(sellerId, errand);
    }
}
