package org.opendirect.gateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.sandbox.SandboxCaller.Reply;

/** One walk through each dialect of OpenDirect: catalogue, avails, account, order, line, reserve, book, stats. */
class SandboxWalkTest {

    private static final Duration TO_THE_MIDDLE_OF_THE_FLIGHT = Duration.between(SandboxCaller.NOW, Instant.parse("2027-02-15T12:00:00Z"));

    @Test
    void theSeedsFormIsWhatItWas() throws Exception {
        try (var seller = SandboxCaller.of("premium-news", SandboxDialect.SEED)) {
            assertThat(seller.origin("/.well-known/agent.json").at("/openDirectVersion")).isEqualTo("2.1");
            Reply products = seller.get("/products?$skip=0&$top=50");
            assertThat(products.at("/products/0/id")).isEqualTo("prod_homepage_banner");
            assertThat(products.names("/products/0")).contains("channel", "adFormats", "basePrice", "availableImpressions", "negotiationEnabled");
            assertThat(seller.send("POST", "/products/search", "{'channel':'video'}").json().at("/products")).hasSize(1);
            Reply avails = seller.send("POST", "/products/avails", "{'productId':'prod_homepage_banner','requestedImpressions':100000}");
            assertThat(avails.at("/availableImpressions")).isEqualTo("5000000");

            String proposal = avails.at("/proposalId");
            assertThat(seller.send("POST", "/proposals/" + proposal + "/counter", "{'price':15}").at("/action")).isEqualTo("counter");

            String account = seller.send("POST", "/accounts", "{'advertiserId':'a','buyerId':'b','name':'ACME'}").at("/id");
            Reply order = seller.send("POST", "/accounts/" + account + "/orders", "{'name':'One','currency':'USD','budget':5000,'any':1}");
            assertThat(order.at("/orderStatus")).isEqualTo("APPROVED");
            assertThat(order.at("/any")).as("unknown properties are kept").isEqualTo("1");
            String lines = "/accounts/" + account + "/orders/" + order.at("/id") + "/lines";
            String line = seller.send("POST", lines, "{'name':'L','productId':'prod_homepage_banner','rate':18.5,'quantity':100000,"
                    + "'startDate':'2027-02-01T00:00:00Z','endDate':'2027-03-01T23:59:59Z'}").at("/id");
            assertThat(seller.send("PATCH", lines + "/" + line + "?action=reserve", null).at("/bookingStatus")).isEqualTo("Reserved");
            assertThat(seller.send("PATCH", lines + "/" + line + "?action=reserve", null).at("/errors/0/errorCode")).isEqualTo("InvalidState");
            assertThat(seller.send("PATCH", lines + "/" + line + "?action=book", null).at("/bookingStatus")).isEqualTo("Booked");
            assertThat(seller.get(lines).at("/lines/0/quantity")).isEqualTo("100000");
            seller.pass(TO_THE_MIDDLE_OF_THE_FLIGHT);
            assertThat(seller.get(lines + "/" + line + "/stats").at("/impressionsDelivered")).isEqualTo("50000");
            assertThat(seller.seller().ledger().keySet()).containsExactly("accounts", "orders", "lines", "proposals", "faults");
        }
    }

    @Test
    void theSpecificationIsWalkedInItsOwnWords() throws Exception {
        try (var seller = SandboxCaller.of("premium-news", SandboxDialect.SPEC)) {
            Reply products = seller.get("/products?count=10&offset=0");
            assertThat(products.names("/products/0")).containsExactlyInAnyOrder("id", "publisherid", "name", "description", "currency", "baseprice",
                    "ratetype", "deliverytype", "producttags", "adunit", "reservedexpirytime");
            assertThat(products.at("/products/0/deliverytype")).isEqualTo("guaranteed");
            assertThat(products.header("X-Total-Count")).isEqualTo("4");
            assertThat(seller.get("/products/prod_news_video").at("/baseprice")).isEqualTo("24.00");
            Reply found = seller.send("POST", "/products/search", "{'$or':[{'adunit':{'spec':{'video':{}}}},{'baseprice':8.5}]}");
            assertThat(found.each("/products", "id")).containsExactly("prod_news_video", "prod_native_content");

            Reply avails = seller.send("POST", "/products/avails", "{'productids':['prod_news_video','nothing','prod_native_content'],'accountid':'a',"
                    + "'advertiserbrandid':'b','startdate':'2027-02-01','enddate':'2027-03-01','qty':1000}");
            assertThat(avails.json().at("/avails")).hasSize(2);
            assertThat(avails.at("/avails/0/productid") + " " + avails.at("/avails/0/availability") + " " + avails.at("/avails/0/currency") + " "
                    + avails.at("/avails/0/price")).isEqualTo("prod_news_video 2000000 USD 24.00");

            Booked booked = walkInLowerCase(seller, "PATCH", "PUT");
            assertThat(seller.get(booked.lines() + "?name=*of%20Feb*").json().at("/lines")).hasSize(1);
            assertThat(seller.get(booked.lines() + "?name=Other").json().at("/lines")).isEmpty();
            assertThat(seller.get("/accounts?advertiserid=adv&buyerid=buy").json().at("/accounts")).hasSize(1);
            assertThat(seller.get("/accounts?advertiserid=adv&buyerid=other").json().at("/accounts")).isEmpty();
        }
    }

