package org.opendirect.gateway.store;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.opendirect.gateway.json.Json;
import org.opendirect.gateway.problem.Problem;

/**
 * The rows of one table that keep an object as JSON: in the column {@code data}, beside the columns that they are found by, and with
 * {@code updated_at}. All that changes a row runs inside the caller's transaction. Names of columns and conditions are constants of the
 * callers; values are always parameters.
 *
 * @param <T> the type of the objects
 */
public final class JsonRows<T> {

    private final Store store;
    private final Clock clock;
    private final String table;
    private final Class<T> type;
    private final Consumer<T> whenRead;

    public JsonRows(Store store, Clock clock, String table, Class<T> type) {
        this(store, clock, table, type, row -> { });
    }

    /** @param whenRead is told of every object that is read, before anybody else has it */
    public JsonRows(Store store, Clock clock, String table, Class<T> type, Consumer<T> whenRead) {
        this.store = store;
        this.clock = clock;
        this.table = table;
        this.type = type;
        this.whenRead = whenRead;
    }

    /**
     * @param columns the names of the further columns, separated by commas
     * @param values  theirs, in the same order; null for none
     */
    public void insert(T row, String columns, Object... values) {
        var all = new ArrayList<>(Arrays.asList(values));
        all.add(Json.text(row));
        all.add(clock.millis());
        store.sql().sql("insert into " + table + " (" + columns + ", data, updated_at) values (" + String.join(", ", Collections.nCopies(all.size(), "?")) + ")")
                .params(all).update();
    }

    /**
     * @param set  what is written besides, and the condition for the row: {@code status = ? where id = ?}
     * @param values the parameters in {@code set}
     */
    public void update(T row, String set, Object... values) {
        var all = new ArrayList<Object>(List.of(Json.text(row), clock.millis()));
        all.addAll(Arrays.asList(values));
        store.sql().sql("update " + table + " set data = ?, updated_at = ?, " + set).params(all).update();
    }

    /** @param where the condition, and the order if there is one: {@code work_id = ? order by position} */
    public List<T> list(String where, Object... params) {
        return store.sql().sql("select data from " + table + " where " + where).params(params).query((row, n) -> read(row.getString(1))).list();
    }

    public Optional<T> find(String where, Object... params) {
        return list(where, params).stream().findFirst();
    }

    /** @throws org.opendirect.gateway.problem.ProblemException 404 when there is none of this id */
    public T get(String id) {
        return find("id = ?", id).orElseThrow(() -> Problem.notFound(table, id).asException());
    }

    /** As {@link #get}, and nobody else changes it until the transaction ends. */
    public T getForUpdate(String id) {
        return find("id = ?" + store.forUpdate(), id).orElseThrow(() -> Problem.notFound(table, id).asException());
    }

    /** The object in the column {@code data}, where that was selected with others. */
    public T read(String data) {
        T row = Json.read(data, type);
        whenRead.accept(row);
        return row;
    }
}
