package org.opendirect.gateway.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointInject;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.UseAdviceWith;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.opendirect.gateway.RouteProperties;
import org.opendirect.gateway.TakenLog;
import org.opendirect.gateway.api.ProblemDetailsWriter;
import org.opendirect.gateway.GatewayApplication;
import org.opendirect.gateway.campaign.CampaignExecution;
import org.opendirect.gateway.campaign.Campaigns;
import org.opendirect.gateway.campaign.PlanReader;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.money.Money;
import org.opendirect.gateway.negotiation.NegotiationViews;
import org.opendirect.gateway.negotiation.Negotiations;
import org.opendirect.gateway.negotiation.PendingMessage;
import org.opendirect.gateway.negotiation.Tactics;
import org.opendirect.gateway.seller.SellerRequest;
import org.opendirect.gateway.seller.dialect.WireReply;
import org.opendirect.gateway.store.Store;
import org.opendirect.gateway.work.Claim;
import org.opendirect.gateway.work.LostClaimException;
import org.opendirect.gateway.work.Works;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Each flow of routes/ with its neighbours replaced: the order of things, without a seller. */
@CamelSpringBootTest
@UseAdviceWith
@SpringBootTest(classes = GatewayApplication.class, properties = {"gateway.sellers[0].id=one", "gateway.sellers[0].base-url=http://127.0.0.1:9",
    "gateway.sellers[1].id=two", "gateway.sellers[1].base-url=http://127.0.0.1:9", "gateway.sellers[0].account-id=acct", "gateway.sellers[0].timeout=14s", "gateway.booking.settle-window=20ms",
    "gateway.negotiation.max-per-line=1"})
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
class FlowsTest {

