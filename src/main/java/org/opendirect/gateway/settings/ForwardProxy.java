package org.opendirect.gateway.settings;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A proxy that a client is told to use (RFC 9110 section 3.7): plain HTTP is asked of it in absolute form, for TLS it is
 * asked to CONNECT.
 *
 * @param host     a name, or an address, without brackets
 * @param username empty for a proxy that wants no credentials
 */
public record ForwardProxy(String host, int port, String username, Secret password) {

    static final String FORM = "http://[user:password@]host[:port]";
    private static final int DEFAULT_PORT = 80;
    /** as the variables are written: without a scheme, perhaps, and a password with what it ought to have encoded */
    private static final Pattern URL = Pattern.compile("(?:[hH][tT][tT][pP]://)?(?![a-zA-Z][a-zA-Z0-9.+-]*://)"
            + "(?:(.*)@)?(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(?::(\\d{1,5}))?/?");

    /**
     * @param property where the URL stands
     * @throws SettingsException which does not show the credentials
     */
    static ForwardProxy parse(String property, String url) {
        Matcher m = URL.matcher(url.trim());
        int port = m.matches() ? m.group(3) == null ? DEFAULT_PORT : Integer.parseInt(m.group(3)) : 0;
        if (port < 1 || port > 65_535) {
            throw wrong(property, url);
        }
        String userInfo = m.group(1) == null ? "" : m.group(1);
        int colon = userInfo.indexOf(':');
        String user = decoded(property, url, colon < 0 ? userInfo : userInfo.substring(0, colon));
        String password = colon < 0 ? "" : decoded(property, url, userInfo.substring(colon + 1));
        if (user.isEmpty() && !password.isEmpty()) {
            throw wrong(property, url);
        }
        return new ForwardProxy(m.group(2).replaceAll("[\\[\\]]", ""), port, user, Secret.valueOf(password));
    }

    private static String decoded(String property, String url, String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw wrong(property, url);
        }
    }

    static SettingsException wrong(String property, String url) {
        return new SettingsException(property, url.contains("@") ? "(not shown)" : url,
                "off, or " + FORM + " with percent-encoded credentials");
    }

    ForwardProxy with(String otherUsername, Secret otherPassword) {
        return new ForwardProxy(host, port, otherUsername, otherPassword);
    }

    /** The credentials as they are sent (RFC 7617), for who has to find them again; empty for none. */
    public String basic() {
        byte[] pair = (username + ":" + password.reveal()).getBytes(StandardCharsets.UTF_8);
        return username.isEmpty() ? "" : Base64.getEncoder().encodeToString(pair);
    }

    /** Where it is, without credentials. */
    @Override
    public String toString() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
