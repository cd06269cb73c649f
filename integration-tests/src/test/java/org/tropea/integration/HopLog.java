package org.tropea.integration;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What circuits in this JVM say of their hops and windows. For any thread. */
public final class HopLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger logger;

  private HopLog(String name) {
    logger = (Logger) LoggerFactory.getLogger(name);
    logger.setLevel(Level.DEBUG);
    setContext(logger.getLoggerContext());
    start();
    logger.setAdditive(false);
    logger.addAppender(this);
  }

  /** Of our relays, which say it of circuits that begin with them. */
  static HopLog ofRelays() {
    return new HopLog("org.tropea.relay.circuit.CreateQueue");
  }

  /** Of our clients. */
  static HopLog ofClients() {
    return new HopLog("org.tropea.protocol.circuit.OriginCircuit");
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(event.getFormattedMessage());
  }

  /** What circuits say of their windows at each SENDME. */
  public static HopLog ofWindows() {
    return new HopLog("org.tropea.protocol.flow.CongestionControl");
  }

  /** All lines since the last call that begin so. */
  public List<String> take(String beginning) {
    List<String> taken = lines.stream().filter(line -> line.startsWith(beginning)).toList();
    lines.clear();
    return taken;
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setLevel(null);
    logger.setAdditive(true);
    stop();
  }
}
