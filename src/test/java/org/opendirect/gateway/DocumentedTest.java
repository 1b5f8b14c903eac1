package org.opendirect.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documents show of the code is as the code is. */
class DocumentedTest {

    private static final Pattern JAVA = Pattern.compile("```java\n(.*?public (?:final )?class (\\w+).*?)```", Pattern.DOTALL);
    private static final Pattern DEFAULT = Pattern.compile("(?m)^\\| `(gateway\\.[a-z.-]+)` \\| `([^`]+)` \\|");
    private static final Pattern NAMED = Pattern.compile("`(gateway\\.[a-z.-]+)` \\((\\d+) ?(ms|s|min|days|MB|KB)?\\b");
    private static final Map<String, String> UNITS = Map.of("min", "m", "days", "d");

    @Test
    void theClassesThatAreShownCompile(@TempDir Path folder) throws IOException {
        List<MatchResult> shown = find(JAVA);
        assertThat(shown).extracting(m -> m.group(2)).contains("HalfWay", "SayInventory");

        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        for (MatchResult source : shown) {
            var said = new StringWriter();
            var unit = new SimpleJavaFileObject(URI.create("string:///" + source.group(2) + ".java"), JavaFileObject.Kind.SOURCE) {
                @Override
                public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                    return source.group(1);
                }
            };
            boolean compiled = compiler.getTask(said, null, null, List.of("-proc:none", "-d", folder.toString()), null, List.of(unit)).call();
            assertThat(compiled).as(said.toString()).isTrue();
        }
    }

    @Test
    void theDefaultsThatAreNamedInPassingAreThoseOfTheTable() throws IOException {
        var defaults = new HashMap<String, String>();
        DEFAULT.matcher(Files.readString(Path.of("docs/settings.md"))).results().forEach(m -> defaults.put(m.group(1), m.group(2)));
        List<MatchResult> named = find(NAMED);

        assertThat(named).hasSizeGreaterThan(10);
        assertThat(named).allSatisfy(m -> {
            String unit = m.group(3) == null ? "" : UNITS.getOrDefault(m.group(3), m.group(3));
            assertThat(m.group(2) + unit).as(m.group(1)).isEqualTo(defaults.get(m.group(1)));
        });
    }

    private static List<MatchResult> find(Pattern pattern) throws IOException {
        var found = new ArrayList<MatchResult>();
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            for (Path page : Stream.concat(Stream.of(Path.of("README.md")), docs.filter(p -> p.toString().endsWith(".md"))).toList()) {
                pattern.matcher(Files.readString(page)).results().forEach(found::add);
            }
        }
        return found;
    }
}