    @Test
    void aSellerWithPutHasNoSearchAndItsTotalsStandInTheBody() throws Exception {
        try (var seller = SandboxCaller.of("premium-news", SandboxDialect.PUT)) {
            assertThat(seller.get("/products?count=2&offset=1").json().at("/paging").toString().replace("\"", "").split("[{},]"))
                    .contains("offset:1", "count:2", "totalrecords:4", "countlimit:250");
            assertThat(seller.send("POST", "/products/search", "{}").status()).isEqualTo(501);
            assertThat(seller.send("POST", "/products/avails", "{'productids':['prod_news_video'],'accountid':'a','startdate':'2027-02-01',"
                    + "'enddate':'2027-03-01'}").at("/avails/0/price")).isEqualTo("24.00");
            walkInLowerCase(seller, "PUT", "PUT");
        }
    }

    /** Where a line was booked. */
    private record Booked(String lines, String line) {
    }

    private static Booked walkInLowerCase(SandboxCaller seller, String reserveBy, String bookBy) throws Exception {
        Reply account = seller.send("POST", "/accounts", "{'advertiserid':'adv','buyerid':'buy','name':'ACME'}");
        assertThat(account.header("Location")).endsWith("/accounts/" + account.at("/id"));
        String orders = "/accounts/" + account.at("/id") + "/orders";
        Reply order = seller.send("POST", orders, "{'name':'One','accountid':'" + account.at("/id") + "','currency':'USD','budget':5000,"
                + "'startdate':'2027-02-01T00:00:00Z','providerdata':{'campaignid':'c','campaignname':'n','other':'key'},'ext':{'gatewayKey':'key'}}");
        assertThat(order.status()).isEqualTo(200);
        assertThat(order.at("/orderstatus") + order.at("/providerdata/campaignid") + order.at("/ext/gatewayKey")).isEqualTo("APPROVEDckey");
        String lines = orders + "/" + order.at("/id") + "/lines";
        Reply line = seller.send("POST", lines, "{'name':'Sport of February','productid':'prod_news_video','ratetype':'CPM','rate':24,'qty':100000,"
                + "'startdate':'2027-02-01','enddate':'2027-03-01T23:59:59Z','targeting':{'anyCase':[1]}}");
        assertThat(line.names("")).containsExactlyInAnyOrder("id", "orderid", "bookingstatus", "name", "productid", "startdate", "enddate",
                "ratetype", "rate", "qty", "cost", "targeting");
        assertThat(line.at("/startdate") + " " + line.at("/cost") + " " + line.at("/bookingstatus")).isEqualTo("2027-02-01T00:00:00Z 2400.00 Draft");
        String at = lines + "/" + line.at("/id");

        Reply reserved = seller.send(reserveBy, at + "?reserve", null);
        assertThat(reserved.at("/bookingstatus")).isEqualTo("Reserved");
        assertThat(reserved.at("/reservedexpirydate")).isEqualTo("2027-01-15T10:15:00Z");
        assertThat(seller.send(bookBy, at + "?book", "{}").at("/bookingstatus")).isEqualTo("Booked");
        assertThat(seller.get(at).at("/bookingstatus")).isEqualTo("Booked");
        assertThat(seller.lines()).singleElement().satisfies(l -> {
            assertThat(l.path("bookingStatus").asText()).isEqualTo("Booked");
            assertThat(l.path("quantity").asLong()).isEqualTo(100_000);
        });
        assertThat(seller.send("POST", "/products/avails", "{'productids':['prod_news_video'],'accountid':'a','startdate':'2027-02-01',"
                + "'enddate':'2027-03-01'}").at("/avails/0/availability")).isEqualTo("1900000");

        seller.pass(TO_THE_MIDDLE_OF_THE_FLIGHT);
        Reply stats = seller.get(at + "/stats");
        assertThat(stats.at("/stats/0/impressions") + " " + stats.at("/stats/0/spend")).isEqualTo("50000 1200.00");
        assertThat(stats.names("/stats/0")).containsExactlyInAnyOrder("reportdate", "impressions", "spend");
        return new Booked(lines, line.at("/id"));
    }

