package org.tropea.integration.probe;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.ClientHandshake;
import org.tropea.crypto.handshake.CreateFastClient;
import org.tropea.crypto.handshake.HandshakeType;
import org.tropea.crypto.handshake.KeyStream;
import org.tropea.crypto.handshake.NtorClient;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.onion.ClientLayer;
import org.tropea.crypto.onion.Tor1ClientLayer;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.linkspec.LinkSpecifier;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.RelayCommand;

/** A circuit of the probe, on which any relay message can be sent. For one thread. */
final class ProbeCircuit {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final int HEADER_LENGTH = 11;

  private final LinkProbe link;
  private final int id;
  private final List<ClientLayer> layers = new ArrayList<>();
  private int nextStreamId = 40_000;

  private ProbeCircuit(LinkProbe link, int id) {
    this.link = link;
    this.id = id;
  }

  /** What came back: a message, the circuit's end, or the link's. */
  sealed interface Event {}

  /** A relay message, from the hop of that number, and its tag. */
  record Message(int hop, int command, int streamId, byte[] data, byte[] tag) implements Event {}

  /** The circuit is over. */
  record Over(Outcome how) implements Event {}

  static ProbeCircuit createFast(LinkProbe link) throws InterruptedException {
    ProbeCircuit circuit = new ProbeCircuit(link, link.freshId());
    CreateFastClient handshake = new CreateFastClient(RANDOM);
    link.sendCell(circuit.id, CellCommand.CREATE_FAST, handshake.request());
    Frame reply = circuit.expect(CellCommand.CREATED_FAST);
    circuit.addLayer(handshake, Arrays.copyOf(reply.body(), 40));
    return circuit;
  }

  static ProbeCircuit create2(LinkProbe link, ProbedNode node) throws InterruptedException {
    ProbeCircuit circuit = new ProbeCircuit(link, link.freshId());
    NtorClient handshake = handshake(node);
    link.sendCell(
        circuit.id, CellCommand.CREATE2, create2Body(HandshakeType.NTOR, handshake.request()));
    Frame reply = circuit.expect(CellCommand.CREATED2);
    circuit.addLayer(handshake, Arrays.copyOfRange(reply.body(), 2, 66));
    return circuit;
  }

  static NtorClient handshake(ProbedNode node) {
    return NtorClient.create(CURVE, node.rsaIdentity(), node.onionKey(), RANDOM);
  }

  static byte[] create2Body(int type, byte[] request) {
    return new ByteWriter(512).u16(type).u16(request.length).bytes(request).toByteArray();
  }

  /** The body of an EXTEND2 to this relay. */
  static byte[] extend2Body(RelayTarget target, byte[] request) {
    ByteWriter writer = new ByteWriter(512);
    LinkSpecifier.writeList(target.linkSpecifiers(), writer);
    return writer.bytes(create2Body(HandshakeType.NTOR, request)).toByteArray();
  }

  private Frame expect(int command) throws InterruptedException {
    Frame reply = link.awaitOn(id);
    if (reply == null || reply.command() != command) {
      throw new AssertionError("no " + CellCommand.name(command) + " but " + reply);
    }
    return reply;
  }

  private void addLayer(ClientHandshake handshake, byte[] reply) {
    try {
      KeyStream keys = handshake.finish(reply).keys();
      layers.add(new Tor1ClientLayer(keys.take(Tor1ClientLayer.KEYS_LENGTH)));
    } catch (DecodeException e) {
      throw new AssertionError("the relay's handshake is wrong", e);
    }
  }

  /** Extends the circuit by one hop. */
  ProbeCircuit extend(ProbedNode node) throws InterruptedException {
    return extend(node, node.target());
  }

  /** The same, the hop being named so. */
  ProbeCircuit extend(ProbedNode node, RelayTarget target) throws InterruptedException {
    NtorClient handshake = handshake(node);
    sendEarly(RelayCommand.EXTEND2, 0, extend2Body(target, handshake.request()));
    Event event = next(link.patience());
    if (!(event instanceof Message message) || message.command() != RelayCommand.EXTENDED2) {
      throw new AssertionError("no EXTENDED2 but " + event);
    }
    addLayer(handshake, Arrays.copyOfRange(message.data(), 2, 66));
    return this;
  }

