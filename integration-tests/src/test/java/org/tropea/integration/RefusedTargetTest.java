package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row S12: what no exit may be asked for, by C tor's client and by ours before the same exit, which
 * writes down every BEGIN that it sees.
 */
class RefusedTargetTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** A target that an exit is asked for, and that it cannot reach. */
  private static final String ASKED = "255.255.255.255";

  private static final String ONION =
      "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion";

  /** Refused by both. */
  private static final List<String> BY_BOTH =
      List.of(
          "localhost",
          "LocalHost",
          "local",
          "printer.local",
          "127.0.0.1",
          "10.0.0.1",
          "100.64.0.1",
          "169.254.1.1",
          "172.16.0.1",
          "192.168.1.1",
          "0.0.0.0",
          "::1",
          "fe80::1",
          "fd00::1",
          "::ffff:127.0.0.1",
          "relay.exit",
          "www.example.com.relay.EXIT",
          "short.onion",
          "SHORT.ONION",
          "sub.short.onion",
          ".onion",
          "a..b",
          "-a.example",
          "a/b.example");

  /** Looked for at the directories of onion services, which know of no such service. */
  private static final List<String> UNKNOWN_SERVICE = List.of(ONION, "www." + ONION + ".");

  /** C tor would ask an exit for these. */
  private static final List<String> BY_OURS =
      List.of(
          "short.ONION.",
          "relay.exit.",
          "localhost.",
          "x.localhost",
          "printer.local.",
          "127.0.0.1.");

  private static final List<String> STRICT =
      List.of("ClientRejectInternalAddresses 1", "ClientDNSRejectInternalAddresses 1");

  @TempDir Path folder;

  @Test
  void target_thatNoExitMayBeAskedFor_getsCtorsReply_andNoExitSeesIt() throws Exception {
    List<String> watched = List.of("Log [edge,net]debug stdout");
    try (CtorNetwork network =
        CtorNetwork.prepare(folder.resolve("net"), new CtorNetwork.Layout(1, 3, 1, 1))) {
      network.launch(Map.of("exit0", watched, "client0", STRICT));
      network.awaitBootstrap(0);
      Map<String, Integer> theirs = replies(network.node("client0").socksPort(), BY_BOTH);
      assertThat(theirs).allSatisfy((host, reply) -> assertThat(reply).as(host).isEqualTo(1));
      List<String> torrc = new ArrayList<>(network.directoryAuthorityLines());
      torrc.addAll(List.of("TestingTorNetwork 1", "SocksPort auto"));
      torrc.addAll(STRICT);
      try (TropeaProcess tropea = TropeaProcess.start(folder.resolve("client"), torrc)) {
        tropea.awaitBootstrap(PATIENCE);
        int port = socksPort(tropea);
        assertThat(replies(port, BY_BOTH)).isEqualTo(theirs);
        assertThat(replies(port, BY_OURS))
            .allSatisfy((host, reply) -> assertThat(reply).as(host).isEqualTo(1));
        assertThat(replies(port, UNKNOWN_SERVICE))
            .allSatisfy((host, reply) -> assertThat(reply).as(host).isEqualTo(4));
        // What an exit is asked for is seen, and nothing was before it in its log.
        assertThat(reply(port, ASKED)).isEqualTo(4);
        network.node("exit0").process().await("Connecting to .*" + Pattern.quote(ASKED), PATIENCE);
        assertThat(begins(network)).as("BEGINs of both").isEqualTo(1);
      }
    }
  }

  /**
   * BEGINs that the exit saw until it named the last target; who gets no answer there may ask again
   * later.
   */
  private static long begins(CtorNetwork network) {
    return network.nodes(CtorNode.Kind.EXIT).stream()
        .flatMap(exit -> exit.process().lines().stream().takeWhile(line -> !line.contains(ASKED)))
        .filter(line -> line.contains("about to start the dns_resolve"))
        .count();
  }

  private static Map<String, Integer> replies(int port, List<String> hosts) throws IOException {
    Map<String, Integer> replies = new LinkedHashMap<>();
    for (String host : hosts) {
      replies.put(host, reply(port, host));
    }
    return replies;
  }

  private static int reply(int port, String host) throws IOException {
    try {
      new SocksFetch(port, PATIENCE).get(host, 80, "/");
      return 0;
    } catch (SocksFetch.Refused refused) {
      return refused.reply;
    }
  }

  private static int socksPort(TropeaProcess tropea) throws InterruptedException {
    String line = tropea.process().await("Opened SOCKS listener on port", PATIENCE);
    return Integer.parseInt(line.replaceAll(".*port ", ""));
  }
}
