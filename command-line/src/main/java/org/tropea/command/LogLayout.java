package org.tropea.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Log lines in C tor's shape: {@code Nov 20 22:10:11.000 [notice] text}, in the zone given.
 *
 * <p>A control character in the text is written as an escape, so that one event is one line. Only a
 * debug event carries its stack trace.
 */
final class LogLayout extends LayoutBase<ILoggingEvent> {
  private final DateTimeFormatter time;
  private final LogStyle style;
  private final boolean forJournal;

  /**
   * Lines of a zone and in a style; {@code forJournal}, with the number of their severity in front
   * and no time, which the journal has itself.
   */
  LogLayout(ZoneId zone, LogStyle style, boolean forJournal) {
    this.style = style;
    this.forJournal = forJournal;
    this.time = DateTimeFormatter.ofPattern("MMM dd HH:mm:ss.SSS", Locale.ENGLISH).withZone(zone);
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(96);
    Severity severity = severity(event.getLevel());
    if (forJournal) {
      line.append('<').append(journalNumber(severity)).append('>');
    } else {
      long step = style.granularity().toMillis();
      long rounded = event.getTimeStamp() / step * step;
      time.formatTo(Instant.ofEpochMilli(rounded), line);
      line.append(" [").append(severity.word()).append("] ");
    }
    if (style.domains()) {
      line.append('{').append(LogDomain.of(event.getLoggerName())).append("} ");
    }
    escape(event.getFormattedMessage(), line);
    line.append('\n');
    if (event.getThrowableProxy() != null && event.getLevel() == Level.TRACE) {
      line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return line.toString();
  }

  static Severity severity(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> Severity.ERR;
      case Level.WARN_INT -> Severity.WARN;
      case Level.INFO_INT -> Severity.NOTICE;
      case Level.DEBUG_INT -> Severity.INFO;
      default -> Severity.DEBUG;
    };
  }

  private static int journalNumber(Severity severity) {
    return switch (severity) {
      case ERR -> 3;
      case WARN -> 4;
      case NOTICE -> 5;
      case INFO -> 6;
      case DEBUG -> 7;
    };
  }

  private static void escape(String text, StringBuilder line) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        line.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      } else {
        line.append(c);
      }
    }
  }
}
