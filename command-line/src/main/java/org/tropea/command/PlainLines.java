package org.tropea.command;

import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.tropea.network.LocalNetwork;
import org.tropea.network.Node;
import org.tropea.network.NodeKind;
import org.tropea.network.NodePorts;
import org.tropea.network.NodeState;

/** A line for everything that happens. Thread-safe. */
final class PlainLines implements TestnetView {
  private static final int MEGABYTE = 1 << 20;
  private static final Set<NodeKind> IN_PERCENT = Set.of(NodeKind.CLIENT, NodeKind.SERVICE);

  private final PrintStream out;
  private final ProcessFigures figures;
  private final Map<String, String> said = new HashMap<>();

  PlainLines(PrintStream out, ProcessFigures figures) {
    this.out = out;
    this.figures = figures;
  }

  @Override
  public void begins(LocalNetwork network) {
    out.printf("Starting %d nodes%n", network.nodes().size());
  }

  @Override
  public void changed(Node node) {
    String state = state(node);
    synchronized (said) {
      if (!state.equals(said.put(node.name(), state)) && node.state() != NodeState.STARTING) {
        out.printf("%s %s%n", node.name(), state);
      }
    }
  }

  @Override
  public void ready(LocalNetwork network, PageServer pages) {
    out.printf(Locale.ROOT, "%nThe network is ready after %s.%n", time(figures.sinceStart()));
    for (Node node : network.nodes(NodeKind.CLIENT)) {
      out.printf("SOCKS  127.0.0.1:%d%n", node.ports().socks());
    }
    network.nodes(NodeKind.CLIENT).stream()
        .findFirst()
        .ifPresent(
            node ->
                out.printf(
                    "try    curl --socks5-hostname 127.0.0.1:%d %s%n",
                    node.ports().socks(), pages.address()));
    network.nodes(NodeKind.SERVICE).stream()
        .flatMap(node -> node.onionService().stream())
        .forEach(address -> out.printf("onion  http://%s.onion/%n", address.write()));
    out.printf(
        "join   %s (for %%include in a torrc, after TestingTorNetwork 1)%n",
        network.folder().resolve(NetworkFiles.AUTHORITIES));
    out.printf("all    %s%n", network.folder().resolve(NetworkFiles.NETWORK));
    out.flush();
  }

  @Override
  public void checked(NetworkCheck.Result result) {
    if (result.isGood()) {
      out.printf("check  the page came through %s%n", String.join(", ", result.path()));
    } else {
      out.printf("check  failed: %s%n", result.problem());
    }
    out.printf("check  from process start to first page: %s%n", time(figures.sinceStart()));
    OptionalLong peak = ProcessFigures.peakMemory();
    out.printf(
        "check  peak memory: %s%n",
        peak.isPresent() ? peak.getAsLong() / MEGABYTE + " MB" : "not known on this system");
    out.flush();
  }

  /** The state of a node in words. */
  static String state(Node node) {
    if (IN_PERCENT.contains(node.kind()) && node.state() == NodeState.UP) {
      return node.percent() + "%";
    }
    return node.state().name().toLowerCase(Locale.ROOT);
  }

  /** Where a node listens, in words. */
  static String ports(NodePorts ports) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, Integer> each :
        Map.of("OR", ports.onion(), "Dir", ports.directory(), "SOCKS", ports.socks())
            .entrySet()
            .stream()
            .sorted(Map.Entry.comparingByKey())
            .toList()) {
      if (each.getValue() > 0) {
        text.append(each.getKey()).append(' ').append(each.getValue()).append("  ");
      }
    }
    return text.toString().strip();
  }

  private static String time(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
