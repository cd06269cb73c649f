package org.tropea.integration;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What circuits in this JVM say of their hops. For any thread. */
final class HopLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Logger logger;

  private HopLog(String name) {
    logger = (Logger) LoggerFactory.getLogger(name);
    logger.setLevel(Level.DEBUG);
    setContext(logger.getLoggerContext());
    start();
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

  /** All lines since the last call that begin so. */
  List<String> take(String beginning) {
    List<String> taken = lines.stream().filter(line -> line.startsWith(beginning)).toList();
    lines.clear();
    return taken;
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setLevel(null);
    stop();
  }
}
