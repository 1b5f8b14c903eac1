package org.opendirect.gateway.store;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.opendirect.gateway.settings.GatewaySettings;

class SqliteStoreTest extends StoreContractTest {

    @TempDir
    private Path folder;
    private GatewaySettings.Store settings;

    @BeforeEach
    void openOwnFile() throws IOException {
        settings = empty();
        open();
    }

    @Override
    GatewaySettings.Store empty() throws IOException {
        return at("jdbc:sqlite:" + file(folder), "");
    }

    @Override
    GatewaySettings.Store settings() {
        return settings;
    }
}
