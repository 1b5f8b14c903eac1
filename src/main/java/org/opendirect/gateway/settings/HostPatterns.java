package org.opendirect.gateway.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hosts that are not reached through a proxy, as {@code NO_PROXY} names them: {@code example.com} and
 * {@code .example.com} are the host and all below it, {@code *.example.com} and {@code 10.*} stand for any beginning or
 * end, {@code 10.0.0.0/8} is a network of addresses, each but the last with a {@code :port} where it is to count for that
 * alone, and {@code *} is everybody. No name is looked up: an address is compared with addresses, a name with names.
 */
final class HostPatterns {

    private static final Pattern ENTRY =
            Pattern.compile("([a-z0-9._*-]+|\\[?[0-9a-f.]*:[0-9a-f:.]*]?)(?::(\\d{1,5}))?");
    private static final Pattern NETWORK = Pattern.compile("([0-9a-f.:]+)/(\\d{1,3})");
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,10}(\\.\\d{1,10}){0,3}|[0-9a-f:.]*:[0-9a-f:.]*");

    private final List<BiPredicate<String, Integer>> all = new ArrayList<>();

    private HostPatterns() {
    }

    /** Entries as {@code NO_PROXY} has them; what is no entry matches nothing. */
    static HostPatterns of(Stream<String> entries) {
        var patterns = new HostPatterns();
        entries.forEach(e -> read(e, true).ifPresent(patterns.all::add));
        return patterns;
    }

    /** As the JVM's {@code http.nonProxyHosts} has them: a host is itself alone. */
    static HostPatterns ofJvm(String hosts) {
        var patterns = new HostPatterns();
        Arrays.stream(hosts.split("\\|")).forEach(e -> read(e, false).ifPresent(patterns.all::add));
        return patterns;
    }

    static boolean readable(String entry) {
        return read(entry, true).isPresent();
    }

    /** @param host in lower case, an address without brackets */
    boolean match(String host, int port) {
        return all.stream().anyMatch(p -> p.test(host, port));
    }

    /** Whether the host is this machine: by its name or its address, without looking anything up. */
    static boolean isLoopback(String host) {
        return host.equals("localhost") || host.endsWith(".localhost")
                || address(host).filter(a -> a.isLoopbackAddress() || a.isAnyLocalAddress()).isPresent();
    }

    private static Optional<BiPredicate<String, Integer>> read(String entry, boolean andBelow) {
        String text = entry.trim().toLowerCase(Locale.ROOT);
        Matcher network = NETWORK.matcher(text);
        if (network.matches()) {
            int bits = Integer.parseInt(network.group(2));
            return bytes(network.group(1)).filter(a -> bits <= a.length * 8)
                    .map(a -> (host, port) -> bytes(host).filter(h -> begin(h, a, bits)).isPresent());
        }
        Matcher m = ENTRY.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        int only = m.group(2) == null ? 0 : Integer.parseInt(m.group(2));
        String name = m.group(1).replaceAll("[\\[\\]]", "");
        Optional<InetAddress> address = address(name);
        if (address.isPresent()) {
            return Optional.of((host, port) -> (only == 0 || only == port) && address.equals(address(host)));
        }
        String bare = name.startsWith(".") ? name.substring(1) : name;
        Pattern same = Pattern.compile((andBelow && !bare.startsWith("*") ? "(.*\\.)?" : "")
                + Pattern.quote(bare).replace("*", "\\E.*\\Q"));
        return Optional.of((host, port) -> (only == 0 || only == port) && same.matcher(host).matches());
    }

    private static boolean begin(byte[] address, byte[] network, int bits) {
        boolean same = address.length == network.length;
        for (int bit = 0; same && bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            same = (address[bit / 8] & mask) == (network[bit / 8] & mask);
        }
        return same;
    }

    private static Optional<byte[]> bytes(String host) {
        return address(host).map(InetAddress::getAddress);
    }

    private static Optional<InetAddress> address(String host) {
        try {
            return ADDRESS.matcher(host).matches() ? Optional.of(InetAddress.getByName(host)) : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
