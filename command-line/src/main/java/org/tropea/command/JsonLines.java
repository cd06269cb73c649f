package org.tropea.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.Locale;
import org.tropea.network.LocalNetwork;
import org.tropea.network.Node;
import org.tropea.network.NodeKind;

/**
 * A JSON object per line: each has an {@code event} and the {@code seconds} since the process
 * began. Thread-safe.
 */
final class JsonLines implements TestnetView {
  private final PrintStream out;
  private final ProcessFigures figures;
  private final ObjectMapper mapper = new ObjectMapper();

  JsonLines(PrintStream out, ProcessFigures figures) {
    this.out = out;
    this.figures = figures;
  }

  @Override
  public void begins(LocalNetwork network) {
    print(event("begins").put("nodes", network.nodes().size()));
  }

  @Override
  public void changed(Node node) {
    print(
        event("node")
            .put("name", node.name())
            .put("state", node.state().name().toLowerCase(Locale.ROOT))
            .put("percent", node.percent()));
  }

  @Override
  public void ready(LocalNetwork network, PageServer pages) {
    ObjectNode event = event("ready");
    event.put("page", pages.address().toString());
    var socks = event.putArray("socks");
    network.nodes(NodeKind.CLIENT).forEach(node -> socks.add("127.0.0.1:" + node.ports().socks()));
    event.set(
        "network", mapper.valueToTree(NetworkDescription.of(network, network.invitation().join())));
    print(event);
  }

  @Override
  public void checked(NetworkCheck.Result result) {
    ObjectNode event = event("check").put("good", result.isGood());
    var path = event.putArray("path");
    result.path().forEach(path::add);
    if (!result.isGood()) {
      event.put("problem", result.problem());
    }
    ProcessFigures.peakMemory().ifPresent(bytes -> event.put("peakMemoryBytes", bytes));
    print(event);
  }

  private ObjectNode event(String name) {
    return mapper
        .createObjectNode()
        .put("event", name)
        .put("seconds", figures.sinceStart().toMillis() / 1000.0);
  }

  private void print(ObjectNode event) {
    try {
      String line = mapper.writeValueAsString(event);
      out.println(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event of ours is no JSON", e);
    }
  }
}
