package org.opendirect.gateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.opendirect.gateway.sandbox.SandboxCaller.Reply;

/** No dialect understands another's words by accident. */
class SandboxStrictnessTest {

    /** The bodies of an account, an order and a line, and an avails request, as a dialect writes them. */
    private record Bodies(String account, String order, String line, String avails) {
    }

    private static final Bodies CAMEL = new Bodies("{'advertiserId':'a','buyerId':'b','name':'n'}",
            "{'name':'o','accountId':'%s','currency':'USD','budget':1,'startDate':'2027-02-01T00:00:00Z','endDate':'2027-03-01T00:00:00Z'}",
            "{'name':'l','productId':'prod_ctv_spot','startDate':'2027-02-01T00:00:00Z','endDate':'2027-03-01T00:00:00Z','rateType':'CPM','rate':35,'quantity':1000}",
            "{'productId':'prod_ctv_spot','startDate':'2027-02-01T00:00:00Z','endDate':'2027-03-01T00:00:00Z','requestedImpressions':1000}");

    private static Bodies of(SandboxDialect dialect) {
        return switch (dialect) {
            case SEED, MOCK -> CAMEL;
            case PASCAL -> pascal();
            case RELEASE -> lower("{'productid':'prod_ctv_spot','startdate':'2027-02-01T00:00:00Z','enddate':'2027-03-01T00:00:00Z'}");
            default -> lower("{'productids':['prod_ctv_spot'],'accountid':'a','startdate':'2027-02-01T00:00:00Z','enddate':'2027-03-01T00:00:00Z'}");
        };
    }

    private static Bodies lower(String avails) {
        return new Bodies("{'advertiserid':'a','buyerid':'b','name':'n'}",
                "{'name':'o','accountid':'%s','currency':'USD','budget':1,'startdate':'2027-02-01T00:00:00Z','enddate':'2027-03-01T00:00:00Z'}",
                "{'name':'l','productid':'prod_ctv_spot','startdate':'2027-02-01T00:00:00Z','enddate':'2027-03-01T00:00:00Z','ratetype':'CPM','rate':35,'qty':1000}",
                avails);
    }

    private static Bodies pascal() {
        return new Bodies("{'AdvertiserId':'a','BuyerId':'b','Name':'n'}",
                "{'Name':'o','AccountId':'%s','Currency':'USD','Budget':1,'StartDate':'2027-02-01T00:00:00Z','EndDate':'2027-03-01T00:00:00Z'}",
                "{'Name':'l','ProductId':'prod_ctv_spot','StartDate':'2027-02-01T00:00:00Z','EndDate':'2027-03-01T00:00:00Z','RateType':'CPM','Rate':35,'Quantity':1000}",
                "{'ProductIds':['prod_ctv_spot'],'AccountId':'a','StartDate':'2027-02-01T00:00:00Z','EndDate':'2027-03-01T00:00:00Z'}");
    }

    /** A line in Draft, made in the dialect's own words. */
    private record Draft(String orders, String lines, String line, String idName, String stateName) {
    }

    private static Draft draft(SandboxCaller seller, SandboxDialect dialect) throws Exception {
        boolean pascal = dialect == SandboxDialect.PASCAL;
        String id = pascal ? "/Id" : "/id";
        String account = seller.send("POST", "/accounts", of(dialect).account()).at(id);
        String orders = "/accounts/" + account + "/orders";
        String lines = orders + "/" + seller.send("POST", orders, of(dialect).order().formatted(account)).at(id) + "/lines";
        Reply line = seller.send("POST", lines, of(dialect).line());
        assertThat(line.status()).as(line.text()).isEqualTo(200);
        boolean camel = dialect == SandboxDialect.SEED || dialect == SandboxDialect.MOCK;
        return new Draft(orders, lines, lines + "/" + line.at(id), id, pascal ? "/BookingStatus" : camel ? "/bookingStatus" : "/bookingstatus");
    }

    @ParameterizedTest
    @CsvSource({"SPEC,SEED,400", "SPEC,PASCAL,400", "PUT,SEED,400", "RELEASE,SEED,422", "RELEASE,PASCAL,422", "PASCAL,SPEC,400", "PASCAL,SEED,400"})
    void aBodyInAnothersWordsMakesNothing(SandboxDialect dialect, SandboxDialect other, int status) throws Exception {
        try (var seller = SandboxCaller.of("premium-ctv", dialect)) {
            Draft own = draft(seller, dialect);
            assertThat(seller.send("POST", "/products/avails", of(dialect).avails()).status()).isEqualTo(200);

            assertThat(seller.send("POST", "/accounts", of(other).account()).status()).isEqualTo(status);
            assertThat(seller.send("POST", own.orders(), of(other).order().formatted("a")).status()).isEqualTo(status);
            assertThat(seller.send("POST", own.lines(), of(other).line()).status()).isEqualTo(status);
            assertThat(seller.send("POST", "/products/avails", of(other).avails()).status()).isEqualTo(status);
            assertThat(seller.lines()).hasSize(1);
            assertThat((List<?>) seller.seller().ledger().get("orders")).hasSize(1);
            assertThat((List<?>) seller.seller().ledger().get("accounts")).hasSize(1);
        }
    }

