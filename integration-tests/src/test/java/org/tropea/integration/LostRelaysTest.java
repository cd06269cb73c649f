package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tropea.client.path.Path;
import org.tropea.directory.network.Relay;
import org.tropea.network.LocalNetwork;
import org.tropea.network.Node;
import org.tropea.network.NodeKind;

/** Relays stand still or are gone, and new streams are had in good time all the same. */
class LostRelaysTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The longest that a new stream may take. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static FileServer files;

  @BeforeAll
  static void start() throws Exception {
    files = FileServer.start();
  }

  @AfterAll
  static void stop() {
    files.close();
  }

  /** Case fault-21: the middle and the exit of a circuit in use. */
  @Test
  void streams_whileTwoRelaysStandStill_areHadWithin30Seconds() throws Exception {
    try (LocalNetwork network = network(3, 3)) {
      Node client = network.node("client0");
      assertHad(client, "first");
      List<Node> still = new ArrayList<>();
      for (Relay relay : usedPath(client).behindFirst()) {
        still.add(nodeOf(network, relay));
      }
      for (Node node : still) {
        node.pause();
      }
      try {
        for (int i = 0; i < 8; i++) {
          // The first of these shares the circuit that stands still.
          assertHad(client, i == 0 ? "first" : "user" + i);
        }
      } finally {
        for (Node node : still) {
          node.resume();
        }
      }
    }
  }

  /** Case fault-33: three relays in five are gone. */
  @Test
  void streams_whileMostRelaysAreDead_areHadWithin30Seconds() throws Exception {
    try (LocalNetwork network = network(5, 5)) {
      Node client = network.node("client0");
      assertHad(client, "first");
      for (Node node : network.nodes(NodeKind.RELAY).subList(0, 4)) {
        node.kill();
      }
      for (Node node : network.nodes(NodeKind.EXIT).subList(0, 4)) {
        node.kill();
      }
      for (int i = 0; i < 8; i++) {
        assertHad(client, "user" + i);
      }
    }
  }

  private static LocalNetwork network(int relays, int exits) throws Exception {
    LocalNetwork network =
        LocalNetwork.builder().authorities(3).relays(relays).exits(exits).clients(1).build();
    try {
      network.ready().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return network;
    } catch (Exception e) {
      network.close();
      throw e;
    }
  }

  /** The owner's name alone decides whose circuit it is. */
  private static void assertHad(Node client, String owner) throws IOException {
    long before = System.nanoTime();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), client.ports().socks())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      out.write(new byte[] {5, 1, 2});
      assertThat(in.readUnsignedShort()).isEqualTo(0x0502);
      out.write(1);
      out.write(owner.length());
      out.write(owner.getBytes(StandardCharsets.US_ASCII));
      out.write(new byte[] {1, 'x'});
      assertThat(in.readUnsignedShort()).isEqualTo(0x0100);
      int port = files.port();
      out.write(new byte[] {5, 1, 0, 1, 127, 0, 0, 1, (byte) (port >> 8), (byte) port});
      in.readUnsignedByte();
      assertThat(in.readUnsignedByte()).as("SOCKS reply to %s", owner).isZero();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - before);
    assertThat(took).as("stream of %s", owner).isLessThan(LONGEST);
  }

  private static Path usedPath(Node client) throws Exception {
    return client
        .client()
        .orElseThrow()
        .client()
        .usedPaths()
        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .get(0);
  }

  private static Node nodeOf(LocalNetwork network, Relay relay) {
    return network.nodes().stream()
        .filter(node -> node.fingerprint().filter(relay.identity()::equals).isPresent())
        .findFirst()
        .orElseThrow();
  }
}
