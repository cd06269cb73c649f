package org.tropea.protocol.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.CreateFastClient;
import org.tropea.crypto.handshake.CreateFastRelay;
import org.tropea.crypto.handshake.HandshakeType;
import org.tropea.crypto.handshake.KeyStream;
import org.tropea.crypto.handshake.NtorClient;
import org.tropea.crypto.handshake.RelayAnswer;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.onion.OnionServiceLayer;
import org.tropea.crypto.onion.RelayLayer;
import org.tropea.crypto.onion.Tor1RelayLayer;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.cell.Create2;
import org.tropea.protocol.cell.CreateFast;
import org.tropea.protocol.cell.Created2;
import org.tropea.protocol.cell.CreatedFast;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.channel.RelayCredentials;
import org.tropea.protocol.channel.ScriptedPeer;
import org.tropea.protocol.message.AddressedMessage;
import org.tropea.protocol.message.Extend2;
import org.tropea.protocol.message.Extended2;
import org.tropea.protocol.message.RelayCellFormat0;
import org.tropea.protocol.message.RelayMessage;

/**
 * All relays of one circuit, played by the peer of one link: hop 0 is that peer, the others are
 * only layers. The client's end is {@link #circuit}.
 */
public final class ScriptedCircuit {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Curve25519 CURVE = Curve25519.fastest();

  private final ScriptedPeer peer;
  private final List<RelayLayer> layers = new ArrayList<>();
  private final OriginCircuit circuit;
  private final int circuitId;
  private byte[] lastTag = new byte[0];

  /**
   * A message as its hop received it.
   *
   * @param early whether it came in RELAY_EARLY
   * @param tag what a circuit's SENDME for it has to name
   */
  public record Received(int hop, boolean early, int streamId, RelayMessage message, byte[] tag) {}

  private ScriptedCircuit(
      ScriptedPeer peer, int circuitId, RelayLayer first, OriginCircuit circuit) {
    this.peer = peer;
    this.circuitId = circuitId;
    this.circuit = circuit;
    layers.add(first);
  }

  /** A circuit of one hop by CREATE_FAST. */
  public static ScriptedCircuit createFast(EmbeddedLink link) throws DecodeException {
    return createFast(link, CircuitStart.silent(RANDOM));
  }

  /** The same, begun with {@code start}. */
  static ScriptedCircuit createFast(EmbeddedLink link, CircuitStart start) throws DecodeException {
    Future<OriginCircuit> created =
        OriginCircuit.createFast(link.channel(), new CreateFastClient(RANDOM), start);
    CreateFast create = link.peer().expect(CreateFast.class);
    RelayAnswer answer = new CreateFastRelay(RANDOM).answer(create.request().toByteArray());
    link.peer().send(new CreatedFast(create.circuitId(), Bytes.copyFrom(answer.reply())));
    assertThat(created.isSuccess()).isTrue();
    return new ScriptedCircuit(link.peer(), create.circuitId(), layer(answer), created.getNow());
  }

  /** A circuit of {@code hops} relays, all with the credentials of the shared one, by ntor. */
  public static ScriptedCircuit ofHops(EmbeddedLink link, int hops) throws DecodeException {
    return ofHops(link, hops, CircuitStart.silent(RANDOM));
  }

  /** The same, begun with {@code start}. */
  static ScriptedCircuit ofHops(EmbeddedLink link, int hops, CircuitStart start)
      throws DecodeException {
    Future<OriginCircuit> created = create2(link, start);
    Create2 create = link.peer().expect(Create2.class);
    RelayAnswer answer = RelayCredentials.one().ntor().answer(create.request().toByteArray());
    link.peer().send(new Created2(create.circuitId(), Bytes.copyFrom(answer.reply())));
    assertThat(created.isSuccess()).isTrue();
    ScriptedCircuit circuit =
        new ScriptedCircuit(link.peer(), create.circuitId(), layer(answer), created.getNow());
    for (int hop = 1; hop < hops; hop++) {
      circuit.extend();
    }
    return circuit;
  }

  static Future<OriginCircuit> create2(EmbeddedLink link) {
    return create2(link, CircuitStart.silent(RANDOM));
  }

