package org.opendirect.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardProxiesTest {

    @ParameterizedTest
    @CsvSource(delimiter = ';', nullValues = "none", value = {
        // what says something first
        "https://s.example     ;                                                          ;                                                       ; none",
        "https://s.example     ; gateway.proxy.url=http://a:3128                          ; https.proxyHost=b HTTPS_PROXY=http://c                ; http://a:3128",
        "https://s.example     ;                                                          ; https.proxyHost=b HTTPS_PROXY=http://c                ; http://b:443",
        "http://s.example      ;                                                          ; http.proxyHost=b http.proxyPort=8080                  ; http://b:8080",
        "https://s.example     ;                                                          ; http.proxyHost=b http_proxy=http://c                  ; none",
        "https://s.example     ; gateway.proxy=http://a:3128                              ; HTTPS_PROXY=http://c                                  ; http://a:3128",
        "https://s.example     ; gateway.proxy=off                                        ; HTTPS_PROXY=http://c                                  ; none",
        "https://s.example     ;                                                          ; HTTPS_PROXY=http://c:1/                               ; http://c:1",
        "https://s.example     ;                                                          ; https_proxy=d:2 HTTPS_PROXY=http://c:1                ; http://d:2",
        "http://s.example      ;                                                          ; http_proxy=squid_1:3128                               ; http://squid_1:3128",
        "http://s.example      ;                                                          ; HTTP_PROXY=http://[2001:db8::1]:3128                  ; http://[2001:db8::1]:3128",
        "http://s.example      ; gateway.proxy.url=off                                    ; HTTP_PROXY=http://c:1 http.proxyHost=b                ; none",
        "http://s.example      ; gateway.proxy.url=http://a gateway.sellers[0].proxy=off  ;                                                       ; none",
        "http://s.example      ; gateway.sellers[0].proxy=false                           ; HTTP_PROXY=http://c:1                                 ; none",
        "http://s.example      ; gateway.proxy.url=http://a gateway.sellers[0].proxy=http://e:9 gateway.proxy.no-proxy=s.example ;                ; http://e:9",
        // never this machine
        "http://localhost:81   ; gateway.proxy.url=http://a gateway.sellers[0].proxy=http://e:9 ;                                                 ; none",
        "http://a.localhost    ; gateway.proxy.url=http://a                               ;                                                       ; none",
        "http://127.8.0.1:3000 ; gateway.proxy.url=http://a                               ;                                                       ; none",
        "https://[::1]:3000    ; gateway.proxy.url=http://a                               ;                                                       ; none",
        "http://[::ffff:7f00:1]; gateway.proxy.url=http://a                               ;                                                       ; none",
        "http://0.0.0.0:3000   ; gateway.proxy.url=http://a                               ;                                                       ; none",
        "http://127.example    ; gateway.proxy.url=http://a                               ;                                                       ; http://a:80",
        // hosts without
        "https://eu.S.example  ; gateway.proxy.url=http://a gateway.proxy.no-proxy=s.example ;                                                    ; none",
        "https://eus.example   ; gateway.proxy.url=http://a gateway.proxy.no-proxy=s.example ;                                                    ; http://a:80",
        "https://s.example     ; gateway.proxy.no-proxy=s.example                         ; HTTPS_PROXY=http://c:1                                ; none",
        "https://s.example     ;                                                          ; HTTPS_PROXY=http://c:1 NO_PROXY=x.example,.s.example  ; none",
        "https://s.example     ;                                                          ; HTTPS_PROXY=http://c:1 no_proxy=*                     ; none",
        "https://s.example     ;                                                          ; HTTPS_PROXY=http://c:1 NO_PROXY=s.example:8443        ; http://c:1",
        "https://s.example:8443;                                                          ; HTTPS_PROXY=http://c:1 NO_PROXY=s.example:8443        ; none",
        "https://s.example     ;                                                          ; HTTPS_PROXY=http://c:1 NO_PROXY=*.example             ; none",
        "https://192.0.2.77    ;                                                          ; HTTPS_PROXY=http://c:1 NO_PROXY=192.0.2.64/26         ; none",
        "https://192.0.2.63    ;                                                          ; HTTPS_PROXY=http://c:1 NO_PROXY=192.0.2.64/26         ; http://c:1",
        "https://[2001:db8::7] ;                                                          ; HTTPS_PROXY=http://c:1 NO_PROXY=2001:db8::/32         ; none",
        "http://eu.s.example   ;                                                          ; http.proxyHost=b http.nonProxyHosts=x.example|s.example ; http://b:80",
        "http://eu.s.example   ;                                                          ; http.proxyHost=b http.nonProxyHosts=x.example|*.s.example ; none",
        "https://10.1.2.3      ;                                                          ; https.proxyHost=b http.nonProxyHosts=10.*             ; none"})
    void proxyShouldBeTheFirstThatIsNamedWhenSeveralAre(String url, String settings, String given, String proxy) {
        // given
        ForwardProxies proxies = proxies(settings, given);

        // when
        Optional<ForwardProxy> found = proxies.to(URI.create(url), TestSettings.with(seller(settings)).sellers().get(0));

        // then
        assertThat(found.map(ForwardProxy::toString).orElse(null)).isEqualTo(proxy);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "gateway.proxy.url=http://a gateway.proxy.username=us gateway.proxy.password=p:w | ''                                                | us | p:w",
        "gateway.proxy.url=http://us:p%40w@a                                             | ''                                                | us | p@w",
        "''                                                                              | HTTP_PROXY=us:p+w@a:3128                          | us | p+w",
        "''                                                                              | HTTP_PROXY=http://us:a/b@c@a:3128                 | us | a/b@c",
        "''                                                                              | http.proxyHost=a http.proxyUser=us http.proxyPassword=pw | us | pw"})
    void credentialsShouldBeThoseOfTheProxyWhenItWantsAny(String settings, String given, String username, String password) {
        // given
        ForwardProxies proxies = proxies(settings, given);

        // when
        ForwardProxy proxy = proxies.to(URI.create("http://s.example"), TestSettings.with(seller(settings)).sellers().get(0)).orElseThrow();

        // then
        assertThat(proxy.username()).isEqualTo(username);
        assertThat(proxy.password().reveal()).isEqualTo(password);
        assertThat(proxy.toString()).doesNotContain(password);
    }

    @Test
    void variableShouldStopTheStartWhenNoProxyCanBeReadFromIt() {
        // given
        ForwardProxies proxies = proxies("", "https_proxy=socks5://us:s3cret@c:1080");

        // then
        assertThatThrownBy(() -> proxies.to(URI.create("https://s.example"), TestSettings.with(seller("")).sellers().get(0)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("Wrong setting: https_proxy = (not shown) (allowed: off, or http://[user:password@]host[:port] with percent-encoded credentials)");
    }

    private static ForwardProxies proxies(String settings, String given) {
        return new ForwardProxies(TestSettings.with(seller(settings)).proxy(), pairs(given)::get);
    }

    private static Map<String, Object> seller(String settings) {
        var all = new HashMap<String, Object>(Map.of("gateway.sellers[0].id", "s", "gateway.sellers[0].base-url", "http://s.example"));
        all.putAll(pairs(settings));
        return all;
    }

    private static Map<String, String> pairs(String text) {
        return text == null || text.isBlank() ? Map.of() : Arrays.stream(text.trim().split("\\s+"))
                .collect(Collectors.toMap(p -> p.substring(0, p.indexOf('=')), p -> p.substring(p.indexOf('=') + 1)));
    }
}
