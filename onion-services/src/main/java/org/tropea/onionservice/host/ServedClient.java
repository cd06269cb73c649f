package org.tropea.onionservice.host;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.onionservice.host.HostSettings.StreamRules;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.ServedStreams;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.stream.TorStream;

/** A client that was met, and its streams (row O11). Confined to the client's loop. */
final class ServedClient {
  private static final Logger log = LoggerFactory.getLogger(ServedClient.class);

  /** As long as C tor keeps a circuit that nobody uses. */
  private static final Duration IDLE = Duration.ofMinutes(10);

  private final Hosting hosting;
  private final OriginCircuit circuit;
  private @Nullable ServedStreams streams;
  private Instant lastUsed;

  ServedClient(Hosting hosting, OriginCircuit circuit) {
    this.hosting = hosting;
    this.circuit = circuit;
    this.lastUsed = hosting.now();
  }

  void serve(Meeting.Met met) {
    streams = circuit.serve(met.answer().keys(), met.congestionControl(), this::onBegin);
  }

  private void onBegin(TorStream stream, Begin begin, int others) {
    lastUsed = hosting.now();
    StreamRules rules = hosting.settings().streams();
    if (rules.most() > 0 && others >= rules.most()) {
      refuse(stream, "more streams than it may have", rules.closesExcess());
    } else if (!hosting.backend().has(begin.port())) {
      refuse(stream, "a port that leads nowhere", !rules.allowsUnknownPorts());
    } else {
      hosting.backend().connect(stream, begin.port(), circuit.facts().number());
    }
  }

  private void refuse(TorStream stream, String what, boolean closes) {
    log.debug("A client asks for {}", what);
    stream.end(End.of(EndReason.DONE));
    if (closes) {
      circuit.destroy(DestroyReason.FINISHED);
    }
  }

  /** Ends the circuit where nobody has used it for long. */
  void look() {
    Instant now = hosting.now();
    if (streams != null && !streams.isIdle()) {
      lastUsed = now;
    } else if (!now.isBefore(lastUsed.plus(IDLE))) {
      circuit.destroy(DestroyReason.FINISHED);
    }
  }

  void close() {
    circuit.destroy(DestroyReason.FINISHED);
  }
}
