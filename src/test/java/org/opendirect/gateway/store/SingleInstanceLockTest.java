package org.opendirect.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opendirect.gateway.settings.SettingsException;
import org.opendirect.gateway.settings.TestSettings;

class SingleInstanceLockTest {

    @TempDir
    private Path folder;

    /** Each names the file that the first gateway has, in another way; the first makes it. */
    @ParameterizedTest
    @ValueSource(strings = {"data/gateway.db", "data/../data/./gateway.db", "linked.db", "linked/gateway.db", "file:data/gateway.db",
        "file:data/gateway%2Edb?cache=private", "data/gateway.db?busy_timeout=5"})
    void startingShouldBeRefusedWhenAnotherGatewayHasTheFileHoweverItIsWritten(String written) throws IOException {
        // given
        Files.createDirectory(folder.resolve("data"));
        Files.createSymbolicLink(folder.resolve("linked.db"), folder.resolve("data/gateway.db"));
        Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("data"));
        boolean uri = written.startsWith("file:");
        String second = "jdbc:sqlite:" + (uri ? "file:" : "") + folder + "/" + (uri ? written.substring(5) : written);

        try (SingleInstanceLock first = lock("jdbc:sqlite:" + folder.resolve("linked.db"))) {
            // when
            var refused = assertThatThrownBy(() -> lock(second).close());

            // then
            refused.isInstanceOf(SettingsException.class).hasMessageContaining("no other running gateway uses");
        }
        lock(second).close();
    }

    @Test
    void startingShouldBeRefusedWhenTheFileHasAnotherNameByAHardLink() throws IOException {
        // given
        Path file = Files.createFile(folder.resolve("gateway.db"));
        Path other = Files.createLink(folder.resolve("other.db"), file);

        // when
        var refused = assertThatThrownBy(() -> lock("jdbc:sqlite:" + other).close());

        // then
        refused.isInstanceOf(SettingsException.class).hasMessageContaining("hard links");
    }

    @Test
    void isMountPointShouldTellAFileThatIsMountedByItself() {
        // given
        String folderMount = "36 35 98:0 /x /srv/data rw,noatime master:1 - ext3 /dev/root rw";
        String fileMount = "37 35 98:0 /x/gateway.db /srv/my\\040data/gateway.db rw,noatime - ext3 /dev/root rw";

        // when
        boolean alone = SingleInstanceLock.isMountPoint(Path.of("/srv/my data/gateway.db"), Stream.of(folderMount, fileMount));
        boolean inFolder = SingleInstanceLock.isMountPoint(Path.of("/srv/data/gateway.db"), Stream.of(folderMount, fileMount));

        // then
        assertThat(alone).isTrue();
        assertThat(inFolder).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:sqlite::memory:", "jdbc:sqlite:", "jdbc:sqlite:file::memory:?cache=shared"})
    void startingShouldBeRefusedWhenTheDatabaseIsNoFile(String url) {
        // when
        var refused = assertThatThrownBy(() -> lock(url).close());

        // then
        refused.isInstanceOf(SettingsException.class).hasMessageContaining("gateway.store.url");
    }

    private static SingleInstanceLock lock(String url) {
        return new SingleInstanceLock(DatabaseUrl.of(url, TestSettings.with(Map.of("gateway.store.url", url)).store()));
    }
}
