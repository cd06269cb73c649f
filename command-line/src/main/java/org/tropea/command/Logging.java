package org.tropea.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.tropea.directory.store.PrivateFiles;
import org.tropea.protocol.notice.OnceAProcess;

/**
 * Sends what the process logs to the {@code Log} targets, instead of to whatever was set before.
 *
 * <p>Libraries are heard from warn on only; what they do in detail is no news to a user.
 */
final class Logging {
  private final LoggerContext context;
  private final ZoneId zone;

  /** Files that were emptied; SIGHUP opens them anew and leaves what was logged. */
  private final Set<Path> opened = new HashSet<>();

  /** The logging of this process, with times of {@code zone}. */
  Logging(ZoneId zone) {
    this.context = (LoggerContext) LoggerFactory.getILoggerFactory();
    this.zone = zone;
  }

  /** Logs to {@code targets} from here on; a file that cannot be written is refused. */
  void to(List<LogTarget> targets) throws CannotStart {
    to(targets, LogStyle.USUAL);
  }

  /** The same, with lines in that style. */
  void to(List<LogTarget> targets, LogStyle style) throws CannotStart {
    for (LogTarget target : targets) {
      if (target.destination() instanceof LogTarget.LogFile file) {
        make(file.path());
        if (style.truncates() && opened.add(file.path())) {
          empty(file.path());
        }
      }
    }
    context.reset();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    Severity least = Severity.ERR;
    for (LogTarget target : targets) {
      root.addAppender(appender(target, style));
      Severity its = target.range().least();
      least = its.compareTo(least) > 0 ? its : least;
    }
    context.getLogger("org.tropea").setLevel(level(least));
  }

  /** Writes out what is still held back; nothing is logged afterwards. */
  void close() {
    context.stop();
  }

  private OutputStreamAppender<ILoggingEvent> appender(LogTarget target, LogStyle style) {
    OutputStreamAppender<ILoggingEvent> appender = stream(target.destination());
    LogLayout layout =
        new LogLayout(
            zone, style, style.toJournal() && target.destination() instanceof LogTarget.Journal);
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.addFilter(new Range(target));
    appender.start();
    return appender;
  }

  private static OutputStreamAppender<ILoggingEvent> stream(LogTarget.Destination destination) {
    if (destination instanceof LogTarget.LogFile file) {
      FileAppender<ILoggingEvent> appender = new FileAppender<>();
      appender.setFile(file.path().toString());
      return appender;
    }
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setTarget(
        destination instanceof LogTarget.StandardOutput ? "System.out" : "System.err");
    return appender;
  }

  /** Makes the file with its mode at once: never readable by others, not even for a moment. */
  private static void make(Path file) throws CannotStart {
    try {
      PrivateFiles.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE).close();
    } catch (FileAlreadyExistsException ignored) {
      // Goes on below: a file of an earlier run is appended to.
    } catch (IOException e) {
      throw unwritable(file, e);
    }
    if (Files.isDirectory(file) || !Files.isWritable(file)) {
      throw unwritable(file, null);
    }
  }

  private static void empty(Path file) throws CannotStart {
    try {
      PrivateFiles.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
          .close();
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static CannotStart unwritable(Path file, @Nullable IOException e) {
    String message =
        "Log file " + file + " cannot be written; name a file in a folder this user may write to";
    return e == null ? new CannotStart(message) : new CannotStart(message, e);
  }

  static Level level(Severity severity) {
    return switch (severity) {
      case ERR -> Level.ERROR;
      case WARN -> Level.WARN;
      case NOTICE -> Level.INFO;
      case INFO -> Level.DEBUG;
      case DEBUG -> Level.TRACE;
    };
  }

  /** Lets through the events of one target's severities; what is news once, once. */
  private static final class Range extends Filter<ILoggingEvent> {
    private static final int MAX_SAID = 1_000;

    private final LogTarget target;
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    Range(LogTarget target) {
      this.target = target;
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
      Severity severity = LogLayout.severity(event.getLevel());
      boolean inside = target.range().takes(severity, LogDomain.of(event.getLoggerName()));
      return inside && isNews(event) ? FilterReply.NEUTRAL : FilterReply.DENY;
    }

    private boolean isNews(ILoggingEvent event) {
      List<Marker> markers = event.getMarkerList();
      return markers == null
          || !markers.contains(OnceAProcess.MARKER)
          || (said.size() < MAX_SAID && said.add(event.getFormattedMessage()));
    }
  }
}
