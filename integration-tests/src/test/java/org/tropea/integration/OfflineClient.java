package org.tropea.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.tropea.directory.document.Flavour;

/**
 * A client of C tor 0.4.9.15 that knows a network from its disk, made by a test, and asks nobody
 * for another. It builds the circuits that it is told to. For one thread.
 */
public final class OfflineClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final CtorNode node;
  private final ControlPort control;
  private final ListedRelays relays;
  private String circuit = "";

  private OfflineClient(CtorNode node, ControlPort control, ListedRelays relays) {
    this.relays = relays;
    this.node = node;
    this.control = control;
  }

  /** One in {@code folder} that knows these relays. */
  public static OfflineClient start(Path folder, ListedRelays relays) throws Exception {
    CraftedConsensus crafted = CraftedConsensus.in(folder.resolve("authority"));
    Instant recently = Instant.ofEpochSecond(Instant.now().minusSeconds(600).getEpochSecond());
    CtorNode node = new CtorNode(CtorNode.Kind.CLIENT, "offline", folder.resolve("offline"));
    crafted.cache(
        node.folder(), "", crafted.text(Flavour.MICRODESC, recently, List.of(), relays.entries()));
    Files.writeString(
        node.folder().resolve("cached-microdescs"), relays.microdescriptors(), ISO_8859_1);
    node.writeTorrc(
        List.of(
            crafted.line(LoopbackPorts.free(1).get(0)),
            "__DisablePredictedCircuits 1",
            "LearnCircuitBuildTimeout 0",
            "CircuitBuildTimeout 60"));
    node.start();
    try {
      node.process().await("Opened Control listener", PATIENCE);
      ControlPort control = node.control();
      control.ask("SETEVENTS CIRC");
      return new OfflineClient(node, control, relays);
    } catch (Throwable e) {
      node.close();
      throw e;
    }
  }

  /** Begins a circuit by these relays. */
  public void extend(String... nicknames) throws IOException {
    String path = String.join(",", List.of(nicknames).stream().map(relays::fingerprint).toList());
    // EXTENDED, and the number of the circuit.
    circuit = control.ask("EXTENDCIRCUIT 0 " + path).get(0).substring("EXTENDED ".length());
  }

  /** Whether that circuit comes to be; it is closed at once. */
  public boolean awaitBuilt(Duration patience) throws IOException {
    String event = control.awaitEvent("^CIRC " + circuit + " (BUILT|FAILED|CLOSED)", patience);
    boolean built = event.contains(" BUILT ");
    if (built) {
      control.ask("CLOSECIRCUIT " + circuit);
    }
    return built;
  }

  @Override
  public void close() throws IOException {
    control.close();
    node.close();
  }
}
