package org.opendirect.gateway.seller.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.money.RateType;

/** Exactly the seller's form: what leaves, to the letter. */
class WritersTest {

    private static final LocalDate START = LocalDate.of(2027, 2, 1);
    private static final LocalDate END = LocalDate.of(2027, 2, 28);

    @Test
    void anOrderInTheSeedsFormAndInTheTextsAndInTheOldOne() {
        assertThat(body(order(Map.of()))).isEqualTo("{'name':'N [gw-k]','accountId':'acc','publisherId':'pub','currency':'USD','budget':100,"
                + "'startDate':'2027-02-01T00:00:00Z','endDate':'2027-02-28T23:59:59Z','brandId':'brand',"
                + "'providerData':{'campaignId':'c','campaignName':'N','other':'gw-k'},'ext':{'gatewayKey':'gw-k'}}");
        assertThat(body(order(Map.of(Choice.PROPERTY_CASE, "lower")))).isEqualTo("{'name':'N [gw-k]','accountid':'acc','publisherid':'pub','currency':'USD','budget':100,"
                + "'startdate':'2027-02-01T00:00:00Z','enddate':'2027-02-28T23:59:59Z','advertiserbrandid':'brand',"
                + "'providerdata':{'campaignid':'c','campaignname':'N','other':'gw-k'},'ext':{'gatewayKey':'gw-k'}}");
        assertThat(body(order(Map.of(Choice.PROPERTY_CASE, "pascal", Choice.OMIT, "brandId, ext, providerData")))).isEqualTo(
                "{'Name':'N [gw-k]','AccountId':'acc','PublisherId':'pub','Currency':'USD','Budget':100,"
                        + "'StartDate':'2027-02-01T00:00:00Z','EndDate':'2027-02-28T23:59:59Z'}");
    }

    @Test
    void aLineWithItsTargetingAsTheSellerTakesIt() {
        assertThat(body(line(Map.of(), Call.CREATE_LINE))).isEqualTo("{'orderId':'o','productId':'p','name':'L [gw-l]','startDate':'2027-02-01T00:00:00Z',"
                + "'endDate':'2027-02-28T23:59:59Z','rateType':'CPM','rate':12.5,'quantity':8000,'cost':100,'targeting':{'geo':['US','CA']},"
                + "'providerData':{'other':'gw-l'},'ext':{'gatewayKey':'gw-l'}}");
        assertThat(body(line(Map.of(Choice.PROPERTY_CASE, "lower", Choice.OMIT, "orderId, cost, ext, providerData"), Call.CREATE_LINE))).isEqualTo(
                "{'productid':'p','name':'L [gw-l]','startdate':'2027-02-01T00:00:00Z','enddate':'2027-02-28T23:59:59Z','ratetype':'CPM','rate':12.5,'qty':8000,"
                        + "'targeting':[{'name':'geo','value':'US'},{'name':'geo','value':'CA'}]}");
    }

    @Test
    void anActionByVerbQueryAndBody() {
        assertThat(said(line(Map.of(), Call.RESERVE))).isEqualTo("PATCH /accounts/acc/orders/o/lines/l?action=reserve ");
        assertThat(said(line(Map.of(Choice.ACTION_FORM, "{action}"), Call.BOOK))).isEqualTo("PATCH /accounts/acc/orders/o/lines/l?book ");
        assertThat(said(line(Map.of(Choice.UPDATE_VERB, "PUT", Choice.ACTION_BODY, "{}"), Call.CANCEL))).isEqualTo("PUT /accounts/acc/orders/o/lines/l?action=cancel {}");
    }

    @Test
    void availsForOneProductOrForAList() {
        assertThat(body(avails(Map.of()))).isEqualTo("{'productId':'p','startDate':'2027-02-01T00:00:00Z','endDate':'2027-02-28T23:59:59Z',"
                + "'requestedImpressions':5000,'budget':50}");
        assertThat(body(avails(Map.of(Choice.AVAILS, "list", Choice.PROPERTY_CASE, "lower")))).isEqualTo("{'productids':['p'],'accountid':'acc',"
                + "'advertiserbrandid':'adv','startdate':'2027-02-01T00:00:00Z','enddate':'2027-02-28T23:59:59Z','qty':5000}");
        assertThat(OpenDirect.KIND.with(profile(Map.of(Choice.AVAILS, "none"))).catalog().avails(question())).isEmpty();
    }

    @Test
    void aListIsNarrowedInTheSellersForm() {
        var draft = draft();
        assertThat(OpenDirect.KIND.with(profile(Map.of(Choice.FILTER, "field"))).booking().say(Call.LIST_ORDERS, draft, new Page(0, 50, "count={top}&offset={skip}")).query())
                .isEqualTo("name=N%20%5Bgw-k%5D&count=50&offset=0");
        assertThat(OpenDirect.KIND.with(profile(Map.of(Choice.FILTER, "odata"))).booking().say(Call.LIST_ACCOUNTS, draft, new Page(0, 50, "none")).query())
                .isEqualTo("$filter=advertiserId%20eq%20%27adv%27%20and%20buyerId%20eq%20%27us%27");
    }

    private static Profile profile(Map<Choice, String> choices) {
        var all = new EnumMap<Choice, String>(Choice.class);
        all.putAll(choices);
        return Profile.ofSettings(all);
    }

    private static OrderDraft draft() {
        return new OrderDraft("acc", null, "N [gw-k]", "gw-k", "c", "N", "adv", "Adv", "us", "brand", "pub", new Money(100_000_000, "USD"), START, END);
    }

    private static WireRequest order(Map<Choice, String> choices) {
        return OpenDirect.KIND.with(profile(choices)).booking().say(Call.CREATE_ORDER, draft(), Page.WHOLE);
    }

    private static WireRequest line(Map<Choice, String> choices, Call call) {
        return OpenDirect.KIND.with(profile(choices)).booking().say(call, new LineDraft("acc", "o", "l", null, "p", "L [gw-l]", "gw-l", RateType.CPM, 12_500_000, false,
                8_000, new Money(100_000_000, "USD"), START, END, Map.of("geo", List.of("US", "CA")), "adv", 0, null), Page.WHOLE);
    }

    private static AvailsQuestion question() {
        return new AvailsQuestion("p", "acc", "adv", START, END, 5_000L, 50_000_000L, Map.of(), null);
    }

    private static WireRequest avails(Map<Choice, String> choices) {
        return OpenDirect.KIND.with(profile(choices)).catalog().avails(question()).orElseThrow();
    }

    private static String body(WireRequest request) {
        return new String(request.body(), StandardCharsets.UTF_8).replace('"', '\'');
    }

    private static String said(WireRequest request) {
        return request.method() + " " + request.path() + "?" + request.query() + " " + body(request);
    }
}
