package org.opendirect.gateway.seller;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.opendirect.gateway.seller.dialect.Dialect;
import org.opendirect.gateway.seller.dialect.IabAgent;
import org.opendirect.gateway.seller.dialect.OpenDirect;
import org.opendirect.gateway.settings.GatewaySettings.SellerSettings;
import org.opendirect.gateway.problem.Problem;
import org.opendirect.gateway.settings.GatewaySettings;
import org.opendirect.gateway.settings.Secret;
import org.opendirect.gateway.settings.PropertiesValidator;
import org.opendirect.gateway.settings.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sellers that the gateway knows, in the order of the settings. They come from {@code gateway.sellers}, else from
 * {@code SELLER_ENDPOINTS}, else from {@code OPENDIRECT_BASE_URL}, else they are the sandbox.
 */
public final class SellerDirectory {

    private static final Logger log = LoggerFactory.getLogger(SellerDirectory.class);
    private final Map<String, Seller> sellers = new LinkedHashMap<>();
    private final boolean sandbox;
    private final Map<String, Dialect.Kind> kinds;
    private final Lessons lessons;
    private final GatewaySettings.Calls calls;
    private final GatewaySettings.Circuit circuit;
    private final Duration searchDeadline;

    /** The seed's four variables, as they stand in the environment; blank for unset. */
    public record Variables(String baseUrl, Secret token, Secret apiKey, String endpoints) {
    }

    /** Sellers of which nothing is kept, in the dialects that the gateway brings. */
    public SellerDirectory(GatewaySettings settings, Variables variables) {
        this(settings, variables, List.of(), Lessons.NONE);
    }

    /** @param added dialects beside those that the gateway brings */
    public SellerDirectory(GatewaySettings settings, Variables variables, List<Dialect.Kind> added, Lessons lessons) {
        this.lessons = lessons;
        this.calls = settings.calls();
        this.circuit = settings.circuit();
        this.searchDeadline = settings.fanOut().deadline();
        this.kinds = Stream.concat(Stream.of(OpenDirect.KIND, IabAgent.KIND), added.stream())
                .collect(Collectors.toMap(Dialect.Kind::name, k -> k, (a, b) -> b, LinkedHashMap::new));
        List<SellerSettings> known = configured(settings, variables);
        sandbox = known.isEmpty() && !settings.sandbox().enabled().equals("off");
        (sandbox ? sandboxSellers(settings) : known).forEach(this::add);
        if (sellers.isEmpty()) {
            throw new SettingsException("gateway.sellers", "(empty)", "at least one seller, or gateway.sandbox.enabled: auto");
        }
    }

    public Collection<Seller> all() {
        return sellers.values();
    }

    public Optional<Seller> find(String id) {
        return Optional.ofNullable(sellers.get(id));
    }

    public Seller get(String id) {
        return find(id).orElseThrow(() -> Problem.conflict("seller_not_usable", "seller " + id + " is not configured").asException());
    }

    /** Whether the sellers are the built-in ones, because nobody has configured any. */
    public boolean usesSandbox() {
        return sandbox;
    }

    private static List<SellerSettings> configured(GatewaySettings settings, Variables variables) {
        if (!settings.sellers().isEmpty()) {
            return settings.sellers();
        }
        List<String> endpoints = Arrays.stream(variables.endpoints().split(",")).map(String::trim).filter(s -> !s.isEmpty()).toList();
        if (!endpoints.isEmpty()) {
            boolean single = endpoints.size() == 1;
            if (!single && (variables.token().isPresent() || variables.apiKey().isPresent())) {
                log.warn("OPENDIRECT_TOKEN and OPENDIRECT_API_KEY are sent to none of the {} SELLER_ENDPOINTS: nothing says which of them "
                        + "they were given for. Give each seller its own under gateway.sellers.", endpoints.size());
            }
            var list = new ArrayList<SellerSettings>();
            endpoints.forEach(url -> list.add(fromUrl("SELLER_ENDPOINTS", url, single ? variables.token() : Secret.valueOf(""),
                    single ? variables.apiKey() : Secret.valueOf(""))));
            return list;
        }
        if (!variables.baseUrl().isBlank()) {
            return List.of(fromUrl("OPENDIRECT_BASE_URL", variables.baseUrl(), variables.token(), variables.apiKey()));
        }
        return List.of();
    }

    private static SellerSettings fromUrl(String variable, String url, Secret token, Secret apiKey) {
        URI uri = PropertiesValidator.baseUrl(variable, url);
        String id = uri.getHost().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-").replaceAll("^[^a-z0-9]+", "")
                + (uri.getPort() < 0 ? "" : "-" + uri.getPort());
        return SellerSettings.at(id, url, token, apiKey);
    }

    private static List<SellerSettings> sandboxSellers(GatewaySettings settings) {
        List<String> ids = List.of("premium-news", "premium-ctv", "budget-network");
        var list = new ArrayList<SellerSettings>();
        for (int i = 0; i < ids.size(); i++) {
            list.add(SellerSettings.at(ids.get(i), settings.sandbox().baseUrl(i), Secret.valueOf(""), Secret.valueOf("")));
        }
        return list;
    }

    private void add(SellerSettings settings) {
        URI url = PropertiesValidator.baseUrl("gateway.sellers." + settings.id() + ".base-url", settings.baseUrl());
        var seller = new Seller(settings, url, kinds, SellerProfiles.ofSettings(settings, kinds.keySet()), lessons,
                new SellerGuard(settings.id(), calls, circuit, searchDeadline));
        if (sellers.putIfAbsent(settings.id(), seller) != null) {
            throw new SettingsException("SELLER_ENDPOINTS", settings.baseUrl(), "each host and port once");
        }
    }
}
