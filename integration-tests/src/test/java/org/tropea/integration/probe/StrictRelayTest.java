package org.tropea.integration.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Addresses;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.RelayCommand;

/**
 * Cases circuit-31, exit-10 and exit-21, rows C10 and X08: what is nobody's on the Internet, by its
 * address or by a name that leads there, at a relay of ours and at C tor; and case link-26.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StrictRelayTest {
  private static final int IPV6_OK = 1;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ProbeIdentity identity = new ProbeIdentity();
  private ExitPair pair;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    pair = ExitPair.strict(folder);
  }

  @AfterAll
  void end() throws IOException {
    pair.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.255.254",
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.1.1",
        "0.1.2.3",
        "100.64.0.1",
        "[::1]",
        "[fc00::1]",
        "[fe80::1]",
        "[fec0::1]"
      })
  void extend2_toAnAddressThatIsNobodys_isRefused(String address) throws Exception {
    assertThat(extend(pair.ctor(), address)).isEqualTo(Outcome.destroy(1));
    assertThat(extend(pair.ours(), address)).isEqualTo(Outcome.destroy(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:80",
        "127.255.255.254:80",
        "10.0.0.1:443",
        "192.168.1.1:80",
        "172.31.0.1:80",
        "169.254.1.1:80",
        "0.0.0.0:80",
        "0.1.2.3:80",
        "[::]:80",
        "[::1]:80",
        "[fc00::1]:80",
        "[fdff::1]:80",
        "[fe80::1]:80",
        "[fec0::1]:80",
        "[ff02::1]:80",
        "here.example:80",
        "private.example:80"
      })
  void begin_toAnAddressThatIsNobodys_isRefusedByThePolicy(String target) throws Exception {
    assertThat(begin(pair.ctor(), target)).isIn(Outcome.end(4), Outcome.end(2));
    assertThat(begin(pair.ours(), target)).isEqualTo(Outcome.end(4));
  }

  /** No way of writing an address leads around the policy. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.1:80",
        "2130706433:80",
        "0x7f000001:80",
        "0177.0.0.1:80",
        "127.0.0.01:80",
        "[::ffff:127.0.0.1]:80",
        "[::ffff:7f00:1]:80",
        "[::127.0.0.1]:80"
      })
  void begin_toAnAddressInOddSpelling_neverConnects(String target) throws Exception {
    assertThat(begin(pair.ours(), target)).isIn(Outcome.end(2), Outcome.end(4), Outcome.end(13));
  }

  /**
   * Case link-26: while no consensus is held, an address has a hundred links and one, or fewer when
   * it opens them fast, of which none has to be open; others are served. C tor has no such limit.
   */
  @Test
  void links_ofOneAddress_areOneMoreThanAHundredAtMost() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 101; i++) {
        silent.add(from("127.0.0.2"));
      }
      InetSocketAddress orPort = pair.ours().address();
      try (Socket oneMore = from("127.0.0.2");
          LinkProbe another = LinkProbe.connect(orPort).handshake()) {
        assertThat(isClosed(oneMore)).isTrue();
        assertThat(another.outcome()).isEqualTo(Outcome.KEPT);
      }
    } finally {
      for (Socket each : silent) {
        each.close();
      }
    }
  }

  private Socket from(String address) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(address, 0));
    socket.connect(pair.ours().address(), (int) PATIENCE.toMillis());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  private static boolean isClosed(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      // A reset closes it too.
      return true;
    }
  }

  private Outcome extend(ProbedNode node, String address) throws Exception {
    try (LinkProbe link = LinkProbe.connect(node.address()).handshake(identity)) {
      ProbeCircuit circuit = ProbeCircuit.create2(link, node);
      RelayTarget target =
          new RelayTarget(
              RsaIdentity.of(LinkCases.noise(20)), null, List.of(socketAddress(address)));
      byte[] request = ProbeCircuit.handshake(node).request();
      circuit.sendEarly(RelayCommand.EXTEND2, 0, ProbeCircuit.extend2Body(target, request));
      return circuit.outcome();
    }
  }

  private Outcome begin(ProbedNode node, String target) throws Exception {
    try (LinkProbe link = LinkProbe.connect(node.address()).handshake(identity)) {
      ProbeCircuit circuit = ProbeCircuit.create2(link.impatient(PATIENCE), node);
      byte[] data =
          new ByteWriter()
              .bytes(target.getBytes(StandardCharsets.US_ASCII))
              .u8(0)
              .i32(IPV6_OK)
              .toByteArray();
      return circuit.begin(circuit.freshStreamId(), data);
    }
  }

  private static InetSocketAddress socketAddress(String address) throws DecodeException {
    return Addresses.socketAddress(address + ":9001");
  }
}
