package org.tropea.benchmarks;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.tropea.integration.ControlPort;
import org.tropea.integration.CtorNode;

/** A C tor client whose circuits and streams we place by its control port. For one thread. */
final class CtorClient implements Client {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int AT_ONCE = 32;

  private final CtorNode node;
  private final ControlPort control;
  private final Traffic threads;
  private final Map<String, String> circuits = new HashMap<>();
  private final List<String> held = new ArrayList<>();

  CtorClient(CtorNode node, Traffic threads) throws Exception {
    this.node = node;
    this.threads = threads;
    control = node.control();
    control.ask("SETCONF __DisablePredictedCircuits=1 __LeaveStreamsUnattached=1");
    // On a busy machine its own guess gives circuits up that are only slow.
    control.ask("SETCONF LearnCircuitBuildTimeout=0 CircuitBuildTimeout=60");
    control.ask("SETEVENTS CIRC STREAM NEWCONSENSUS NEWDESC");
  }

  /** Waits until it can use {@code relay}. */
  void awaitKnown(Node relay) throws Exception {
    while (true) {
      try {
        control.ask("GETINFO md/id/" + relay.rsa().toHex());
        return;
      } catch (AssertionError e) {
        control.awaitEvent("^NEW(CONSENSUS|DESC)", PATIENCE);
      }
    }
  }

  @Override
  public long pid() {
    return node.process().pid();
  }

  @Override
  public Socket open(List<Node> path, String circuit, int port) throws Exception {
    String name = Client.names(path) + "|" + circuit;
    if (!circuits.containsKey(name)) {
      circuits.put(name, extend(path));
      awaitBuilt(circuits.get(name));
    }
    Future<Socket> opened = threads.submit(() -> Client.socks(node.socksPort(), "", "", port));
    // It has streams of its own too, to directories, which it attaches by itself.
    String ours = "^STREAM \\d+ NEW 0 \\S+:" + port + " .*PURPOSE=USER";
    String stream = control.awaitEvent(ours, PATIENCE).split(" ", 3)[1];
    control.ask("ATTACHSTREAM " + stream + " " + circuits.get(name));
    return opened.get();
  }

  private String extend(List<Node> path) throws Exception {
    String hops =
        path.stream().map(each -> "$" + each.rsa().toHex()).collect(Collectors.joining(","));
    List<String> reply = control.ask("EXTENDCIRCUIT 0 " + hops);
    return reply.get(0).split(" ", -1)[1];
  }

  private void awaitBuilt(String circuit) throws Exception {
    String event = control.awaitEvent("^CIRC " + circuit + " (BUILT|FAILED|CLOSED)", PATIENCE);
    if (!event.contains("BUILT")) {
      throw new IllegalStateException("C tor built no circuit: " + event);
    }
  }

  @Override
  public double build(int count, List<Node> path) throws Exception {
    long started = System.nanoTime();
    Set<String> pending = new HashSet<>();
    for (int begun = 0; begun < count || !pending.isEmpty(); ) {
      for (; begun < count && pending.size() < AT_ONCE; begun++) {
        pending.add(extend(path));
      }
      String event = control.awaitEvent("^CIRC \\d+ (BUILT|FAILED|CLOSED)", PATIENCE);
      String circuit = event.split(" ", 3)[1];
      if (pending.remove(circuit)) {
        held.add(circuit);
        if (!event.contains("BUILT")) {
          throw new IllegalStateException("C tor built no circuit: " + event);
        }
      }
    }
    return (System.nanoTime() - started) / 1e9;
  }

  @Override
  public void drop() throws Exception {
    held.addAll(circuits.values());
    for (String circuit : held) {
      try {
        control.ask("CLOSECIRCUIT " + circuit);
      } catch (AssertionError e) {
        // It closed by itself.
      }
    }
    held.clear();
    circuits.clear();
  }

  @Override
  public void close() throws IOException {
    control.close();
  }
}
