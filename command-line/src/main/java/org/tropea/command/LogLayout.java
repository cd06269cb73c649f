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

  LogLayout(ZoneId zone) {
    this.time = DateTimeFormatter.ofPattern("MMM dd HH:mm:ss.SSS", Locale.ENGLISH).withZone(zone);
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(96);
    time.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
    line.append(" [").append(severity(event.getLevel()).word()).append("] ");
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
