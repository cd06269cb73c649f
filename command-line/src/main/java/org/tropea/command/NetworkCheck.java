package org.tropea.command;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.tropea.client.path.Path;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.network.LocalNetwork;
import org.tropea.network.Node;
import org.tropea.network.NodeKind;
import org.tropea.proxy.ClientProxy;

/**
 * Fetches our own page through the SOCKS port of a network's first client, and looks whether it is
 * the page, and whether it came through three different relays of the network, the last an exit.
 */
record NetworkCheck(LocalNetwork network, PageServer pages) {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int HOPS = 3;
  private static final int MOST = 1 << 20;

  /**
   * How it went.
   *
   * @param path the nicknames of the relays it came through, by the first of its circuits
   * @param problem what was wrong; empty where all was well
   */
  record Result(List<String> path, String problem) {
    /** Keeps its own copy. */
    Result {
      path = List.copyOf(path);
    }

    boolean isGood() {
      return problem.isEmpty();
    }
  }

  /** Does it; takes as long as the page. */
  Result run() throws InterruptedException {
    Node node = network.nodes(NodeKind.CLIENT).get(0);
    ClientProxy client = node.client().orElse(null);
    if (client == null) {
      return new Result(List.of(), "the client is down");
    }
    try {
      byte[] got = fetch(node.ports().socks());
      if (!Arrays.equals(got, pages.page())) {
        return new Result(List.of(), "what came is not the page");
      }
      List<Path> paths = client.client().usedPaths().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      // Linked circuits (conflux) carry one stream to one exit.
      if (paths.stream().map(path -> path.last().identity()).distinct().count() != 1) {
        return new Result(List.of(), "one exit was to be used, by one circuit or linked ones");
      }
      return paths.stream()
          .map(this::judge)
          .filter(result -> !result.isGood())
          .findFirst()
          .orElseGet(() -> judge(paths.get(0)));
    } catch (IOException | ExecutionException | TimeoutException e) {
      return new Result(List.of(), "the page could not be fetched: " + e.getMessage());
    }
  }

  private Result judge(Path path) {
    Map<RsaIdentity, Node> relays = new HashMap<>();
    for (Node node : network.nodes()) {
      node.fingerprint().ifPresent(identity -> relays.put(identity, node));
    }
    List<Node> hops =
        path.hops().stream()
            .map(relay -> relay.identity())
            .distinct()
            .filter(relays::containsKey)
            .map(relays::get)
            .toList();
    List<String> names = hops.stream().map(Node::name).toList();
    if (hops.size() != HOPS) {
      return new Result(names, "the path is not of three relays of this network");
    }
    boolean exit = hops.get(HOPS - 1).kind() == NodeKind.EXIT;
    return new Result(names, exit ? "" : "the path's last relay is no exit");
  }

  private byte[] fetch(int socksPort) throws IOException {
    Proxy socks =
        new Proxy(
            Proxy.Type.SOCKS, new InetSocketAddress(InetAddress.getLoopbackAddress(), socksPort));
    HttpURLConnection connection =
        (HttpURLConnection) pages.address().toURL().openConnection(socks);
    connection.setConnectTimeout(PATIENCE_MILLIS);
    connection.setReadTimeout(PATIENCE_MILLIS);
    try (InputStream in = connection.getInputStream()) {
      return in.readNBytes(MOST);
    } finally {
      connection.disconnect();
    }
  }
}
