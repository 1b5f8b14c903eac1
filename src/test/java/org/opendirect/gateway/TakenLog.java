package org.opendirect.gateway;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Keeps what one class logs, instead of showing it: for faults that a test makes on purpose. */
public final class TakenLog implements AutoCloseable {

    private final Logger logger;
    private final ListAppender<ILoggingEvent> taken = new ListAppender<>();

    public TakenLog(Class<?> of) {
        this.logger = (Logger) LoggerFactory.getLogger(of);
        taken.start();
        logger.addAppender(taken);
        logger.setAdditive(false);
    }

    public List<String> messages() {
        return List.copyOf(taken.list).stream().map(e -> e.getLevel() + " " + e.getFormattedMessage()).toList();
    }

    @Override
    public void close() {
        logger.setAdditive(true);
        logger.detachAppender(taken);
    }
}
