package org.opendirect.gateway.settings;

/**
 * A credential. Its text leaves only through {@link #reveal()}, so that it cannot reach a log, a problem or a page by accident.
 */
public final class Secret {

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** Used by the settings binder. A blank text is no credential. */
    public static Secret valueOf(String value) {
        return new Secret(value == null ? "" : value.trim());
    }

    public boolean isPresent() {
        return !value.isEmpty();
    }

    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return isPresent() ? "(set)" : "(none)";
    }
}