  int id() {
    return id;
  }

  /** How many hops it has. */
  int hops() {
    return layers.size();
  }

  LinkProbe link() {
    return link;
  }

  /** A stream number not used before. */
  int freshStreamId() {
    return nextStreamId++;
  }

  /** Sends a message to the last hop in a RELAY cell. */
  byte[] send(int command, int streamId, byte[] data) {
    return sendTo(layers.size() - 1, false, body(command, streamId, data.length, data));
  }

  /** Sends a message to the last hop in a RELAY_EARLY cell. */
  byte[] sendEarly(int command, int streamId, byte[] data) {
    return sendTo(layers.size() - 1, true, body(command, streamId, data.length, data));
  }

  /** Seals a body for hop number {@code hop} and sends it; its tag. */
  byte[] sendTo(int hop, boolean early, byte[] body) {
    int command = early ? CellCommand.RELAY_EARLY : CellCommand.RELAY;
    byte[] tag = layers.get(hop).originate(command, body);
    for (int i = hop - 1; i >= 0; i--) {
      layers.get(i).encrypt(command, body);
    }
    link.sendCell(id, command, body);
    return tag;
  }

  /** The body of a relay cell that says any length; recognized and digest are left to the layer. */
  static byte[] body(int command, int streamId, int length, byte[] data) {
    byte[] head =
        new ByteWriter(HEADER_LENGTH)
            .u8(command)
            .u16(0)
            .u16(streamId)
            .i32(0)
            .u16(length)
            .toByteArray();
    byte[] body = Arrays.copyOf(head, CellCommand.BODY_LENGTH);
    System.arraycopy(data, 0, body, HEADER_LENGTH, data.length);
    return body;
  }

  /** What comes next on this circuit. */
  Event next(Duration within) throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    while (true) {
      Frame frame = link.next(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      if (frame == null) {
        return new Over(Outcome.CLOSED);
      }
      if (frame.circuitId() != id) {
        continue;
      }
      if (frame.command() == CellCommand.DESTROY) {
        return new Over(Outcome.destroy(frame.first()));
      }
      Message message = frame.command() == CellCommand.RELAY ? open(frame.body()) : null;
      if (message == null) {
        throw new AssertionError("the relay sent what nobody can read: " + frame);
      }
      return message;
    }
  }

  private @Nullable Message open(byte[] body) {
    for (int hop = 0; hop < layers.size(); hop++) {
      byte[] tag = layers.get(hop).decrypt(CellCommand.RELAY, body);
      if (tag != null) {
        int length = (body[9] & 0xff) << 8 | (body[10] & 0xff);
        return new Message(
            hop,
            body[0] & 0xff,
            (body[3] & 0xff) << 8 | (body[4] & 0xff),
            Arrays.copyOfRange(body, HEADER_LENGTH, HEADER_LENGTH + length),
            tag);
      }
    }
    return null;
  }

  /** What is said next on this stream, or the circuit's end; what others say is passed over. */
  Event nextOn(int streamId) throws InterruptedException {
    while (true) {
      Event event = next(link.patience());
      if (event instanceof Over
          || (event instanceof Message message && message.streamId() == streamId)) {
        return event;
      }
    }
  }

  /**
   * What became of the circuit: whether it still ends a stream whose BEGIN nobody can read, which
   * relays do on circuits of clients and of relays alike.
   */
  Outcome outcome() throws InterruptedException {
    int streamId = freshStreamId();
    send(RelayCommand.BEGIN, streamId, new byte[] {'x', 0});
    return nextOn(streamId) instanceof Over over ? over.how() : Outcome.KEPT;
  }

  /** Begins a stream; what came of it. */
  Outcome begin(int streamId, byte[] data) throws InterruptedException {
    send(RelayCommand.BEGIN, streamId, data);
    Event event = nextOn(streamId);
    if (event instanceof Over over) {
      return over.how();
    }
    Message message = (Message) event;
    return switch (message.command()) {
      case RelayCommand.CONNECTED -> Outcome.CONNECTED;
      case RelayCommand.END -> Outcome.end(message.data().length > 0 ? message.data()[0] : 0);
      default -> throw new AssertionError("relay command " + message.command());
    };
  }
}