    @Test
    void theSpecificationNamesWhatIsMissing() throws Exception {
        try (var seller = SandboxCaller.of("premium-ctv", SandboxDialect.SPEC)) {
            Draft own = draft(seller, SandboxDialect.SPEC);
            Reply refused = seller.send("POST", own.lines(), of(SandboxDialect.SEED).line());

            assertThat(refused.each("/errors", "errorcode")).containsOnly("RequiredPropertyMissing");
            assertThat(refused.each("/errors", "message")).containsExactly("productid is required", "startdate is required",
                    "enddate is required", "ratetype is required", "qty is required");
            assertThat(seller.send("POST", own.lines(), of(SandboxDialect.SPEC).line().replace("'qty':1000", "'qty':'many'")).at("/errors/0/message"))
                    .isEqualTo("qty is no number that fits");
            assertThat(seller.send("POST", own.lines(), of(SandboxDialect.SPEC).line().replace("2027-03-01T00:00:00Z", "soon")).at("/errors/0/message"))
                    .isEqualTo("enddate is no ISO 8601 time");
            assertThat(seller.send("POST", "/products/search", "{'channel':'ctv'}").at("/errors/0/message")).isEqualTo("not known: channel");
            assertThat(seller.send("POST", "/accounts", "[").at("/errors/0/errorcode")).isEqualTo("InvalidJson");
        }
    }

    @Test
    void theReleaseNamesWhatIsMissingAsFastApiDoes() throws Exception {
        try (var seller = SandboxCaller.of("premium-ctv", SandboxDialect.RELEASE)) {
            Reply refused = seller.send("POST", "/accounts", of(SandboxDialect.SEED).account());

            assertThat(refused.at("/detail/0/type") + refused.json().at("/detail/0/loc")).isEqualTo("missing[\"body\",\"advertiserid\"]");
            assertThat(seller.get("/products/nothing").json().at("/detail").isTextual()).isTrue();
            assertThat(seller.send("POST", "/products/avails", of(SandboxDialect.SPEC).avails()).status()).as("2.1's list").isEqualTo(422);
        }
    }

    @ParameterizedTest
    @CsvSource({"SPEC,PATCH,?action=reserve,200", "SPEC,PATCH,?reserve=,200", "SPEC,PATCH,?reserve=true,200", "SPEC,POST,?reserve,404", "PUT,PUT,?action=reserve,200",
        "PUT,PATCH,?reserve,405", "PASCAL,PATCH,?action=reserve,200", "SEED,PATCH,?reserve,400", "SEED,PUT,?action=reserve,405",
        "RELEASE,PATCH,?reserve,400", "RELEASE,PUT,?action=reserve,405", "MOCK,PATCH,?reserve,200", "MOCK,PUT,?action=reserve,405"})
    void anActionThatIsNotUnderstoodLeavesTheLineInDraft(SandboxDialect dialect, String method, String query, int status) throws Exception {
        try (var seller = SandboxCaller.of("premium-ctv", dialect)) {
            Draft own = draft(seller, dialect);

            Reply reply = seller.send(method, own.line() + query, null);

            assertThat(reply.status()).as(reply.text()).isEqualTo(status);
            assertThat(seller.get(own.line()).at(own.stateName())).isEqualTo("Draft");
            if (status == 200) {
                assertThat(reply.at(own.stateName())).as("the line as it is").isEqualTo("Draft");
            }
        }
    }

    @Test
    void aLineIsNotEditedBySpecificationSellers() throws Exception {
        try (var seller = SandboxCaller.of("premium-ctv", SandboxDialect.SPEC)) {
            Draft own = draft(seller, SandboxDialect.SPEC);
            assertThat(seller.send("PATCH", own.line(), "{'qty':5}").status()).isEqualTo(400);
            assertThat(seller.get(own.line()).at("/qty")).isEqualTo("1000");
        }
    }

    @ParameterizedTest
    @EnumSource(value = SandboxDialect.class, names = {"SPEC", "PUT", "RELEASE", "PASCAL", "MOCK"})
    void onlyTheSeedNegotiatesProposals(SandboxDialect dialect) throws Exception {
        try (var seller = SandboxCaller.of("premium-ctv", dialect)) {
            assertThat(seller.send("POST", "/proposals", "{'product_id':'prod_ctv_spot','price':30}").status()).isEqualTo(404);
            assertThat((List<?>) seller.seller().ledger().get("proposals")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(value = SandboxDialect.class, names = {"SPEC", "PUT", "PASCAL", "MOCK"})
    void onlyTheSeedsKinHaveACard(SandboxDialect dialect) throws Exception {
        try (var seller = SandboxCaller.of("premium-ctv", dialect)) {
            assertThat(seller.origin("/.well-known/agent.json").status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @EnumSource(value = SandboxDialect.class, names = {"SEED", "SPEC", "PUT", "RELEASE", "PASCAL", "MOCK"})
    void theSellerAgentsCallsAreNotServed(SandboxDialect dialect) throws Exception {
        try (var seller = SandboxCaller.of("premium-ctv", dialect)) {
            assertThat(seller.origin("/api/v1/quotes/qt-1").status()).isEqualTo(404);
            assertThat(seller.origin("/openapi.json").status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource({"SPEC,magic-reserve-declined,?reserve", "RELEASE,magic-reserve-declined,?action=reserve"})
    void magicProductsFailInEveryDialect(SandboxDialect dialect, String product, String action) throws Exception {
        try (var seller = SandboxCaller.of("premium-ctv", dialect)) {
            Draft own = draft(seller, dialect);
            String line = seller.send("POST", own.lines(), of(dialect).line().replace("prod_ctv_spot", product)).at("/id");
            Reply declined = seller.send("PATCH", own.lines() + "/" + line + action, null);
            assertThat(declined.at("/bookingstatus") + "/" + declined.at("/statechangereason")).isEqualTo("Declined/declined, as asked for");

            String failing = seller.send("POST", own.lines(), of(dialect).line().replace("prod_ctv_spot", "magic-reserve-error-after")).at("/id");
            assertThat(seller.send("PATCH", own.lines() + "/" + failing + action, null).status()).isEqualTo(500);
            assertThat(seller.get(own.lines() + "/" + failing).at("/bookingstatus")).isEqualTo("Reserved");
        }
    }
}
