package org.tropea.integration.probe;

import com.google.crypto.tink.util.Bytes;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.ClientHandshake;
import org.tropea.crypto.handshake.HandshakeResult;
import org.tropea.crypto.handshake.HandshakeType;
import org.tropea.crypto.handshake.NtorV3Client;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.onion.CgoClientLayer;
import org.tropea.crypto.onion.ClientLayer;
import org.tropea.crypto.onion.Tor1ClientLayer;
import org.tropea.protocol.message.HopRequest;
import org.tropea.protocol.message.RelayCellFormat;
import org.tropea.protocol.message.RelayCellFormat0;
import org.tropea.protocol.message.RelayCellFormat1;
import org.tropea.protocol.message.RelayCommand;

/**
 * One hop of a circuit of the probe: how messages lie in its cells, what seals them, and what the
 * relay said to the extensions of the handshake, nothing where it has none.
 */
record ProbeHop(RelayCellFormat format, ClientLayer layer, Bytes granted) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final int SCRATCH = 1024;
  private static final int BODY_LENGTH = 509;
  private static final int HEADER_LENGTH_0 = 11;
  private static final int COMMAND_OFFSET_1 = 16;

  /** What a hop is asked for. */
  enum Kind {
    /** ntor, which asks for nothing. */
    NTOR,
    /** ntor v3 that asks for nothing. */
    NTOR_V3,
    /** ntor v3 that asks for congestion control. */
    CONTROLLED,
    /** ntor v3 that asks for congestion control and Counter Galois Onion. */
    CGO;

    /** DATA that a SENDME answers, where the relay knows no network that says otherwise. */
    int increment() {
      return this == NTOR || this == NTOR_V3 ? 100 : 31;
    }

    /** How {@code node} is asked for it. */
    Asked ask(ProbedNode node) {
      return switch (this) {
        case NTOR -> new Asked(HandshakeType.NTOR, ProbeCircuit.handshake(node), false);
        case NTOR_V3 -> Asked.v3(node, HopRequest.NOTHING.write(), false);
        case CONTROLLED -> Asked.v3(node, new HopRequest(true, false).write(), false);
        case CGO -> Asked.v3(node, HopRequest.ALL.write(), true);
      };
    }
  }

  /** A handshake under way. */
  record Asked(int type, ClientHandshake handshake, boolean cgo) {
    /**
     * ntor v3 with these bytes for extensions.
     *
     * @param cgo whether Counter Galois Onion is what follows
     */
    static Asked v3(ProbedNode node, byte[] extensions, boolean cgo) {
      return new Asked(
          HandshakeType.NTOR_V3,
          NtorV3Client.create(CURVE, node.ed25519Identity(), node.onionKey(), extensions, RANDOM),
          cgo);
    }

    /** What CREATE2 and EXTEND2 hold of it. */
    byte[] create2Body() {
      return ProbeCircuit.create2Body(type, handshake.request());
    }

    /** The hop, by the body of CREATED2 or EXTENDED2. */
    ProbeHop finish(byte[] created2) {
      int length = u16(created2, 0);
      byte[] reply = Arrays.copyOfRange(created2, 2, 2 + length);
      try {
        return of(handshake.finish(reply), cgo);
      } catch (DecodeException e) {
        throw new AssertionError("the relay's handshake is wrong", e);
      }
    }
  }

  /** The hop that a handshake has made. */
  static ProbeHop of(HandshakeResult result, boolean cgo) {
    Bytes granted = Bytes.copyFrom(result.extensions());
    return cgo
        ? new ProbeHop(
            RelayCellFormat1.INSTANCE,
            new CgoClientLayer(result.keys().take(CgoClientLayer.KEYS_LENGTH), new byte[SCRATCH]),
            granted)
        : new ProbeHop(
            RelayCellFormat0.INSTANCE,
            new Tor1ClientLayer(result.keys().take(Tor1ClientLayer.KEYS_LENGTH)),
            granted);
  }

  /**
   * A message, right or not, as it is to be sealed. A cell of format 1 has no stream number where
   * the command is not one of streams.
   *
   * @param length that it says it has
   */
  record Raw(int command, int streamId, int length, byte[] data) {
    static Raw of(int command, int streamId, byte[] data) {
      return new Raw(command, streamId, data.length, data);
    }
  }

  /** The body of a cell that holds {@code raw}, unsealed. */
  byte[] body(Raw raw) {
    ByteWriter head = new ByteWriter(BODY_LENGTH);
    if (isFormat0()) {
      head.u8(raw.command()).u16(0).u16(raw.streamId()).i32(0).u16(raw.length());
    } else {
      head.bytes(new byte[COMMAND_OFFSET_1]).u8(raw.command()).u16(raw.length());
      if (isStreams(raw.command())) {
        head.u16(raw.streamId());
      }
    }
    return Arrays.copyOf(head.bytes(raw.data()).toByteArray(), BODY_LENGTH);
  }

  private boolean isFormat0() {
    return format == RelayCellFormat0.INSTANCE;
  }

  /** The message in a body that was opened. */
  Raw read(byte[] body) {
    int command = format.command(body);
    int length = isFormat0() ? u16(body, HEADER_LENGTH_0 - 2) : u16(body, COMMAND_OFFSET_1 + 1);
    int start = HEADER_LENGTH_0;
    if (!isFormat0()) {
      start = COMMAND_OFFSET_1 + (isStreams(command) ? 5 : 3);
    }
    byte[] data = Arrays.copyOfRange(body, start, start + length);
    return new Raw(command, format.streamId(body), length, data);
  }

  /** Its tag, where this hop has sealed the body, which is open then. */
  byte @Nullable [] open(int command, byte[] body) {
    return layer.decrypt(command, body);
  }

  private static boolean isStreams(int command) {
    return switch (command) {
      case RelayCommand.BEGIN,
          RelayCommand.DATA,
          RelayCommand.END,
          RelayCommand.CONNECTED,
          RelayCommand.RESOLVE,
          RelayCommand.RESOLVED,
          RelayCommand.BEGIN_DIR,
          RelayCommand.XOFF,
          RelayCommand.XON ->
          true;
      default -> false;
    };
  }

  private static int u16(byte[] bytes, int offset) {
    return (bytes[offset] & 0xff) << 8 | (bytes[offset + 1] & 0xff);
  }
}
