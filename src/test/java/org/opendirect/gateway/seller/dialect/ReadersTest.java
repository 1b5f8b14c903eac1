package org.opendirect.gateway.seller.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.json.Loose;
import org.opendirect.gateway.money.RateType;

class ReadersTest {

    /** 201 characters */
    private static final String LONG = "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
            + "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789x";
    private static final Dialect DIALECT = OpenDirect.KIND.with(Profile.UNKNOWN);

    @Test
    void theFourProductShapesReadTheSame() throws IOException {
        // given
        String camel = "{'id':'p','publisherId':'pub','name':'N','currency':'USD','basePrice':18.5,'rateType':'CPM','deliveryType':'Guaranteed','availableImpressions':5}";
        String flat = "{'product_id':'p','name':'N','base_cpm':'18.50','deal_types':['pg']}";
        String lower = "{'id':'p','publisherid':'pub','name':'N','currency':'USD','baseprice':18.50,'ratetype':'CPM','deliverytype':'guaranteed'}";
        String micros = "{'product_id':'p','seller_organization_id':'pub','name':'N','base_price':{'amount_micros':18500000,'currency':'USD'},'pricing_model':'cpm'}";

        for (String shape : new String[] {camel, flat, lower, micros}) {
            // when
            ProductReader.Products read = ProductReader.list("s", reply(200, "{'products':[" + shape + "]}")).orElseThrow();

            // then
            assertThat(read.products()).as(shape).singleElement().satisfies(p -> {
                assertThat(p.id()).isEqualTo("p");
                assertThat(p.priceMicros()).isEqualTo(18_500_000);
                assertThat(p.rateType()).isEqualTo(RateType.CPM);
                assertThat(p.currency()).isEqualTo("USD");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'minimum_impressions':10000,'min_spend_per_package':3000,'minflight':7,'maxflight':60,'deal_types':['pg']",
            "'ext':{'minimum_impressions':10000,'minSpendPerPackage':'3000','min_flight':7,'maxFlightDays':60,'deal_types':['PG']}",
            "'providerdata':{'minimpressions':'10000','minspend':3000,'minflight':7,'maxFlight':60,'dealType':'programmaticguaranteed'}",
            "'minSpend':{'amount_micros':3000000000,'currency':'USD'},'minQuantity':10000,'ext':{'MinFlight':7,'MaxFlight':60},'supportedDealTypes':['Programmatic Guaranteed','x']",
            "'pricing_options':[{'model':'cpm'},{'min_spend_per_package':3000}],'minImpressions':10000,'minFlightDays':7,'maximumFlightDays':60,'dealTypes':['pg']"})
    void minimumsShouldBeReadWhereverAndHoweverTheyAreWritten(String written) throws IOException {
        // given
        String product = "[{'id':'a','basePrice':8," + written + "}]";

        // when
        Product read = ProductReader.list("s", reply(200, product)).orElseThrow().products().get(0);

        // then
        assertThat(read.minSpendMicros()).isEqualTo(3_000_000_000L);
        assertThat(read.terms()).isEqualTo(new Product.Terms(false, 10_000L, 7L, 60L, List.of(DealType.PG)));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a\\u0007b", LONG})
    void anIdShouldNotBeTakenWhenItCannotBeKeptOrAskedFor(String id) {
        assertThat(Replies.objectOf(reply(200, "{'id':'" + id + "'}").json().orElseThrow(), "")).isEmpty();
        assertThat(IabQuotes.line(reply(200, "{'quote':{'quote_id':'" + id + "','status':'available'}}").json().orElseThrow())).isEmpty();
        assertThat(DIALECT.booking().line(Call.READ_LINE, reply(200, "{'id':'" + id + "','bookingStatus':'Booked'}"))).isInstanceOf(Outcome.Unknown.class);
        assertThat(DIALECT.booking().objects(Call.LIST_ACCOUNTS, reply(200, "{'accounts':[{'id':'" + id + "'},{'id':'a'}]}")))
                .isInstanceOfSatisfying(Outcome.Accepted.class, list -> assertThat(((PageOf<?>) list.value()).items()).hasSize(1));
    }

    @Test
    void targetingShouldBeReadWhenItIsAListOfTexts() throws IOException {
        assertThat(ProductReader.list("s", reply(200, "[{'id':'a','availableTargeting':['geo','device']}]")).orElseThrow().products().get(0).targeting())
                .containsExactly("geo", "device");
    }

    @Test
    void aPriceOfZeroShouldBeNoPriceInTheCatalogueAndInAvails() throws IOException {
        // given
        var question = new AvailsQuestion("a", null, "adv", null, null, 10L, null, Map.of(), null);

        // when
        ProductReader.Products read = ProductReader.list("s", reply(200, "[{'id':'a','basePrice':0},{'id':'b','basePrice':0.0000001}]")).orElseThrow();
        var avail = DIALECT.catalog().avail("s", question, reply(200, "{'productId':'a','availableImpressions':10,'estimatedCpm':0}"));

        // then
        assertThat(read.products()).extracting(Product::priceMicros).containsExactly(null, null);
        assertThat(((Outcome.Accepted<Avail>) avail).value().estimatedCpmMicros()).isNull();
    }

    @Test
    void theCurrencyShouldBeTheOneThatIsNamedAndTwoShouldBeNone() throws IOException {
        // given
        var question = new AvailsQuestion("a", null, "adv", null, null, 10L, null, Map.of(), null);

        // when
        ProductReader.Products read = ProductReader.list("s", reply(200, "[{'id':'a','basePrice':1},{'id':'b','basePrice':{'amount':1,'currency':'eur'}},"
                + "{'id':'c','currency':'EUR','basePrice':{'amount':1,'currency':'USD'}}]")).orElseThrow();
        var avail = DIALECT.catalog().avail("s", question, reply(200, "{'availableImpressions':10,'estimatedCpm':{'amount_micros':5,'currency':'eur'}}"));
        var strange = DIALECT.catalog().avail("s", question, reply(200, "{'availableImpressions':10,'currency':'Euro'}"));

        // then
        assertThat(read.products()).extracting(p -> p.id() + " " + p.currency() + " " + p.terms().currencyNamed()).containsExactly("a USD false", "b EUR true");
        assertThat(read.reasons()).containsExactly("item 2 (c): names two currencies, EUR and USD");
        assertThat(((Outcome.Accepted<Avail>) avail).value().currency()).isEqualTo("EUR");
        assertThat(((Outcome.Accepted<Avail>) strange).value().currency()).isEqualTo("XXX");
    }

    @Test
    void oneBadProductCostsOnlyItself() throws IOException {
        ProductReader.Products read = ProductReader.list("s", reply(200, "[{'id':'a','basePrice':1},{'name':'no id'},{'id':'b','basePrice':-1},7,{'id':'c','basePrice':'x'}]")).orElseThrow();

        assertThat(read.products()).extracting(Product::id).containsExactly("a");
        assertThat(read.rejected()).isEqualTo(4);
        assertThat(read.reasons()).containsExactly("item 1: has no id", "item 2 (b): has a negative price", "item 3: is no object");
    }

    @Test
    void aNumberThatNobodyCanCountWithIsNone() {
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (String endless : List.of("1e300000000", "-1e-300000000", "1".repeat(900))) {
                ProductReader.Products read = ProductReader.list("s", reply(200, "[{'id':'a','basePrice':" + endless + "},{'id':'b','basePrice':2,'available':"
                        + endless + "}]")).orElseThrow();
                Loose answer = reply(200, "{'rate':" + endless + ",'deep':[{'n':" + endless + "}]}").json().orElseThrow();

                assertThat(read.products()).extracting(p -> p.id() + " " + p.priceMicros() + " " + p.availableImpressions()).contains("b 2000000 null");
                assertThat(answer.micros("rate")).isEmpty();
                assertThat(answer.whole("rate")).isEmpty();
                assertThat(answer.number("rate")).isEmpty();
                assertThat(Json.text(answer.node())).as("it can be shown").contains("\"deep\"");
            }
            assertThat(Loose.toInstant("T".repeat(500_000))).isEmpty();
            String endless = "9".repeat(1_000_000);
            AgentCard card = AgentCard.of(reply(200, "{'name':'x','openDirectVersion':'" + endless + "','opendirect':{'version':'" + endless + "'}}").json().orElseThrow())
                    .orElseThrow();
            assertThat(card.versions()).isEmpty();
        });
    }

    @Test
    void whatCanBeReadCanBeShown() {
        Loose deep = reply(200, "{'a':".repeat(998) + "1" + "}".repeat(998)).json().orElseThrow();

        assertThat(Json.text(List.of(List.of(List.of(deep.node()))))).contains("1");
    }

    @Test
    void theCurrencyOfALineIsThatOfItsRateWhereItStandsThere() {
        var line = DIALECT.booking().line(Call.READ_LINE, reply(200, "{'id':'l1','bookingStatus':'Reserved','rate':{'amount_micros':35000000,'currency':'eur'}}"));

        assertThat(((Outcome.Accepted<SellerLine>) line).value().currency()).isEqualTo("EUR");
        assertThat(Replies.objectOf(reply(200, "{'id':'o1','currency':'eur'}").json().orElseThrow(), "").orElseThrow().currency()).isEqualTo("EUR");
    }

    @Test
    void wordsAreOnOneLineAndCanBeKept() {
        assertThat(reply(403, "{'detail':'a\\u0000b\\nc'}").reason()).isEqualTo("HTTP 403: a\uFFFDb c");
    }

    @Test
    void aProductWithTwoPricesUnderOneNameCostsOnlyItself() throws IOException {
        ProductReader.Products read = ProductReader.list("s", reply(200, "[{'id':'a','basePrice':1,'basePrice':100},{'id':'b','basePrice':2}]")).orElseThrow();

        assertThat(read.products()).extracting(Product::id).containsExactly("b");
        assertThat(read.reasons()).containsExactly("item 0 (a): has 'basePrice' twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "7", "{'products':{}}", "{'products':[{'id':'a'}]", "[{'id':'a'}]x", "{'products':[],'products':[]}", "[{'id':'a',}]"})
    void anAnswerThatIsNoListIsNotTakenForAnEmptyOne(String body) {
        assertThat(ProductReader.list("s", reply(200, body))).isEmpty();
    }

    @Test
    void whatStandsAroundTheListIsRead() {
        ProductReader.Products read = ProductReader.list("s",
                reply(200, "{'total':'120','limit':50,'data':[{'id':'x'}],'offset':0,'products':[{'id':'a','base_price':1},{'id':'b','basePrice':{'amountMicros':5}}]}")).orElseThrow();

        assertThat(read.products()).extracting(Product::id).as("the better name counts").containsExactly("a", "b");
        assertThat(read.total()).isEqualTo(120);
        assertThat(read.shows()).containsEntry(Choice.PAGING, "limit={top}&offset={skip}").containsEntry(Choice.PROPERTY_CASE, "camel")
                .containsEntry(Choice.MONEY, "micros");
    }

    @Test
    void aPriceOnRequestIsNoPriceAndNotZero() throws IOException {
        assertThat(ProductReader.list("s", reply(200, "[{'id':'a','basePrice':null}]")).orElseThrow().products().get(0).priceMicros()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"prod_ctv_spot,Premium CTV Spot,ctv", "prod_homepage_banner,Homepage Premium Banner,display", "prod_video_preroll,Video Pre-Roll,video",
        "prod_mobile_interstitial,Mobile App Interstitial,mobile_app", "prod_native_content,Native Content,native", "x,Podcast Ads,audio", "y,Something,", "prerolls,Pottery,video", "a,Scottish audiobook,", "o,Out-of-Home Billboards,dooh", "t,OTT & display,ctv"})
    void aChannelThatIsNotDeclaredIsReadFromTheProductsOwnWords(String id, String name, String channel) throws IOException {
        assertThat(ProductReader.one("s", json("{'id':'" + id + "','name':'" + name + "','basePrice':1}")).orElseThrow().channel()).isEqualTo(channel);
    }

    @Test
    void aFormatFitsByItsAliasesAndWhatAProductDoesNotSayRulesNothingOut() {
        assertThat(Channels.formatFits("banner", List.of("display"), null)).isTrue();
        assertThat(Channels.formatFits("rewarded", List.of("video"), null)).isTrue();
        assertThat(Channels.formatFits("video", List.of(), null)).isTrue();
        assertThat(Channels.formatFits("video", List.of("banner"), null)).isFalse();
        assertThat(Channels.formatFits("video", List.of("audio"), null)).isFalse();
        assertThat(Channels.formatFits("video", List.of("ctv"), null)).as("ctv is not video").isFalse();
        assertThat(Channels.formatFits("video", List.of("ctv"), "ctv")).as("says no more than the channel asked for").isTrue();
    }

    @Test
    void threeCardShapesAreRead() throws IOException {
        AgentCard iabSeller = AgentCard.of(json("{'name':'S','version':'0.1.0','capabilities':{'protocols':['opendirect21','a2a'],'streaming':false},"
                + "'skills':[{'id':'negotiation','name':'N'}]}")).orElseThrow();
        AgentCard buyersIdea = AgentCard.of(json("{'agent_id':'s','name':'S','url':'http://x','protocols':['mcp'],'capabilities':[{'name':'ctv','description':'d'}]}")).orElseThrow();
        AgentCard plain = AgentCard.of(json("{'openDirectVersion':'2.1','capabilities':['products','avails'],'endpoints':{'products':'/products'}}")).orElseThrow();

        assertThat(iabSeller.openDirectVersion()).contains("2.1");
        assertThat(iabSeller.capabilities()).containsExactly("opendirect21", "a2a", "negotiation");
        assertThat(buyersIdea.openDirectVersion()).isEmpty();
        assertThat(buyersIdea.incompatible()).isFalse();
        assertThat(plain.openDirectVersion()).contains("2.1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{'openDirectVersion':'9.0'}|true", "{'name':'x','protocols':['opendirect/9']}|true",
        "{'name':'x','openDirect':{'version':'9'}}|true", "{'supportedOpenDirectVersions':['9.0','2.1'],'name':'x'}|false",
        "{'name':'x','version':'9.0'}|false", "{'name':'x','protocols':[{'name':'OpenDirect','version':'9.1'}]}|true"})
    void anotherMajorVersionIsIncompatibleAndTheCardsOwnVersionIsNot(String card, boolean incompatible) throws IOException {
        assertThat(AgentCard.of(json(card)).orElseThrow().incompatible()).isEqualTo(incompatible);
    }

    @Test
    void lineStatesAreOneWhateverTheirSpelling() {
        assertThat(LineState.of("Cancelled")).isEqualTo(LineState.of("CANCELED")).isEqualTo(LineState.CANCELED);
        assertThat(LineState.of("pending_booking")).isEqualTo(LineState.PENDING_BOOKING);
        assertThat(LineState.of(null)).isEqualTo(LineState.MISSING);
        assertThat(LineState.of("Confirmed")).isEqualTo(LineState.STRANGE);
    }

    @Test
    void timesAreReadWithAndWithoutZone() {
        assertThat(Loose.toInstant("2027-02-01")).contains(Instant.parse("2027-02-01T00:00:00Z"));
        assertThat(Loose.toInstant("2027-02-01T10:00:00")).contains(Instant.parse("2027-02-01T10:00:00Z"));
        assertThat(Loose.toInstant("2027-02-01T10:00:00.5+0200")).contains(Instant.parse("2027-02-01T08:00:00.5Z"));
        assertThat(Loose.toInstant("tomorrow")).isEmpty();
    }

    @Test
    void errorsAreReadInEveryKnownForm() {
        assertThat(reply(400, "{'errors':[{'errorCode':'ImpressionsNotAvailable','message':'Not available.'}]}").reason())
                .isEqualTo("HTTP 400: Not available. (ImpressionsNotAvailable)");
        assertThat(reply(404, "{'detail':'Product not found'}").reason()).isEqualTo("HTTP 404: Product not found");
        assertThat(reply(409, "{'detail':{'error':'quote_expired','message':'too late'}}").reason()).isEqualTo("HTTP 409: too late (quote_expired)");
        assertThat(reply(422, "{'detail':[{'msg':'Field required','loc':['body']}]}").reason()).isEqualTo("HTTP 422: Field required");
        assertThat(reply(500, "Internal Server Error").reason()).isEqualTo("HTTP 500");
    }

    @Test
    void anIdCannotLeaveItsPathSegment() {
        assertThat(DIALECT.catalog().product("../admin?x={{user.home}}").path()).isEqualTo("/products/..%2Fadmin%3Fx%3D%7B%7Buser.home%7D%7D");
    }

    @Test
    void anOutcomeIsKnownOnlyWhereTheProtocolSaysSo() {
        for (int status : new int[] {400, 401, 403, 404, 405, 422}) {
            assertThat(DIALECT.booking().line(Call.READ_LINE, reply(status, "{}"))).as("HTTP " + status).isInstanceOf(Outcome.Refused.class);
        }
        for (int status : new int[] {302, 408, 409, 425, 429, 500, 502, 503, 504}) {
            assertThat(DIALECT.booking().line(Call.READ_LINE, reply(status, "{}"))).as("HTTP " + status).isInstanceOf(Outcome.Unknown.class);
        }
        assertThat(DIALECT.booking().line(Call.READ_LINE, reply(200, "<html>"))).isInstanceOf(Outcome.Unknown.class);
        assertThat(DIALECT.booking().line(Call.READ_LINE, reply(200, ""))).isInstanceOf(Outcome.Unknown.class);
        assertThat(DIALECT.booking().line(Call.READ_LINE, reply(201, "{'id':'l1','bookingStatus':'Draft'}"))).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void aNameIsOneInEverySpelling() {
        for (String name : new String[] {"baseprice", "basePrice", "BasePrice", "base_price", "base-price", "Base Price", "$base_price"}) {
            assertThat(Loose.plain(name)).as(name).isEqualTo("baseprice");
        }
        assertThat(Loose.plain("")).isEmpty();
        assertThat(Loose.plain("$_-")).isEmpty();
    }

    @Test
    void namesAreCutToMakeRoomForTheKey() {
        assertThat(Names.withKey("x".repeat(300), "gw-abcdefghijkm", 100)).hasSize(100).endsWith(" [gw-abcdefghijkm]");
        assertThat(Names.withKey("short", "gw-abcdefghijkm", 200)).isEqualTo("short [gw-abcdefghijkm]");
    }

    private static WireReply reply(int status, String body) {
        return new WireReply(WireReply.Failure.NONE, status, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), "", "", "", 1);
    }

    private static Loose json(String text) throws IOException {
        return new Loose(Json.parse(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }
}
