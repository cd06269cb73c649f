package org.tropea.command;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.metrics.Bugs;
import org.tropea.metrics.MetricsPort;
import org.tropea.metrics.MetricsSource;
import org.tropea.metrics.ProcessFamilies;

/** Tells Prometheus of the other roles. */
final class MetricsRole implements Role {
  private static final Logger log = LoggerFactory.getLogger(MetricsRole.class);

  private final MetricsPort port;
  private final BugLines bugs;
  private final RoleEnd end;

  private MetricsRole(MetricsPort port, BugLines bugs, RoleEnd end) {
    this.port = port;
    this.bugs = bugs;
    this.end = end;
  }

  /** Counts what the log calls a bug. */
  private static final class BugLines extends AppenderBase<ILoggingEvent> {
    private final Bugs counted = new Bugs();

    BugLines(LoggerContext context) {
      setContext(context);
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel() == Level.ERROR && event.getMessage().startsWith("Bug:")) {
        counted.noted();
      }
    }
  }

  private static ch.qos.logback.classic.Logger root() {
    return ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
  }

  /** Opens the port; {@code others} run already. */
  static MetricsRole start(MetricsOptions options, List<Role> others, RoleEnd end)
      throws CannotStart {
    List<MetricsSource> sources = new ArrayList<>();
    others.forEach(role -> sources.addAll(role.metrics()));
    sources.add(new ProcessFamilies());
    BugLines bugs = new BugLines(root().getLoggerContext());
    sources.add(bugs.counted);
    try {
      MetricsPort port = MetricsPort.open(options.addresses(), options.admits(), sources);
      port.addresses().forEach(a -> log.info("Opened Metrics listener on port {}", a.getPort()));
      bugs.start();
      root().addAppender(bugs);
      return new MetricsRole(port, bugs, end);
    } catch (IOException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void await() throws CannotStart, InterruptedException {
    end.await();
  }

  @Override
  public void close() {
    root().detachAppender(bugs);
    port.close();
  }
}
