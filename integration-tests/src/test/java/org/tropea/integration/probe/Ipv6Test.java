package org.tropea.integration.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.integration.CtorRelay;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.RelayCommand;

/**
 * Row C11: circuits extended by an EXTEND2 that names [::1] alone, from and to C tor. Rows X01 and
 * X02: streams to IPv6, at an exit of ours and at C tor.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Ipv6Test {
  private static final int TTL_LENGTH = 4;
  private static final int IPV6_OK = 1;
  private static final int IPV4_NOT_OK = 2;
  private static final int IPV6_PREFERRED = 4;

  private final ProbeIdentity identity = new ProbeIdentity();
  private ExitPair pair;
  private TropeaNode oursOnIpv6;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    pair = ExitPair.dual(folder);
    oursOnIpv6 =
        new TropeaNode("six", folder, new InetSocketAddress(CtorRelay.ipv6Loopback(), 0), 2);
  }

  @AfterAll
  void end() throws IOException {
    pair.close();
    oursOnIpv6.close();
  }

  @Test
  void ourRelay_extendsToCtorOverIpv6() throws Exception {
    assertExtends(pair.ours(), pair.ctor(), pair.process().ipv6Address());
  }

  @Test
  void ourRelay_extendsToOursOverIpv6() throws Exception {
    assertExtends(pair.ours(), oursOnIpv6.node(), oursOnIpv6.node().address());
  }

  @Test
  void relayOfCtor_extendsToOursOverIpv6() throws Exception {
    assertExtends(pair.ctor(), oursOnIpv6.node(), oursOnIpv6.node().address());
  }

  static List<Arguments> streams() {
    return List.of(
        Arguments.of("[::1]", IPV6_OK),
        Arguments.of("[::1]", 0),
        Arguments.of("[::1]", IPV6_OK | IPV4_NOT_OK | IPV6_PREFERRED),
        Arguments.of("127.0.0.1", IPV6_OK | IPV6_PREFERRED),
        Arguments.of("127.0.0.1", IPV6_OK | IPV4_NOT_OK),
        Arguments.of("loop-six.example", IPV6_OK),
        Arguments.of("loop-six.example", 0),
        Arguments.of("loop-both.example", 0),
        Arguments.of("loop-both.example", IPV6_OK),
        Arguments.of("loop-both.example", IPV6_OK | IPV6_PREFERRED),
        Arguments.of("loop-both.example", IPV6_OK | IPV4_NOT_OK));
  }

  /** C tor connects over IPv4 all the same, though it was told not to. */
  @Test
  void begin_toANameWithoutAWantedAddress_isNotResolved() throws Exception {
    assertThat(answer(pair.ours(), "here.example:80", IPV6_OK | IPV4_NOT_OK)).isEqualTo("3 02");
  }

  /** The first byte of an END; a CONNECTED without its lifetime, which C tor makes a guess of. */
  @ParameterizedTest
  @MethodSource("streams")
  void begin_withTheFlags_isAnsweredAsByCtor(String host, int flags) throws Exception {
    try (ServerSocket four = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        ServerSocket six = new ServerSocket(four.getLocalPort(), 10, CtorRelay.ipv6Loopback())) {
      String target = host + ":" + six.getLocalPort();
      String theirs = answer(pair.ctor(), target, flags);
      assertThat(answer(pair.ours(), target, flags)).isEqualTo(theirs);
    }
  }

  private String answer(ProbedNode node, String target, int flags) throws Exception {
    try (LinkProbe link = LinkProbe.connect(node.address()).handshake(identity)) {
      ProbeCircuit circuit = ProbeCircuit.create2(link, node);
      int stream = circuit.freshStreamId();
      byte[] begin =
          new ByteWriter()
              .bytes(target.getBytes(StandardCharsets.US_ASCII))
              .u8(0)
              .i32(flags)
              .toByteArray();
      circuit.send(RelayCommand.BEGIN, stream, begin);
      ProbeCircuit.Message message = (ProbeCircuit.Message) circuit.nextOn(stream);
      int shown = message.command() == RelayCommand.END ? 1 : message.data().length - TTL_LENGTH;
      return message.command() + " " + HexFormat.of().formatHex(message.data(), 0, shown);
    }
  }

  /** The hop that was reached answers on the circuit. */
  private void assertExtends(ProbedNode from, ProbedNode to, InetSocketAddress address)
      throws Exception {
    RelayTarget target = new RelayTarget(to.rsaIdentity(), to.ed25519Identity(), List.of(address));
    try (LinkProbe link = LinkProbe.connect(from.address()).handshake(identity)) {
      ProbeCircuit circuit = ProbeCircuit.create2(link, from).extend(to, target);
      assertThat(circuit.hops()).isEqualTo(2);
      assertThat(circuit.outcome()).isEqualTo(Outcome.KEPT);
    }
  }
}
