package org.tropea.integration.probe;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.HandshakeType;
import org.tropea.crypto.handshake.NtorV3Relay;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.protocol.cell.CellCommand;

/**
 * A relay that the probe plays: it is asked to be the hop behind a relay, over a link that it has
 * opened to that relay itself, and answers ntor v3 as a test wants it. For one thread.
 */
final class AnsweringRelay implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Curve25519 CURVE = Curve25519.fastest();

  private final ProbeIdentity identity = new ProbeIdentity();
  private final X25519KeyPair onionKey = X25519KeyPair.generate(CURVE, RANDOM);
  private final NtorV3Relay handshakes =
      new NtorV3Relay(CURVE, identity.ed25519Identity(), List.of(onionKey), RANDOM);
  private final LinkProbe link;

  /** One behind that relay. */
  AnsweringRelay(ProbedNode before) throws IOException, InterruptedException {
    link = LinkProbe.connect(before.address());
    link.handshake(identity).outcome();
  }

  ProbeIdentity identity() {
    return identity;
  }

  X25519KeyPair onionKey() {
    return onionKey;
  }

  /** An answer that is wrong beyond its extensions. */
  enum Fault {
    NONE,
    AUTH,
    KEY_ZERO,
    CUT_OFF,
    /** It says that it is longer than its cell. */
    TOO_LONG,
    /** The same, by far. */
    MOST
  }

  /**
   * Waits until it is asked, and grants this, right or not; the circuit goes no further then.
   *
   * @return what it was asked for beyond keys
   */
  byte[] answer(byte[] granted, Fault fault) throws InterruptedException, DecodeException {
    Frame create = link.expectCell(CellCommand.CREATE2);
    byte[] body = create.body();
    int type = u16(body, 0);
    if (type != HandshakeType.NTOR_V3) {
      throw new AssertionError("asked by handshake " + type);
    }
    NtorV3Relay.Request request = handshakes.open(Arrays.copyOfRange(body, 4, 4 + u16(body, 2)));
    byte[] reply = request.answer(granted).reply();
    int said = reply.length;
    switch (fault) {
      case NONE -> {}
      case AUTH -> reply[40] ^= 1;
      case KEY_ZERO -> Arrays.fill(reply, 0, 32, (byte) 0);
      case CUT_OFF -> said = 63;
      case TOO_LONG -> said = CellCommand.BODY_LENGTH - 1;
      case MOST -> said = 0xffff;
    }
    link.sendCell(
        create.circuitId(),
        CellCommand.CREATED2,
        new ByteWriter(CellCommand.BODY_LENGTH).u16(said).bytes(reply).toByteArray());
    return request.extensions();
  }

  private static int u16(byte[] bytes, int offset) {
    return (bytes[offset] & 0xff) << 8 | (bytes[offset + 1] & 0xff);
  }

  @Override
  public void close() {
    link.close();
  }
}
