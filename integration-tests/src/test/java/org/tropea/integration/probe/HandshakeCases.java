package org.tropea.integration.probe;

import static org.tropea.integration.probe.HostileCase.same;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tropea.crypto.handshake.HandshakeType;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.message.HopRequest;

/** Case circuit-6: handshakes of ntor v3 that are wrong, in CREATE2 and by way of EXTEND2. */
final class HandshakeCases {
  private static final Outcome PROTOCOL = Outcome.destroy(1);
  private static final int X_OFFSET = 64;

  private HandshakeCases() {}

  static List<HostileCase> all() {
    List<HostileCase> cases = new ArrayList<>();
    cases.add(
        same(
            "circuit-6 ntor v3 that asks for all",
            scene -> create2(scene, request(scene.node())),
            Outcome.KEPT));
    cases.add(wrong("for another relay", Change.OTHER_RELAY));
    cases.add(wrong("with another onion key", Change.OTHER_KEY));
    cases.add(wrong("with X zero", Change.ZERO));
    cases.add(wrong("with X of low order", Change.LOW_ORDER));
    cases.add(wrong("whose message was changed", Change.MESSAGE));
    cases.add(wrong("whose MAC was changed", Change.MAC));
    cases.add(wrong("without its last byte", Change.SHORT));
    cases.add(wrong("with a byte more", Change.LONG));
    cases.add(wrong("of 127 bytes", Change.TOO_SHORT));
    cases.add(wrong("of nothing", Change.NOTHING));
    return cases;
  }

  private enum Change {
    OTHER_RELAY,
    OTHER_KEY,
    ZERO,
    LOW_ORDER,
    MESSAGE,
    MAC,
    SHORT,
    LONG,
    TOO_SHORT,
    NOTHING;

    byte[] of(byte[] request) {
      byte[] changed = request.clone();
      switch (this) {
        case OTHER_RELAY -> changed[0] ^= 1;
        case OTHER_KEY -> changed[32] ^= 1;
        case ZERO, LOW_ORDER -> {
          Arrays.fill(changed, X_OFFSET, X_OFFSET + 32, (byte) 0);
          changed[X_OFFSET] = (byte) (this == ZERO ? 0 : 1);
        }
        case MESSAGE -> changed[96] ^= 1;
        case MAC -> changed[changed.length - 1] ^= 1;
        case SHORT -> changed = Arrays.copyOf(request, request.length - 1);
        case LONG -> changed = Arrays.copyOf(request, request.length + 1);
        case TOO_SHORT -> changed = Arrays.copyOf(request, 127);
        case NOTHING -> changed = new byte[0];
      }
      return changed;
    }
  }

  private static HostileCase wrong(String what, Change change) {
    return same(
        "circuit-6 ntor v3 " + what,
        scene -> create2(scene, change.of(request(scene.node()))),
        PROTOCOL);
  }

  private static byte[] request(ProbedNode node) {
    return ProbeHop.Asked.v3(node, HopRequest.ALL.write(), true).handshake().request();
  }

  private static Outcome create2(Scene scene, byte[] request) throws Exception {
    LinkProbe link = scene.client();
    int id = link.freshId();
    link.sendCell(
        id, CellCommand.CREATE2, ProbeCircuit.create2Body(HandshakeType.NTOR_V3, request));
    Frame frame = link.awaitOn(id);
    if (frame == null) {
      return Outcome.CLOSED;
    }
    return frame.command() == CellCommand.DESTROY ? Outcome.destroy(frame.first()) : Outcome.KEPT;
  }
}