    @Test
    void theReleasesFormIsLowerCaseWithItsLeftovers() throws Exception {
        try (var seller = SandboxCaller.of("premium-ctv", SandboxDialect.RELEASE)) {
            assertThat(seller.origin("/.well-known/agent.json").json().at("/capabilities").toString()).doesNotContain("negotiation");
            Reply products = seller.get("/products?limit=2&offset=1");
            assertThat(products.at("/products/0/id") + products.at("/total_count") + products.at("/limit") + products.at("/offset"))
                    .isEqualTo("prod_ctv_sports321");
            assertThat(products.names("/products/0")).contains("publisherid", "baseprice", "availableImpressions").doesNotContain("channel", "basePrice");
            assertThat(seller.send("POST", "/products/search", "{}").status()).isEqualTo(405);
            Reply avails = seller.send("POST", "/products/avails", "{'productid':'prod_ctv_spot','startdate':'2027-02-01T00:00:00Z',"
                    + "'enddate':'2027-03-01T00:00:00Z','requestedImpressions':500000}");
            assertThat(avails.at("/availableImpressions") + " " + avails.at("/estimatedCpm") + " " + avails.at("/totalCost")).isEqualTo("500000 35.00 17500.00");

            String account = seller.send("POST", "/accounts", "{'advertiserid':'a','buyerid':'b','name':'ACME'}").at("/id");
            Reply order = seller.send("POST", "/accounts/" + account + "/orders", "{'name':'Q','accountid':'" + account + "','brandId':'brand-7',"
                    + "'currency':'USD','budget':25000.0,'startdate':'2027-02-01T00:00:00Z','enddate':'2027-03-01T23:59:59Z','orderstatus':'PENDING'}");
            assertThat(order.at("/brandId") + order.at("/orderstatus")).isEqualTo("brand-7APPROVED");
            String lines = "/accounts/" + account + "/orders/" + order.at("/id") + "/lines";
            Reply line = seller.send("POST", lines, "{'orderid':'" + order.at("/id") + "','productid':'prod_ctv_spot','name':'L','ratetype':'CPM','rate':35.0,"
                    + "'qty':100000,'startdate':'2027-02-01T00:00:00Z','enddate':'2027-03-01T23:59:59Z','bookingstatus':'Booked'}");
            assertThat(line.at("/bookingstatus")).as("the seller's to say").isEqualTo("Draft");
            String at = lines + "/" + line.at("/id");
            assertThat(seller.send("PATCH", at + "?action=reserve", null).at("/bookingstatus")).isEqualTo("Reserved");
            assertThat(seller.send("PATCH", at + "?action=book", null).at("/bookingstatus")).isEqualTo("Booked");
            seller.pass(TO_THE_MIDDLE_OF_THE_FLIGHT);
            assertThat(seller.get(at + "/stats").at("/impressionsDelivered")).isEqualTo("50000");
            assertThat(seller.send("PATCH", at + "?action=cancel", null).at("/bookingstatus")).isEqualTo("Canceled");
        }
    }