  static Future<OriginCircuit> create2(EmbeddedLink link, CircuitStart start) {
    return OriginCircuit.create2(
        link.channel(), HopHandshake.plain(HandshakeType.NTOR, ntor()), start);
  }

  static NtorClient ntor() {
    RelayCredentials relay = RelayCredentials.one();
    return NtorClient.create(
        CURVE, relay.rsaKey().publicKey().identity(), relay.onionKey().publicKey(), RANDOM);
  }

  /** Adds a hop. */
  Received extend() throws DecodeException {
    Future<OriginCircuit> extended = beginExtend();
    Received received = receive();
    assertThat(received.message()).isInstanceOf(Extend2.class);
    Extend2 extend = (Extend2) received.message();
    RelayAnswer answer = RelayCredentials.one().ntor().answer(extend.request().toByteArray());
    send(layers.size() - 1, 0, new Extended2(Bytes.copyFrom(answer.reply())));
    assertThat(extended.isSuccess()).isTrue();
    layers.add(layer(answer));
    return received;
  }

  /** Adds a client of an onion service behind the last hop, by these keys of hs-ntor. */
  void join(KeyStream keys) {
    OnionServiceLayer client =
        OnionServiceLayer.client(keys.take(OnionServiceLayer.KEYS_LENGTH), new byte[509]);
    layers.add(
        new RelayLayer() {
          @Override
          public byte @Nullable [] decrypt(int command, byte[] body) {
            return client.decrypt(command, body);
          }

          @Override
          public byte[] originate(int command, byte[] body) {
            return client.originate(command, body);
          }

          @Override
          public void encrypt(int command, byte[] body) {
            client.encrypt(command, body);
          }
        });
  }

  Future<OriginCircuit> beginExtend() {
    return circuit.extend(
        RelayCredentials.one().target(EmbeddedLink.ADDRESS),
        HopHandshake.plain(HandshakeType.NTOR, ntor()));
  }

  /** The client's end. */
  public OriginCircuit circuit() {
    return circuit;
  }

  int circuitId() {
    return circuitId;
  }

  /** The next cell of the circuit, which some hop must recognise. */
  public Received receive() throws DecodeException {
    return open(peer.expect(Relay.class));
  }

  /** All cells that have come. */
  public List<Received> receiveAll() throws DecodeException {
    List<Received> all = new ArrayList<>();
    for (var cell : peer.received()) {
      all.add(open((Relay) cell));
    }
    return all;
  }

  private Received open(Relay cell) throws DecodeException {
    assertThat(cell.circuitId()).isEqualTo(circuitId);
    for (int hop = 0; hop < layers.size(); hop++) {
      byte[] tag = layers.get(hop).decrypt(cell.command(), cell.body());
      if (tag != null) {
        AddressedMessage addressed = RelayCellFormat0.INSTANCE.unpack(cell.body());
        return new Received(
            hop, cell.early(), addressed.streamId(), addressed.message(), tag.clone());
      }
    }
    throw new AssertionError("no hop recognises the cell");
  }

  /** Sends a message from a hop. */
  public void send(int hop, int streamId, RelayMessage message) {
    peer.send(new Relay(circuitId, false, seal(hop, streamId, message)));
  }

  /** Sends a body that need not hold a message. */
  void sendBody(int hop, byte[] body) {
    seal(hop, body);
    peer.send(new Relay(circuitId, false, body));
  }

  /** A cell body as it reaches the client. */
  byte[] seal(int hop, int streamId, RelayMessage message) {
    byte[] body = RelayCellFormat0.INSTANCE.pack(streamId, message, RANDOM);
    seal(hop, body);
    return body;
  }

  /** Puts the layers on a body that need not hold a message. */
  void seal(int hop, byte[] body) {
    lastTag = layers.get(hop).originate(CellCommand.RELAY, body).clone();
    for (int i = hop - 1; i >= 0; i--) {
      layers.get(i).encrypt(CellCommand.RELAY, body);
    }
  }

  /** The tag of the cell that was sealed last. */
  byte[] lastTag() {
    return lastTag;
  }

  private static RelayLayer layer(RelayAnswer answer) {
    return new Tor1RelayLayer(answer.keys().take(Tor1RelayLayer.KEYS_LENGTH));
  }
}
