package org.tropea.integration.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.handshake.HandshakeType;
import org.tropea.integration.CtorPrograms;
import org.tropea.integration.CtorRelay;
import org.tropea.protocol.cell.CellCommand;

/** Row C16: more handshakes at once than a relay can compute, at one of ours and at C tor. */
class OverloadTest {
  private static final int HANDSHAKES = 6_000;
  private static final String OPENED = "CREATED2";
  private static final String REFUSED = "DESTROY(5)";

  private final ProbeIdentity identity = new ProbeIdentity();

  @Test
  void handshakes_thatWouldWaitTooLong_areRefusedAndTheOthersAnswered(@TempDir Path folder)
      throws Exception {
    try (TropeaNode ours = TropeaNode.hurried("ours", folder);
        CtorRelay ctor =
            CtorRelay.start(
                CtorPrograms.newest(),
                folder,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 53),
                "MaxOnionQueueDelay 1 msec",
                "NumCPUs 1")) {
      for (ProbedNode node : new ProbedNode[] {ProbedNode.of(ctor), ours.node()}) {
        Map<String, Integer> answers = flood(node);
        System.out.println("Of " + HANDSHAKES + " handshakes at " + node.name() + ": " + answers);
        assertThat(answers).containsOnlyKeys(OPENED, REFUSED);
        assertOpens(node);
      }
    }
  }

  private Map<String, Integer> flood(ProbedNode node) throws Exception {
    try (LinkProbe link = LinkProbe.connect(node.address()).handshake(identity)) {
      byte[] body =
          ProbeCircuit.create2Body(HandshakeType.NTOR, ProbeCircuit.handshake(node).request());
      ByteWriter cells = new ByteWriter(HANDSHAKES * 520);
      for (int i = 0; i < HANDSHAKES; i++) {
        cells.bytes(link.frame(link.freshId(), CellCommand.CREATE2, body));
      }
      link.send(cells.toByteArray());
      Map<String, Integer> answers = new TreeMap<>();
      for (int i = 0; i < HANDSHAKES; i++) {
        Frame frame = link.next(LinkProbe.PATIENCE);
        if (frame == null) {
          throw new AssertionError("the link was closed after " + answers);
        }
        String answer =
            frame.command() == CellCommand.DESTROY ? "DESTROY(" + frame.first() + ")" : OPENED;
        answers.merge(answer, 1, Integer::sum);
      }
      return answers;
    }
  }

  private void assertOpens(ProbedNode node) throws Exception {
    try (LinkProbe link = LinkProbe.connect(node.address()).handshake(identity)) {
      assertThat(ProbeCircuit.create2(link, node).outcome()).isEqualTo(Outcome.KEPT);
    }
  }
}
