package org.tropea.integration.probe;

import com.google.crypto.tink.util.Bytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.CreateFastClient;
import org.tropea.crypto.handshake.HandshakeType;
import org.tropea.crypto.handshake.NtorClient;
import org.tropea.crypto.key.Curve25519;
import org.tropea.integration.probe.ProbeHop.Raw;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.linkspec.LinkSpecifier;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.RelayCommand;

/** A circuit of the probe, on which any relay message can be sent. For one thread. */
final class ProbeCircuit {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final int FAST_LENGTH = 40;

  private final LinkProbe link;
  private final int id;
  private final List<ProbeHop> hops = new ArrayList<>();
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
    try {
      circuit.hops.add(
          ProbeHop.of(handshake.finish(Arrays.copyOf(reply.body(), FAST_LENGTH)), false));
    } catch (DecodeException e) {
      throw new AssertionError("the relay's handshake is wrong", e);
    }
    return circuit;
  }

  static ProbeCircuit create2(LinkProbe link, ProbedNode node) throws InterruptedException {
    return create2(link, node, ProbeHop.Kind.NTOR);
  }

  /** The same with a first hop of this kind. */
  static ProbeCircuit create2(LinkProbe link, ProbedNode node, ProbeHop.Kind kind)
      throws InterruptedException {
    return create2(link, kind.ask(node));
  }

  /** The same by this handshake. */
  static ProbeCircuit create2(LinkProbe link, ProbeHop.Asked asked) throws InterruptedException {
    ProbeCircuit circuit = new ProbeCircuit(link, link.freshId());
    link.sendCell(circuit.id, CellCommand.CREATE2, asked.create2Body());
    circuit.hops.add(asked.finish(circuit.expect(CellCommand.CREATED2).body()));
    return circuit;
  }

  /** One that was made on this link, with this for its first hop. */
  static ProbeCircuit made(LinkProbe link, int id, ProbeHop hop) {
    ProbeCircuit circuit = new ProbeCircuit(link, id);
    circuit.hops.add(hop);
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
    return extend2Of(target, create2Body(HandshakeType.NTOR, request));
  }

  private static byte[] extend2Of(RelayTarget target, byte[] create2) {
    ByteWriter writer = new ByteWriter(512);
    LinkSpecifier.writeList(target.linkSpecifiers(), writer);
    return writer.bytes(create2).toByteArray();
  }

  private Frame expect(int command) throws InterruptedException {
    Frame reply = link.awaitOn(id);
    if (reply == null || reply.command() != command) {
      throw new AssertionError("no " + CellCommand.name(command) + " but " + reply);
    }
    return reply;
  }

  /** Extends the circuit by one hop. */
  ProbeCircuit extend(ProbedNode node) throws InterruptedException {
    return extend(node, node.target());
  }

  /** The same, the hop being named so. */
  ProbeCircuit extend(ProbedNode node, RelayTarget target) throws InterruptedException {
    return extend(target, ProbeHop.Kind.NTOR.ask(node));
  }

  /** The same with a hop of this kind. */
  ProbeCircuit extend(ProbedNode node, ProbeHop.Kind kind) throws InterruptedException {
    return extend(node.target(), kind.ask(node));
  }

  private ProbeCircuit extend(RelayTarget target, ProbeHop.Asked asked)
      throws InterruptedException {
    sendEarly(RelayCommand.EXTEND2, 0, extend2Of(target, asked.create2Body()));
    Event event = next(link.patience());
    if (!(event instanceof Message message) || message.command() != RelayCommand.EXTENDED2) {
      throw new AssertionError("no EXTENDED2 but " + event);
    }
    hops.add(asked.finish(message.data()));
    return this;
  }

  int id() {
    return id;
  }

  /** How many hops it has. */
  int hops() {
    return hops.size();
  }

  LinkProbe link() {
    return link;
  }

  /** A stream number not used before. */
  int freshStreamId() {
    return nextStreamId++;
  }

  /** The most data of a stream that a cell for the last hop holds. */
  int maxData() {
    return hops.get(hops.size() - 1).format().maxData();
  }

  /** What the last hop said to the extensions of its handshake. */
  Bytes granted() {
    return hops.get(hops.size() - 1).granted();
  }

  /** Sends a message to the last hop in a RELAY cell. */
  byte[] send(int command, int streamId, byte[] data) {
    return sendTo(hops.size() - 1, false, Raw.of(command, streamId, data));
  }

  /** Sends a message to the last hop in a RELAY_EARLY cell. */
  byte[] sendEarly(int command, int streamId, byte[] data) {
    return sendTo(hops.size() - 1, true, Raw.of(command, streamId, data));
  }

  /** Seals a message for the only hop, to be sent in RELAY; the body. */
  byte[] seal(int command, int streamId, byte[] data) {
    byte[] body = hops.get(0).body(Raw.of(command, streamId, data));
    hops.get(0).layer().originate(CellCommand.RELAY, body);
    return body;
  }

  /** Seals a message for hop number {@code hop} and sends it; its tag. */
  byte[] sendTo(int hop, boolean early, Raw message) {
    int command = early ? CellCommand.RELAY_EARLY : CellCommand.RELAY;
    byte[] body = hops.get(hop).body(message);
    byte[] tag = hops.get(hop).layer().originate(command, body).clone();
    for (int i = hop - 1; i >= 0; i--) {
      hops.get(i).layer().encrypt(command, body);
    }
    link.sendCell(id, command, body);
    return tag;
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
    for (int hop = 0; hop < hops.size(); hop++) {
      byte[] tag = hops.get(hop).open(CellCommand.RELAY, body);
      if (tag != null) {
        Raw raw = hops.get(hop).read(body);
        return new Message(hop, raw.command(), raw.streamId(), raw.data(), tag.clone());
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
