package org.opendirect.gateway.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * SQLite's data source, with statements that stay prepared: a step of a booking is eight small statements, and to prepare them anew takes
 * a quarter of its transaction, in which everybody else waits. Neither SQLite's driver nor the pool keeps them (PostgreSQL's driver does).
 * A statement that has failed is not kept, nor one that is asked for while it is in use.
 */
final class KeptStatements extends DelegatingDataSource {

    /** of one connection; the gateway's own statements are some sixty */
    private static final int MOST = 100;

    KeptStatements(DataSource sqlite) {
        super(sqlite);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return proxy(Connection.class, new Kept(super.getConnection()));
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(KeptStatements.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** What it throws is what the driver has thrown: the pool looks at its kind. */
    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** A connection with its statements that nobody uses now; closing it closes them. */
    private static final class Kept implements InvocationHandler {
        private final Connection connection;
        private final Map<String, PreparedStatement> idle = new LinkedHashMap<>(16, 0.75f, true);

        Kept(Connection connection) {
            this.connection = connection;
        }

        @Override
        public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
            if (method.getName().equals("prepareStatement") && arguments.length == 1) {
                String sql = (String) arguments[0];
                PreparedStatement kept = idle.remove(sql);
                return proxy(PreparedStatement.class, new Use(this, sql, kept != null ? kept : connection.prepareStatement(sql)));
            }
            if (method.getName().equals("close")) {
                closeIdle();
            }
            return call(connection, method, arguments);
        }

        private void closeIdle() {
            for (PreparedStatement statement : idle.values()) {
                try {
                    statement.close();
                } catch (SQLException e) {
                    // the connection ends all that is left of it
                }
            }
            idle.clear();
        }

        void giveBack(String sql, PreparedStatement statement) throws SQLException {
            PreparedStatement other = idle.put(sql, statement);
            if (other != null) {
                other.close();
            }
            if (idle.size() > MOST) {
                var eldest = idle.entrySet().iterator();
                PreparedStatement unused = eldest.next().getValue();
                eldest.remove();
                unused.close();
            }
        }
    }

    /** A statement from when it is asked for until it is closed. */
    private static final class Use implements InvocationHandler {
        private final Kept owner;
        private final String sql;
        private final PreparedStatement statement;
        private ResultSet rows;
        private boolean failed;
        private boolean closed;

        Use(Kept owner, String sql, PreparedStatement statement) {
            this.owner = owner;
            this.sql = sql;
            this.statement = statement;
        }

        @Override
        public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
            if (method.getName().equals("close")) {
                close();
                return null;
            }
            if (method.getName().equals("isClosed")) {
                return closed;
            }
            if (closed && method.getDeclaringClass() != Object.class) {
                throw new SQLException("the statement is closed");
            }
            try {
                Object result = call(statement, method, arguments);
                rows = result instanceof ResultSet found ? found : rows;
                return result;
            } catch (SQLException e) {
                failed = true;
                throw e;
            }
        }

        private void close() throws SQLException {
            if (closed) {
                return;
            }
            closed = true;
            if (failed) {
                statement.close();
                return;
            }
            try {
                if (rows != null) {
                    // a result that is not read to its end would keep what it reads from
                    rows.close();
                }
                statement.clearParameters();
            } catch (SQLException e) {
                statement.close();
                throw e;
            }
            owner.giveBack(sql, statement);
        }
    }
}
