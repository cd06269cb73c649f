package org.tropea.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.tropea.control.event.EventBus;
import org.tropea.control.event.EventKind;
import org.tropea.control.protocol.ByteText;
import org.tropea.control.protocol.Reply;

/**
 * Tells controllers what is logged, from the severity on that one of them asked for; what the log's
 * own targets take stays as it is. Any thread.
 */
final class LogEvents {
  private static final String OURS = "org.tropea";

  private final EventBus events;
  private @Nullable Level own;

  LogEvents(EventBus events) {
    this.events = events;
  }

  private final class Appender extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      EventKind kind = kind(LogLayout.severity(event.getLevel()));
      events.publish(
          kind,
          () ->
              Reply.event(
                  kind
                      + " "
                      + ByteText.of(event.getFormattedMessage().replaceAll("[\\r\\n]", " "))));
    }
  }

  private static EventKind kind(Severity severity) {
    return switch (severity) {
      case ERR -> EventKind.ERR;
      case WARN -> EventKind.WARN;
      case NOTICE -> EventKind.NOTICE;
      case INFO -> EventKind.INFO;
      case DEBUG -> EventKind.DEBUG;
    };
  }

  /** The log was set up anew: it is listened to from now on. */
  synchronized void attach() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    Appender appender = new Appender();
    appender.setContext(context);
    appender.start();
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
    own = ours(context).getLevel();
    listen();
  }

  /** Controllers ask for other events: logs no more and no less than somebody takes. */
  synchronized void listen() {
    Level least = own;
    if (least == null) {
      return;
    }
    for (Severity severity : Severity.values()) {
      Level level = Logging.level(severity);
      if (events.isWanted(kind(severity)) && level.toInt() < least.toInt()) {
        least = level;
      }
    }
    ours((LoggerContext) LoggerFactory.getILoggerFactory()).setLevel(least);
  }

  private static Logger ours(LoggerContext context) {
    return context.getLogger(OURS);
  }
}
