package org.opendirect.gateway.json;

/**
 * An object that is stored as JSON, is changed and is stored again, by {@link Json#read} and {@link Json#text}. What this version does not know
 * of it, or of what is in it, stays: another version has written it, and finds it again.
 */
public abstract class StoredObject {

    private transient UnknownFields unknown = new UnknownFields();

    final UnknownFields unknownFields() {
        return unknown;
    }

    final void restoreLater(UnknownFields fields) {
        unknown = fields;
    }
}