    @Test
    void versionOnePointFiveIsWalkedInPascalCase() throws Exception {
        try (var seller = SandboxCaller.of("budget-network", SandboxDialect.PASCAL)) {
            Reply products = seller.get("/products");
            assertThat(products.at("/Products/0/Id") + " " + products.at("/Products/0/BasePrice") + " " + products.at("/Products/0/DeliveryType"))
                    .isEqualTo("prod_run_of_network 9.00 Guaranteed");
            assertThat(seller.send("POST", "/products/search", "{'DeliveryType':'guaranteed','Name':'Remnant Video'}").json().at("/Products")).hasSize(1);
            assertThat(seller.send("POST", "/products/avails", "{'ProductIds':['prod_run_of_network'],'AccountId':'a','StartDate':'2027-02-01',"
                    + "'EndDate':'2027-03-01'}").at("/Avails/0/Availability")).isEqualTo("600000");
            String account = seller.send("POST", "/accounts", "{'AdvertiserId':'a','BuyerId':'b','Name':'ACME'}").at("/Id");
            String order = seller.send("POST", "/accounts/" + account + "/orders", "{'Name':'One','AccountId':'" + account + "','Currency':'USD',"
                    + "'ProviderData':'opaque'}").at("/Id");
            String lines = "/accounts/" + account + "/orders/" + order + "/lines";
            Reply line = seller.send("POST", lines, "{'Name':'L','ProductId':'prod_run_of_network','RateType':'CPM','Rate':9,'Quantity':500000,"
                    + "'StartDate':'2027-02-01T00:00:00Z','EndDate':'2027-03-01T23:59:59Z'}");
            assertThat(line.at("/BookingStatus") + line.at("/Quantity") + line.at("/Cost")).isEqualTo("Draft5000004500.00");
            String at = lines + "/" + line.at("/Id");
            assertThat(seller.send("PATCH", at + "?reserve", null).at("/BookingStatus")).isEqualTo("Reserved");
            assertThat(seller.send("PUT", at + "?book", null).at("/BookingStatus")).isEqualTo("Booked");
            seller.pass(TO_THE_MIDDLE_OF_THE_FLIGHT);
            assertThat(seller.get(at + "/stats").at("/Stats/0/Impressions")).isEqualTo("250000");
        }
    }

    @Test
    void theMockDoesWhateverItIsAsked() throws Exception {
        try (var seller = SandboxCaller.of("premium-ctv", SandboxDialect.MOCK)) {
            assertThat(seller.seller().baseUrl()).as("at the root").doesNotContain("/api");
            assertThat(seller.origin("/.well-known/agent.json").status()).isEqualTo(404);
            assertThat(seller.get("/products?skip=1&top=1").at("/products/0/id")).isEqualTo("prod_ctv_sports");
            assertThat(seller.get("/products").names("/products/0")).containsExactlyInAnyOrder("id", "publisherId", "name", "description", "currency",
                    "basePrice", "rateType", "deliveryType", "availableImpressions", "targeting");
            assertThat(seller.send("POST", "/products/search", "{'channel':'Sports','maxPrice':1}").json().at("/products")).hasSize(1);
            Reply avails = seller.send("POST", "/products/avails", "{'productId':'prod_ctv_sports','requestedImpressions':3000000}");
            assertThat(avails.at("/availableImpressions") + " " + avails.at("/guaranteedImpressions") + " " + avails.at("/deliveryConfidence"))
                    .isEqualTo("2000000 1900000 70");

            Reply order = seller.send("POST", "/accounts/nobody/orders", "{'name':'One','orderStatus':'APPROVED'}");
            assertThat(order.at("/orderStatus") + order.at("/accountId")).isEqualTo("PENDINGnobody");
            assertThat(seller.send("POST", "/accounts/nobody/orders", "{'name':'One'}").status()).as("the name twice").isEqualTo(200);
            String lines = "/accounts/nobody/orders/" + order.at("/id") + "/lines";
            String at = lines + "/" + seller.send("POST", lines, "{'productId':'nothing','quantity':9000000000}").at("/id");
            assertThat(seller.send("PATCH", at + "?action=reserve", null).at("/bookingStatus")).isEqualTo("Reserved");
            seller.pass(SandboxCaller.HOLD.multipliedBy(2));
            assertThat(seller.get(at).at("/bookingStatus")).as("nothing expires").isEqualTo("Reserved");
            assertThat(seller.send("PATCH", at + "?action=cancel", null).at("/bookingStatus")).isEqualTo("Cancelled");
            assertThat(seller.send("PATCH", at + "?action=book", null).at("/bookingStatus")).isEqualTo("Booked");
            Reply stats = seller.get(at + "/stats");
            assertThat(stats.at("/impressionsDelivered") + " " + stats.at("/effectiveCpm")).isEqualTo("4050000000 15.00");
        }
    }
}
