package org.opendirect.gateway.settings;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.opendirect.gateway.settings.GatewaySettings.Proxy;
import org.opendirect.gateway.settings.GatewaySettings.SellerSettings;

/**
 * Through which proxy a URL is reached, if any. The first that says something counts: the seller's own setting; {@code gateway.proxy.url};
 * the JVM's properties {@code https.proxyHost} and its kin; the environment's {@code HTTPS_PROXY} and {@code HTTP_PROXY}, in lower case
 * before upper case. The last two are each for the URLs of their scheme. This machine is never reached through a proxy.
 */
public final class ForwardProxies {

    private static final String NO_PROXY = "gateway.proxy.no-proxy";
    private static final Map<String, String> JVM_PORTS = Map.of("http", "80", "https", "443");

    private final Proxy settings;
    private final UnaryOperator<String> given;
    private final HostPatterns without;

    /** @param given what stands under a name in the JVM's properties or the environment; null or blank for nothing */
    public ForwardProxies(Proxy settings, UnaryOperator<String> given) {
        this.settings = settings;
        this.given = given;
        this.without = HostPatterns.of(settings.noProxy().stream());
    }

    /** The rules for what stands in the settings; what others say is judged when a seller needs it. */
    static void check(GatewaySettings s) {
        Proxy proxy = s.proxy();
        boolean url = proxy.url().isPresent() && !off(proxy.url());
        if (url && !ofSetting("gateway.proxy.url", proxy.url()).username().isEmpty() && !proxy.username().isBlank()) {
            throw new SettingsException("gateway.proxy.username", proxy.username(), "nothing, where gateway.proxy.url has one");
        }
        if (!url && !proxy.username().isBlank()) {
            throw new SettingsException("gateway.proxy.url", proxy.url().reveal(), ForwardProxy.FORM + ", where a username is given");
        }
        if (proxy.username().contains(":")) {
            throw new SettingsException("gateway.proxy.username", proxy.username(), "a name without a colon");
        }
        if (proxy.username().isBlank() && proxy.password().isPresent()) {
            throw new SettingsException("gateway.proxy.username", proxy.username(), "the name that the password belongs to");
        }
        for (int i = 0; i < proxy.noProxy().size(); i++) {
            if (!HostPatterns.readable(proxy.noProxy().get(i))) {
                throw new SettingsException(NO_PROXY + "[" + i + "]", proxy.noProxy().get(i), "a host, host:port, *.domain, a network such as 192.0.2.0/24, or *");
            }
        }
        for (int i = 0; i < s.sellers().size(); i++) {
            Secret own = s.sellers().get(i).proxy();
            if (!auto(own) && !off(own)) {
                ofSetting("gateway.sellers[" + i + "].proxy", own);
            }
        }
    }

    /**
     * @param url of the seller, or of its token endpoint
     * @throws SettingsException where a property or a variable that counts for it says what cannot be followed
     */
    public Optional<ForwardProxy> to(URI url, SellerSettings seller) {
        String host = url.getHost().toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]|\\.$", "");
        int port = url.getPort() > 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
        if (HostPatterns.isLoopback(host) || off(seller.proxy())) {
            return Optional.empty();
        }
        if (!auto(seller.proxy())) {
            return Optional.of(ofSetting("gateway.sellers." + seller.id() + ".proxy", seller.proxy()));
        }
        if (off(settings.url()) || without.match(host, port)) {
            return Optional.empty();
        }
        if (settings.url().isPresent()) {
            ForwardProxy proxy = ofSetting("gateway.proxy.url", settings.url());
            return Optional.of(settings.username().isBlank() ? proxy : proxy.with(settings.username().trim(), settings.password()));
        }
        String jvm = value(url.getScheme() + ".proxyHost");
        return jvm.isEmpty() ? ofEnvironment(url.getScheme(), host, port) : ofJvm(url.getScheme(), jvm, host, port);
    }

    private Optional<ForwardProxy> ofJvm(String scheme, String proxyHost, String host, int port) {
        if (HostPatterns.ofJvm(value("http.nonProxyHosts")).match(host, port)) {
            return Optional.empty();
        }
        String proxyPort = value(scheme + ".proxyPort");
        ForwardProxy proxy = ForwardProxy.parse(scheme + ".proxyHost", (proxyHost.indexOf(':') < 0 || proxyHost.startsWith("[") ? proxyHost
                : "[" + proxyHost + "]") + ":" + (proxyPort.isEmpty() ? JVM_PORTS.get(scheme) : proxyPort));
        return Optional.of(proxy.with(value(scheme + ".proxyUser"), Secret.valueOf(value(scheme + ".proxyPassword"))));
    }

    private Optional<ForwardProxy> ofEnvironment(String scheme, String host, int port) {
        for (String name : List.of(scheme + "_proxy", scheme.toUpperCase(Locale.ROOT) + "_PROXY")) {
            String url = value(name);
            if (!url.isEmpty()) {
                Stream<String> without = Stream.of("no_proxy", "NO_PROXY").map(this::value).filter(v -> !v.isEmpty()).findFirst().stream()
                        .flatMap(v -> Arrays.stream(v.split("[,\\s]+")));
                return HostPatterns.of(without).match(host, port) ? Optional.empty() : Optional.of(ForwardProxy.parse(name, url));
            }
        }
        return Optional.empty();
    }

    /** With its scheme, unlike the variables: a word such as none is no host. */
    private static ForwardProxy ofSetting(String property, Secret url) {
        if (!url.reveal().regionMatches(true, 0, "http://", 0, "http://".length())) {
            throw ForwardProxy.wrong(property, url.reveal());
        }
        return ForwardProxy.parse(property, url.reveal());
    }

    private String value(String name) {
        String value = given.apply(name);
        return value == null ? "" : value.trim();
    }

    private static boolean auto(Secret proxy) {
        return !proxy.isPresent() || proxy.reveal().equals("auto");
    }

    /** YAML reads an unquoted off as a truth value. */
    private static boolean off(Secret proxy) {
        return proxy.reveal().equals("off") || proxy.reveal().equals("false");
    }
}
