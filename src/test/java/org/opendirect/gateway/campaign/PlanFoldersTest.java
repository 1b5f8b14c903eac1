package org.opendirect.gateway.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanFoldersTest {

    @Test
    void foldersShouldHoldNothingHalfWrittenWhenAGatewayWasKilledOverIt(@TempDir Path plans) throws Exception {
        // given
        Path half = Files.writeString(Files.createDirectories(plans.resolve("working")).resolve(".7k2m.tmp"), "{\"na");
        Path whole = Files.writeString(plans.resolve("working/plan.json"), "{}");

        // when
        new PlanFolders(plans.resolve("inbox"), 1_000);

        // then
        assertThat(half).doesNotExist();
        assertThat(whole).exists();
    }
}
