package org.opendirect.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.seller.Seller;
import org.opendirect.gateway.seller.SellerDirectory;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.FileSystemResource;

class SettingsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "gateway.fan-out.deadline|0s|gateway.fan-out.deadline = PT0S (allowed: a duration above 0, such as 2s)",
        "gateway.sellers[0].id|Seller One|gateway.sellers[0].id = Seller One (allowed: [a-z0-9][a-z0-9.-]{0,62})",
        "gateway.sellers[0].base-url|ftp://x|gateway.sellers[0].base-url = ftp://x (allowed: http(s)://host[:port][/path], without credentials, query or fragment)",
        "gateway.sellers[0].base-url|http://user:secret@x|gateway.sellers[0].base-url = http://(credentials)@x (allowed: http(s)://host[:port][/path], without credentials, query or fragment)",
        "gateway.sellers[0].oauth2.token-url|x|gateway.sellers[0].oauth2.token-url = x (allowed: http(s)://host[:port][/path], without credentials, query or fragment)",
        "gateway.proxy.url|socks5://p:1080|gateway.proxy.url = socks5://p:1080 (allowed: off, or http://[user:password@]host[:port] with percent-encoded credentials)",
        "gateway.proxy.url|http://us:s3cret@p:99999|gateway.proxy.url = (not shown) (allowed: off, or http://[user:password@]host[:port] with percent-encoded credentials)",
        "gateway.proxy.username|us|gateway.proxy.url =  (allowed: http://[user:password@]host[:port], where a username is given)",
        "gateway.proxy.password|s3cret|gateway.proxy.username =  (allowed: the name that the password belongs to)",
        "gateway.proxy.no-proxy|s.example, http://x|gateway.proxy.no-proxy[1] = http://x (allowed: a host, host:port, *.domain, a network such as 192.0.2.0/24, or *)",
        "gateway.sellers[0].proxy|none|gateway.sellers[0].proxy = none (allowed: off, or http://[user:password@]host[:port] with percent-encoded credentials)",
        "gateway.store.url|jdbc:mysql://x/y?password=abc|gateway.store.url = jdbc:mysql://x/y?password=(set) (allowed: jdbc:sqlite:<file> or jdbc:postgresql://<host>/<database>)",
        "gateway.store.idle-in-transaction|500us|gateway.store.idle-in-transaction = PT0.0005S (allowed: a duration, 1s or more)",
        "gateway.plans.inbox|plans/a%20b|gateway.plans.inbox = plans/a%20b (allowed: a folder without ?, {{, }}, %xx and RAW( in its path)",
        "gateway.negotiation.max-rounds|0|gateway.negotiation.max-rounds = 0 (allowed: a whole number, at least 1)",
        "gateway.sellers[0].api-key|sec ret|gateway.sellers[0].api-key = (not shown) (allowed: visible ASCII characters only)",
        "gateway.sandbox.dialects|seed, seed, soap|gateway.sandbox.dialects = [seed, seed, soap] (allowed: three of iab-agent, iab-agent-seed, mock, pascal, put, release, seed, spec)",
        "gateway.sandbox.dialects|spec|gateway.sandbox.dialects = [spec] (allowed: three of iab-agent, iab-agent-seed, mock, pascal, put, release, seed, spec)",
        "gateway.webhooks[0].url|http://x|gateway.webhooks = (set) (allowed: nothing yet: this version has no such feature, leave it empty)"})
    void aWrongSettingIsOneLineWithItsNameItsValueAndWhatIsAllowed(String name, String value, String line) {
        var properties = new HashMap<String, Object>(Map.of("gateway.sellers[0].id", "one", "gateway.sellers[0].base-url", "http://x"));
        properties.put(name, value);

        assertThat(PropertiesValidator.violations(TestSettings.with(properties))).extracting(Throwable::getMessage).startsWith("Wrong setting: " + line);
    }

    @Test
    void anAccountIdShouldBeRefusedWhenItIsLongerThanTheDatabaseKeeps() {
        // given
        var settings = TestSettings.with(Map.of("gateway.sellers[0].id", "one", "gateway.sellers[0].base-url", "http://x",
                "gateway.sellers[0].account-id", "a".repeat(201)));

        // then
        assertThat(PropertiesValidator.violations(settings)).singleElement().extracting(Throwable::getMessage).asString()
                .contains("gateway.sellers[0].account-id", "at most 200 characters");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "dialect|soap|dialect = soap (allowed: auto, iab-agent, opendirect)",
        "profile.update-verb|POST|profile.update-verb = POST (allowed: the method of actions on lines: ",
        "profile.colour|red|profile.colour = red (allowed: one of "})
    void aWrongChoiceForASellerIsRefusedWithWhatIsAllowed(String name, String value, String line) {
        var settings = TestSettings.with(Map.of("gateway.sellers[0].id", "one", "gateway.sellers[0].base-url", "http://x", "gateway.sellers[0]." + name, value));

        assertThatThrownBy(() -> sellers(settings, "", "")).isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("Wrong setting: gateway.sellers.one." + line);
    }

    @Test
    void aValueOfTheWrongKindAndASettingThatDoesNotExistAreSaidInOneLineToo() {
        Throwable wrongKind = Assertions.catchThrowable(() -> TestSettings.with(Map.of("gateway.fan-out.deadline", "soon")));
        Throwable wrongSecret = Assertions.catchThrowable(() -> bindStrictly(Map.of("gateway.sellers[0].tokn", "abc")));

        assertThat(description(wrongKind)).isEqualTo("Wrong setting: gateway.fan-out.deadline = soon (allowed: a duration such as 2s, 500ms or 15m) "
                + "in \"gateway.fan-out.deadline\" from property source \"source\"");
        assertThat(description(new IllegalStateException(wrongSecret))).contains("gateway.sellers[0].tokn").doesNotContain("abc");
        assertThat(new ConfigurationFailureAnalyzer().analyze(new IllegalStateException("something else"))).isNull();
    }

    @Test
    void bindingShouldReportAllBrokenRulesAndWhereTheyStandWhenThereAreSeveral() {
        // given
        var source = new MapPropertySource("my settings", Map.of("gateway.fan-out.page-size", "0", "gateway.store.connections", "1",
                "gateway.proxy.url", "http://us:s3cret@p:99999"));

        // when
        Throwable failure = Assertions.catchThrowable(() -> new Binder(ConfigurationPropertySources.from(source)).bindOrCreate("gateway",
                Bindable.of(GatewaySettings.class), new ValidationBindHandler(new PropertiesValidator())));

        // then
        assertThat(description(failure).lines()).containsExactlyInAnyOrder(
                "Wrong setting: gateway.fan-out.page-size = 0 (allowed: a whole number, at least 1) in \"gateway.fan-out.page-size\" from property source \"my settings\"",
                "Wrong setting: gateway.store.connections = 1 (allowed: a whole number, at least 2) in \"gateway.store.connections\" from property source \"my settings\"",
                "Wrong setting: gateway.proxy.url = (not shown) (allowed: off, or http://[user:password@]host[:port] with percent-encoded credentials) "
                        + "in \"gateway.proxy.url\" from property source \"my settings\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway.security.api-keys", "gateway.webhooks[0]", "gateway.webhooks"})
    void settingShouldBeSaidToComeLaterWhenItIsWrittenInAFormOfItsOwn(String name) {
        // when
        Throwable failure = Assertions.catchThrowable(() -> bindStrictly(Map.of(name, "abc")));

        // then
        assertThat(description(failure)).startsWith("Wrong setting: gateway.").contains("this version has no such feature, leave it empty)");
    }

    @Test
    void onlyThisMachineMayCallUntilCallersHaveKeys() {
        for (String address : new String[] {"0.0.0.0", "", "192.0.2.1"}) {
            assertThatThrownBy(() -> EarlyValidationListener.checkAddress(address)).hasMessageContaining("server.address");
        }
        EarlyValidationListener.checkAddress("127.0.0.1");
        EarlyValidationListener.checkAddress("::1");
    }

    @Test
    void theFileAtTheRootHoldsTheDefaultsThatTheCodeHas() throws Exception {
        var sources = new MutablePropertySources();
        new YamlPropertySourceLoader().load("root", new FileSystemResource("application.yaml")).forEach(sources::addLast);
        GatewaySettings fromFile = new Binder(ConfigurationPropertySources.from(sources)).bindOrCreate("gateway", Bindable.of(GatewaySettings.class));

        assertThat(fromFile.toString()).isEqualTo(TestSettings.defaults().toString());
    }

    @Test
    void theSeedsVariablesDecideInTheirOrderAndCredentialsGoOnlyWhereTheyBelong() {
        GatewaySettings none = TestSettings.defaults();

        assertThat(sellers(none, "", "").usesSandbox()).isTrue();
        assertThat(sellers(none, "http://seller-a.example.com/api", "").all()).singleElement().satisfies(s -> {
            assertThat(s.id()).isEqualTo("seller-a.example.com");
            assertThat(s.settings().token().reveal()).isEqualTo("tok");
        });
        assertThat(sellers(none, "http://ignored", " http://127.0.0.1:4001/a , ,http://seller-b.example.com ").all()).extracting(Seller::id)
                .containsExactly("127.0.0.1-4001", "seller-b.example.com");
        assertThat(sellers(none, "", "http://a,http://b").all()).noneMatch(s -> s.settings().token().isPresent() || s.settings().apiKey().isPresent());
        assertThat(sellers(TestSettings.with(Map.of("gateway.sellers[0].id", "one", "gateway.sellers[0].base-url", "http://x")), "http://y", "http://z").all())
                .extracting(Seller::id).containsExactly("one");
    }

    @Test
    void aSecretIsNeverPrinted() {
        GatewaySettings settings = TestSettings.with(Map.of("gateway.sellers[0].id", "one", "gateway.sellers[0].base-url", "http://x",
                "gateway.sellers[0].token", "s3cret", "gateway.store.password", "pa55", "gateway.proxy.url", "http://us:pr0xy@p", "gateway.sellers[0].proxy", "http://us:0wn@p"));

        assertThat(settings.toString()).contains("(set)").doesNotContain("s3cret", "pa55", "pr0xy", "0wn");
    }

    private static SellerDirectory sellers(GatewaySettings settings, String baseUrl, String endpoints) {
        return new SellerDirectory(settings, new SellerDirectory.Variables(baseUrl, Secret.valueOf("tok"), Secret.valueOf("key"), endpoints));
    }

    private static String description(Throwable failure) {
        return new ConfigurationFailureAnalyzer().analyze(failure).getDescription();
    }

    private static void bindStrictly(Map<String, Object> properties) {
        new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("gateway", Bindable.of(GatewaySettings.class),
                new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
    }
}
