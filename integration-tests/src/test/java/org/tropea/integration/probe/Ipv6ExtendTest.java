package org.tropea.integration.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.integration.CtorRelay;
import org.tropea.protocol.linkspec.RelayTarget;

/** Row C11: circuits extended by an EXTEND2 that names [::1] alone, from and to C tor. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Ipv6ExtendTest {
  private final ProbeIdentity identity = new ProbeIdentity();
  private TropeaNode ours;
  private TropeaNode oursOnIpv6;
  private CtorRelay ctor;
  private ProbedNode ctorNode;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    ours = new TropeaNode("ours", folder, 2);
    oursOnIpv6 =
        new TropeaNode("six", folder, new InetSocketAddress(CtorRelay.ipv6Loopback(), 0), 2);
    ctor = CtorRelay.start(folder);
    ctorNode = ProbedNode.of(ctor);
  }

  @AfterAll
  void end() {
    ctor.close();
    ours.close();
    oursOnIpv6.close();
  }

  @Test
  void ourRelay_extendsToCtorOverIpv6() throws Exception {
    assertExtends(ours.node(), ctorNode, ctor.ipv6Address());
  }

  @Test
  void ourRelay_extendsToOursOverIpv6() throws Exception {
    assertExtends(ours.node(), oursOnIpv6.node(), oursOnIpv6.node().address());
  }

  @Test
  void relayOfCtor_extendsToOursOverIpv6() throws Exception {
    assertExtends(ctorNode, oursOnIpv6.node(), oursOnIpv6.node().address());
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