    @Autowired CamelContext camel;
    @Autowired ProducerTemplate template;
    @Autowired Campaigns campaigns;
    @Autowired Negotiations negotiations;
    @EndpointInject("mock:seller") MockEndpoint seller;
    @EndpointInject("mock:line-seller") MockEndpoint lineSeller;
    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());

    @DynamicPropertySource
    static void ownFolder(DynamicPropertyRegistry registry) throws Exception {
        Path folder = Files.createTempDirectory("flows");
        registry.add("gateway.store.url", () -> "jdbc:sqlite:" + folder.resolve(UUID.randomUUID() + ".db"));
        registry.add("gateway.plans.inbox", () -> folder.resolve("plans/inbox").toString());
    }

    @Test
    void restApiAnswersWithAProblemWhenAFlowFails() throws Exception {
        AdviceWith.adviceWith(camel, "post-search", a -> a.weaveByToUri("direct:search-products").replace().throwException(new IllegalStateException("boom")));
        camel.start();

        Exchange answer;
        try (var log = new TakenLog(ProblemDetailsWriter.class)) {
            answer = template.request("direct:post-search", e -> e.getMessage().setBody("{}"));
            assertThat(log.messages()).containsExactly("ERROR A request failed inside the gateway (post-search)");
        }

        assertThat(answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(500);
        assertThat(answer.getMessage().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/problem+json");
        assertThat(answer.getMessage().getBody(String.class)).contains("internal_error").doesNotContain("boom");
    }

    @Test
    void discoverSellersLearnsFromTheCards() throws Exception {
        AdviceWith.adviceWith(camel, "discover-sellers", a -> a.replaceFromWith("direct:discover"));
        sellersAnswer(e -> e.getMessage().getBody(SellerRequest.class).seller().equals("one")
                ? ok("{\"name\":\"One\",\"openDirectVersion\":\"9.0\"}")
                : e.getMessage().getBody(SellerRequest.class).wire().path().equals("/accounts") ? ok("{\"accounts\":[]}") : reply(404, ""));
        camel.start();

        template.sendBody("direct:discover", null);

        assertThat(template.requestBody("direct:get-sellers", null, String.class)).contains("\"status\":\"incompatible\"", "\"status\":\"no_card\"");
    }

    @Test
    void negotiateOffersUntilTheStrategyIsContent() throws Exception {
        sellerAnswers("negotiation-loop", e -> {
            String said = new String(e.getMessage().getBody(SellerRequest.class).wire().body(), StandardCharsets.UTF_8);
            return ok(said.contains("accept") ? "{\"action\":\"accept\",\"sellerPrice\":24}" : said.contains("20") ? "{\"action\":\"counter\",\"sellerPrice\":40}"
                    : "{\"action\":\"counter\",\"sellerPrice\":24}");
        });
        camel.start();
        String id = negotiations.createForLine(claimed(), "one", "prop-1", null, new Tactics("threshold", 20_000_000, 30_000_000, 2_000_000, 5, 2000), "USD",
                "cmp/line", "cmp/line/one/p", false);

        template.sendBodyAndProperty("direct:negotiate", null, RouteProperties.NEGOTIATION_ID, id);

        NegotiationViews.View view = negotiations.view(id);
        assertThat(view.status()).isEqualTo("accepted");
        assertThat(view.finalPrice()).isEqualByComparingTo("24");
        assertThat(view.rounds()).extracting(r -> r.buyerPrice().intValue()).containsExactly(20, 22);
        assertThat(sent).containsExactly("{\"price\":20}", "{\"price\":22}", "{\"price\":24,\"action\":\"accept\"}");
    }

    @Test
    void planCampaignSearchesChecksAndAllocates() throws Exception {
        sellersAnswer(e -> {
            SellerRequest asked = e.getMessage().getBody(SellerRequest.class);
            return asked.wire().path().endsWith("search") ? ok("{\"products\":[{\"id\":\"p\",\"basePrice\":10,\"channel\":\"ctv\"}]}")
                    : asked.wire().path().endsWith("avails") ? ok("{\"productId\":\"p\",\"availableImpressions\":7000,\"estimatedCpm\":11}") : reply(404, "");
        });
        camel.start();

        String proposal = template.requestBodyAndHeader("direct:post-campaign", plan("dry", 20_000), Exchange.HTTP_QUERY, "dryRun=true", String.class);

        assertThat(Json.mapper().readTree(proposal).path("lines")).hasSize(2).allSatisfy(l -> assertThat(l.path("quantity").asInt()).isEqualTo(7_000));
        assertThat(sent).isNotEmpty().noneMatch(s -> s.contains("quantity"));
    }

    @Test
    void planCampaignNegotiatesFirstWhereItIsAskedLeastNow() throws Exception {
        var countered = Collections.synchronizedList(new ArrayList<String>());
        sellersAnswer(e -> {
            SellerRequest asked = e.getMessage().getBody(SellerRequest.class);
            String path = asked.wire().path();
            if (path.endsWith("search")) {
                return ok("""
                        {"products":[{"id":"p","basePrice":10,"channel":"ctv","negotiable":true},{"id":"q","basePrice":12,"channel":"ctv","negotiable":true}]}""");
            }
            if (path.endsWith("avails")) {
                boolean p = new String(asked.wire().body(), StandardCharsets.UTF_8).contains("\"p\"");
                return ok("{\"productId\":\"%s\",\"availableImpressions\":7000,\"estimatedCpm\":%d,\"proposalId\":\"of-%1$s\"}".formatted(p ? "p" : "q", p ? 15 : 11));
            }
            if (path.contains("/proposals/")) {
                countered.add(path);
                return ok("{\"action\":\"accept\",\"sellerPrice\":9}");
            }
            return reply(404, "");
        });
        camel.start();

        String id = campaigns.submit(plan("haggle", 1_000).replace("\"maxCpm\"", "\"targetCpm\":9,\"maxCpm\"").getBytes(StandardCharsets.UTF_8),
                PlanReader.Format.JSON, "test", "test").id();

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> campaigns.status(id).isFinal());
        assertThat(countered).as(Json.text(campaigns.view(id))).isNotEmpty().allMatch(path -> path.contains("/of-q/"));
    }

    @Test
    void runCampaignPlansThenBooksAndTheLinesTakeEveryStepInOrder() throws Exception {
        sellersAnswer(e -> e.getMessage().getBody(SellerRequest.class).wire().path().endsWith("search")
                ? ok("{\"products\":[{\"id\":\"p\",\"basePrice\":10,\"channel\":\"ctv\"}]}") : reply(404, ""));
        for (String route : List.of("create-order", "create-line", "reserve-line", "call-book", "read-line")) {
            AdviceWith.adviceWith(camel, route, a -> a.weaveByToUri("direct:call-seller").replace().to("mock:line-seller"));
        }
        var line = new AtomicReference<>("");
        var said = Collections.synchronizedList(new ArrayList<String>());
        var journal = camel.getRegistry().findSingleByType(Store.class).sql();
        var openIntents = Collections.synchronizedList(new ArrayList<String>());
        var bookWithin = new AtomicReference<Duration>();
        lineSeller.whenAnyExchangeReceived(e -> {
            SellerRequest asked = e.getMessage().getBody(SellerRequest.class);
            openIntents.addAll(journal.sql("select step || ' ' || request_hash from step where outcome is null").query(String.class).list().stream()
                    .map(s -> s.replace(asked.hash(), "as sent")).toList());
            said.add(asked.wire().method() + " " + asked.wire().path() + (asked.wire().query().isEmpty() ? "" : "?" + asked.wire().query()));
            String state = asked.wire().query().contains("reserve") ? "Reserved" : asked.wire().query().contains("book") ? "Booked" : line.get();
            line.set(asked.wire().path().endsWith("/lines") ? "Draft" : state);
            String hold = state.equals("Reserved") ? ",\"reservedUntil\":\"" + Instant.now().plusSeconds(10) + "\"" : "";
            if (asked.wire().query().contains("book")) {
                bookWithin.set(Duration.ofNanos(asked.deadline() - System.nanoTime()));
            }
            e.getMessage().setBody(ok(asked.wire().path().endsWith("/orders") ? "{\"id\":\"o1\"}" : "{\"id\":\"l1\",\"bookingStatus\":\"" + line.get() + "\"" + hold + "}"));
        });
        camel.start();

        String id = campaigns.submit(plan("run", 1_000).getBytes(StandardCharsets.UTF_8), PlanReader.Format.JSON, "test", "test").id();

        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> campaigns.status(id).isFinal());
        assertThat(campaigns.status(id).name()).as(Json.text(campaigns.view(id))).isEqualTo("BOOKED");
        assertThat(said).containsExactly(
                "POST /accounts/acct/orders", "POST /accounts/acct/orders/o1/lines", "PATCH /accounts/acct/orders/o1/lines/l1?action=reserve",
                "PATCH /accounts/acct/orders/o1/lines/l1?action=book", "GET /accounts/acct/orders/o1/lines/l1");
        assertThat(bookWithin.get()).as("a book leaves while the hold stands, or not at all").isPositive().isLessThanOrEqualTo(Duration.ofSeconds(10));
        assertThat(openIntents).as("each intent is in the database while its call is under way, and no other")
                .containsExactly("create-order as sent", "create-line as sent", "reserve as sent", "book as sent");
        assertThat(journal.sql("select step || ' ' || outcome from step order by sequence").query(String.class).list())
                .containsExactly("create-order done", "create-line done", "reserve done", "book done");
    }

    @Test
    void planShouldBeRejectedWithItsProblemWhenAnotherConsumerBringsIt() throws Exception {
        // given
        camel.start();

        // when
        template.sendBodyAndHeader("direct:ingest-plan-file", "{\"name\": 7}", Exchange.FILE_NAME, "bad.json");
        Exchange large = template.send("direct:ingest-plan-file", e -> {
            e.getMessage().setHeader(Exchange.FILE_NAME, "bad.json");
            e.getMessage().setBody(new byte[10_000_000]);
        });

        // then
        Path rejected = Path.of(camel.resolvePropertyPlaceholders("{{gateway.plans.inbox}}")).resolveSibling("rejected");
        assertThat(rejected.resolve("bad.json")).hasContent("{\"name\": 7}");
        assertThat(Files.readString(rejected.resolve("bad.json.problems.json"))).contains("/name", "/lines");
        assertThat(large.getException()).as("it stays where it came from").hasMessageContaining("body_too_large");
    }

    @Test
    void workIsClaimedOnceAndGivenBackWhenItFails() throws Exception {
        AdviceWith.adviceWith(camel, "run-campaign", a -> a.weaveByToUri("direct:plan-campaign").replace().throwException(new IllegalStateException("database gone")));
        camel.start();

        var jdbc = camel.getRegistry().findSingleByType(Store.class).sql();
        String id;
        try (var log = new TakenLog(Works.class)) {
            id = campaigns.submit(plan("broken", 1_000).getBytes(StandardCharsets.UTF_8), PlanReader.Format.JSON, "test", "test").id();
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> jdbc.sql("select failures from work where id = ?").param(id)
                    .query(Integer.class).single() >= 1);
            assertThat(log.messages()).contains("ERROR Work on campaign " + id + " failed and will be tried again");
        }
        assertThat(jdbc.sql("select lease_until from work where id = ?").param(id).query(Long.class).single()).isZero();
        assertThat(campaigns.status(id).name()).isEqualTo("PLANNING");
    }

    @Test
    void whoHasLostTheClaimDoesNotMoveTheCampaignOn() {
        String id = campaigns.submit(plan("lost", 1_000).getBytes(StandardCharsets.UTF_8), PlanReader.Format.JSON, "test", "test").id();
        Works works = camel.getRegistry().findSingleByType(Works.class);
        Claim lost = works.claim(id).orElseThrow();
        works.release(lost, Instant.EPOCH);
        Claim taken = works.claim(id).orElseThrow();
        CampaignExecution execution = camel.getRegistry().findSingleByType(CampaignExecution.class);

        for (Consumer<Claim> step : List.<Consumer<Claim>>of(execution::nextStage, c -> execution.propose(c, null, null), execution::conclude)) {
            assertThatThrownBy(() -> step.accept(lost)).isInstanceOf(LostClaimException.class);
            assertThat(campaigns.status(id).name()).isEqualTo("RECEIVED");
        }
        execution.nextStage(taken);
        assertThat(campaigns.status(id).name()).isEqualTo("PLANNING");
    }

    @Test
    void aNegotiationShouldNotBeBegunWhenTheClaimOfItsCampaignIsLost() {
        // given
        Works works = camel.getRegistry().findSingleByType(Works.class);
        Claim lost = claimed();
        works.release(lost, Instant.EPOCH);
        works.claim(lost.workId()).orElseThrow();
        var tactics = new Tactics("threshold", 20_000_000, 30_000_000, 2_000_000, 5, 2000);

        // when
        var begun = assertThatThrownBy(() -> negotiations.createForLine(lost, "one", "prop", null, tactics, "USD", "cmp/none", "cmp/none/one/p", false));

        // then
        begun.isInstanceOf(LostClaimException.class);
        assertThat(negotiations.ofCandidate("cmp/none/one/p")).isEmpty();
    }

    /** What a campaign's negotiations are begun under. */
    private Claim claimed() {
        Works works = camel.getRegistry().findSingleByType(Works.class);
        Store store = camel.getRegistry().findSingleByType(Store.class);
        String id = "work-" + UUID.randomUUID();
        store.write(() -> {
            works.create(id, Claim.CAMPAIGN, Money.zero("USD"), false, "test");
            works.wakeAt(id, Instant.EPOCH);
        });
        return works.claim(id).orElseThrow();
    }

    @Test
    void anAnswerIsNotTakenForTheAnswerToALaterMessage() {
        camel.start();
        String id = negotiations.createForLine(claimed(), "one", "prop-late", null, new Tactics("threshold", 20_000_000, 30_000_000, 2_000_000, 5, 2000), "USD",
                "cmp/late", "cmp/late/one/p", false);
        PendingMessage first = negotiations.begin(null, id);
        negotiations.begin(null, id);

        PendingMessage next = negotiations.onResponse(null, first, ok("{\"action\":\"accept\",\"sellerPrice\":20}"));

        assertThat(negotiations.view(id).status()).as("whoever took it up finds out himself").isEqualTo("open");
        assertThat(next).isNull();
    }

    @Test
    void awardPlanLineTakesTheBestThatStandsAndDeclinesTheOthers() throws Exception {
        sellerAnswers("negotiation-loop", e -> {
            SellerRequest asked = e.getMessage().getBody(SellerRequest.class);
            String said = new String(asked.wire().body(), StandardCharsets.UTF_8);
            return ok(said.contains("accept") ? "{\"action\":\"accept\"}" : said.contains("decline") ? "{}"
                    : "{\"action\":\"final_offer\",\"sellerPrice\":" + (asked.seller().equals("one") ? 26 : 24) + "}");
        });
        camel.start();
        var tactics = new Tactics("competitive", 20_000_000, 30_000_000, 2_000_000, 5, 2000);
        String dear = negotiations.createForLine(claimed(), "one", "prop-1", null, tactics, "USD", "cmp/close", "cmp/close/one/p", false);
        String best = negotiations.createForLine(claimed(), "two", "prop-2", null, tactics, "USD", "cmp/close", "cmp/close/two/p", false);

        template.sendBodyAndProperty("direct:negotiate", null, RouteProperties.NEGOTIATION_ID, dear);
        template.sendBodyAndProperty("direct:negotiate", null, RouteProperties.NEGOTIATION_ID, best);
        assertThat(List.of(dear, best).stream().allMatch(n -> negotiations.view(n).status().equals("open"))).as("both are heard first").isTrue();
        template.sendBodyAndProperty("direct:award-plan-line", null, RouteProperties.PLAN_LINE_GROUP, "cmp/close");

        assertThat(negotiations.view(best).finalPrice()).isEqualByComparingTo("24");
        assertThat(negotiations.view(dear).status()).isEqualTo("walked_away");
        assertThat(sent).contains("{\"price\":24,\"action\":\"accept\"}", "{\"action\":\"decline\"}").doesNotContain("{\"price\":26,\"action\":\"accept\"}");
    }

    private interface SellerSays {
        WireReply to(Exchange exchange);
    }

    /** As an HTTP server would, behind the sellers' own routes; the lambda sees the request that led there. */
    private void sellersAnswer(SellerSays says) throws Exception {
        for (String route : List.of("seller-one", "seller-two")) {
            AdviceWith.adviceWith(camel, route, a -> a.weaveById("http-call*").replace().to("mock:seller"));
        }
        seller.whenAnyExchangeReceived(e -> {
            var asked = e.getProperty(RouteProperties.SELLER_REQUEST, SellerRequest.class);
            sent.add(new String(asked.wire().body(), StandardCharsets.UTF_8));
            e.getMessage().setBody(asked);
            WireReply reply = says.to(e);
            e.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, reply.status());
            e.getMessage().setBody(new ByteArrayInputStream(reply.body()));
        });
    }

    private void sellerAnswers(String route, SellerSays says) throws Exception {
        AdviceWith.adviceWith(camel, route, a -> a.weaveByToUri("direct:call-seller").replace().to("mock:seller"));
        seller.whenAnyExchangeReceived(e -> {
            sent.add(new String(e.getMessage().getBody(SellerRequest.class).wire().body(), StandardCharsets.UTF_8));
            e.getMessage().setBody(says.to(e));
        });
    }

    private static String plan(String id, int impressions) {
        String lines = id.equals("dry") ? "{\"id\":\"a\",\"channel\":\"ctv\",\"impressions\":" + impressions + ",\"maxCpm\":20}"
                : "{\"id\":\"a\",\"channel\":\"ctv\",\"impressions\":" + impressions + ",\"maxCpm\":20,\"sellers\":[\"one\"]}";
        return "{\"id\":\"" + id + "\",\"name\":\"N\",\"currency\":\"USD\",\"budget\":1000,\"startDate\":\"2027-01-01\",\"endDate\":\"2027-01-31\",\"lines\":[" + lines + "]}";
    }

    private static WireReply ok(String body) {
        return reply(200, body);
    }

    private static WireReply reply(int status, String body) {
        return new WireReply(WireReply.Failure.NONE, status, body.getBytes(StandardCharsets.UTF_8), "", "", "", 1);
    }
}
