package org.opendirect.gateway.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContractTest {

    @TempDir
    private Path folder;
    private Map<String, String> settings;

    @BeforeEach
    void openOwnFile() throws IOException {
        settings = empty();
        open();
    }

    @Override
    Map<String, String> empty() throws IOException {
        return at("jdbc:sqlite:" + file(folder), "");
    }

    @Override
    Map<String, String> settings() {
        return settings;
    }
}
