package org.opendirect.gateway.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How migrations are written: a row's JSON has callers' texts in it, of which a database's own JSON takes less than Java does. */
class MigrationsTest {

    private static final Path SQL = Path.of("src/main/resources/db/migration");
    private static final Path JAVA = Path.of("src/main/java/org/opendirect/gateway/store");
    private static final Pattern VERSION = Pattern.compile("V(\\d+)__.*\\.sql");
    /** those before had been released when it was found out */
    private static final int FIRST = 5;
    /** casts, the functions of both databases, and their operators */
    private static final Pattern JSON = Pattern.compile("::\\s*jsonb?\\b|\\bas\\s+jsonb?\\b|\\bjsonb?\\s*'|\\bto_jsonb?\\b|\\bjsonb?_\\w+|\\bjsonb?\\s*\\(|->",
            Pattern.CASE_INSENSITIVE);

    @Test
    void migrationsShouldLeaveJsonToJavaWhenTheyReadRows() throws IOException {
        // given
        var files = new ArrayList<Path>();
        try (Stream<Path> sql = Files.walk(SQL)) {
            sql.filter(f -> isNew(f.getFileName().toString())).forEach(files::add);
        }
        assertThat(files).hasSizeGreaterThan(10);

        // when
        var found = new ArrayList<String>();
        for (Path file : files) {
            jsonIn(Files.readString(file).replaceAll("--.*", "")).forEach(part -> found.add(file + ": " + part));
        }
        for (String migration : List.of("OrdersByDay.java", "V16__Backfill_seller_ids.java")) {
            // of a Java migration its statements, which are texts
            Pattern.compile("\"([^\"]*)\"").matcher(Files.readString(JAVA.resolve(migration))).results()
                    .forEach(text -> jsonIn(text.group(1)).forEach(part -> found.add(migration + ": " + part)));
        }

        // then
        assertThat(found).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            update a set b = data::json ->> 'c'
            update a set b = cast(data as jsonb)
            update a set b = json_extract(data, '$.c')
            update a set b = jsonb_set(data, '{c}', 'd')
            update a set b = data -> 'c'
            select json(data) from a
            """)
    void jsonShouldBeFoundWhenAStatementReadsIt(String statement) {
        // when
        List<String> found = jsonIn(statement);

        // then
        assertThat(found).isNotEmpty();
    }

    private static boolean isNew(String name) {
        Matcher version = VERSION.matcher(name);
        return version.matches() && Integer.parseInt(version.group(1)) >= FIRST;
    }

    private static List<String> jsonIn(String sql) {
        return JSON.matcher(sql).results().map(r -> r.group()).toList();
    }
}
