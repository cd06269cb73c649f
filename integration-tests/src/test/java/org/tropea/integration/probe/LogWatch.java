package org.tropea.integration.probe;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What our code logs while it is being attacked. For any thread. */
final class LogWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
  private final Logger root;

  LogWatch() {
    root = ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
    setContext(root.getLoggerContext());
    start();
    root.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
      events.add(event);
    }
  }

  void clear() {
    events.clear();
  }

  /** Lines that tell of a mistake of ours, or show a stack. */
  List<String> bugs() {
    return events.stream()
        .filter(
            event ->
                event.getLevel().isGreaterOrEqual(Level.ERROR) || event.getThrowableProxy() != null)
        .map(LogWatch::text)
        .toList();
  }

  /** Lines that somebody sees who has not asked for details. */
  List<String> loud() {
    return events.stream().map(LogWatch::text).toList();
  }

  private static String text(ILoggingEvent event) {
    return event.getLevel() + " " + event.getFormattedMessage();
  }

  @Override
  public void close() {
    root.detachAppender(this);
    stop();
  }
}
