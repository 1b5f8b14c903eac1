package org.opendirect.gateway.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNameTest {

    @TempDir
    private Path folder;

    @Test
    void nameShouldLeadToTheSameFileWhenItIsFoundOrReadFromItsText() throws IOException {
        for (String text : List.of("a.yaml", "Frühjahr.yaml", "a b%41+#?&;=.csv", "line\nbreak.json", "計画.yml", "/Fr%FChjahr.yaml")) {
            FileName name = FileName.of(text);
            Files.writeString(name.in(folder), text);
            assertThat(name.text()).isEqualTo(text);
        }

        try (Stream<Path> entries = Files.list(folder)) {
            assertThat(entries.toList()).hasSize(6).allSatisfy(entry -> {
                FileName name = FileName.of(entry);
                assertThat(entry).hasContent(name.text());
                assertThat(FileName.of(name.text())).isEqualTo(name).hasSameHashCodeAs(name);
                assertThat(Files.isSameFile(name.in(folder), entry)).isTrue();
            });
        }
    }

    @Test
    void nameShouldBreakNoLineAndHideNothingWhenItIsShown() {
        assertThat(FileName.of("a\n2026 ERROR\u202E.yaml")).hasToString("a\\u000a2026 ERROR\\u202e.yaml");
        assertThat(FileName.of("/Fr%FChjahr.yaml")).hasToString("Fr%FChjahr.yaml");
        assertThat(FileName.of("../../etc/passwd").text()).isEqualTo("passwd");
    }

    @ParameterizedTest
    @CsvSource({"/in/a.yaml,a.yaml", "/..%2F..%2Fa.yaml,..%2F..%2Fa.yaml", "/100%.yaml,100%.yaml", "/in/%2e%2e/50%25.csv,50%25.csv"})
    void nameShouldHaveNoFoldersWhenACallerGivesThemWithIt(String given, String name) {
        // when
        String text = FileName.of(given).text();

        // then
        assertThat(text).isEqualTo(name);
    }

    @Test
    void nameShouldKeepItsEndingAndWholeCharactersWhenItIsShortened() {
        String japanese = "計".repeat(83) + ".yaml";

        FileName shortened = FileName.of(japanese).within(241);

        assertThat(shortened.text()).startsWith("計計").endsWith(".yaml").matches("計+~[0-9a-f]{8}\\.yaml");
        assertThat(shortened.text().getBytes(StandardCharsets.UTF_8)).hasSizeBetween(239, 241);
        assertThat(FileName.of("計".repeat(82) + "画.yaml").within(241)).isNotEqualTo(shortened);
        assertThat(FileName.of("a.yaml").within(241).text()).isEqualTo("a.yaml");
    }

    @Test
    void nameShouldHaveItsNumberBeforeItsEndingWhenItIsNumbered() {
        assertThat(FileName.of("a.b.yaml").numbered(2).text()).isEqualTo("a.b~2.yaml");
        assertThat(FileName.of("README").numbered(3).text()).isEqualTo("README~3");
        assertThat(FileName.of("PLAN.YAML").ending()).isEqualTo("yaml");
        assertThat(FileName.of(".yaml").ending()).isEmpty();
    }
}
