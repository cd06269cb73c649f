package org.tropea.relay.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.CreateFastClient;
import org.tropea.crypto.onion.ClientLayer;
import org.tropea.crypto.onion.Tor1ClientLayer;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.cell.CreateFast;
import org.tropea.protocol.cell.CreatedFast;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.Padding;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.channel.FakeLink;
import org.tropea.protocol.message.AddressedMessage;
import org.tropea.protocol.message.RelayCellFormat0;
import org.tropea.protocol.message.RelayMessage;

/** A client whose circuit's first hop is under test: says what a test wants, and reads replies. */
final class ScriptedOrigin {
  private static final int ID = 0x80000007;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final FakeLink link;
  private final ClientLayer layer;
  private final byte[] secret;

  private ScriptedOrigin(FakeLink link, ClientLayer layer, byte[] secret) {
    this.link = link;
    this.layer = layer;
    this.secret = secret;
  }

  /** A circuit by CREATE_FAST. */
  static ScriptedOrigin createFast(FakeLink link) throws DecodeException {
    CreateFastClient handshake = new CreateFastClient(RANDOM);
    link.receive(new CreateFast(ID, Bytes.copyFrom(handshake.request())));
    List<Cell> sent = link.sent();
    assertThat(sent).singleElement().isInstanceOf(CreatedFast.class);
    byte[] reply = ((CreatedFast) sent.get(0)).reply().toByteArray();
    return new ScriptedOrigin(
        link,
        new Tor1ClientLayer(handshake.finish(reply).keys().take(Tor1ClientLayer.KEYS_LENGTH)),
        Arrays.copyOfRange(reply, 20, 40));
  }

  /** What both ends have for ESTABLISH_INTRO (KH). */
  byte[] secret() {
    return secret;
  }

  int id() {
    return ID;
  }

  /** Sends a message to the hop. */
  void send(int streamId, RelayMessage message) {
    link.receive(cell(false, RelayCellFormat0.INSTANCE.pack(streamId, message, RANDOM)));
  }

  /** The same in RELAY_EARLY. */
  void sendEarly(int streamId, RelayMessage message) {
    link.receive(cell(true, RelayCellFormat0.INSTANCE.pack(streamId, message, RANDOM)));
  }

  /** A message of any kind, malformed as may be. */
  void send(int command, int streamId, byte[] contents) {
    byte[] body = RelayCellFormat0.INSTANCE.bodyForData();
    body[0] = (byte) command;
    body[3] = (byte) (streamId >> 8);
    body[4] = (byte) streamId;
    body[9] = (byte) (contents.length >> 8);
    body[10] = (byte) contents.length;
    System.arraycopy(contents, 0, body, RelayCellFormat0.INSTANCE.dataOffset(), contents.length);
    link.receive(cell(false, body));
  }

  /** A cell that the hop passes on, or cannot. */
  void sendBeyond(boolean early, byte[] body) {
    Relay cell = new Relay(ID, early, body);
    layer.encrypt(cell.command(), body);
    link.receive(cell);
  }

  private Relay cell(boolean early, byte[] body) {
    Relay cell = new Relay(ID, early, body);
    layer.originate(cell.command(), body);
    return cell;
  }

  /** The messages of the hop since this was asked last; nothing else has come. */
  List<AddressedMessage> received() throws DecodeException {
    List<AddressedMessage> messages = new ArrayList<>();
    for (Cell cell : link.sent()) {
      assertThat(cell).isInstanceOf(Relay.class);
      byte[] body = ((Relay) cell).body();
      assertThat(layer.decrypt(CellCommand.RELAY, body)).isNotNull();
      messages.add(RelayCellFormat0.INSTANCE.unpack(body));
    }
    return messages;
  }

  /** The one message of the hop. */
  AddressedMessage receivedOne() throws DecodeException {
    List<AddressedMessage> messages = received();
    assertThat(messages).hasSize(1);
    return messages.get(0);
  }

  /** A cell body that comes from beyond the hop, with the hop's layer removed. */
  byte[] receivedFromBeyond() {
    List<Cell> sent = link.sent();
    assertThat(sent).singleElement().isInstanceOf(Relay.class);
    byte[] body = ((Relay) sent.get(0)).body();
    assertThat(layer.decrypt(CellCommand.RELAY, body)).isNull();
    return body;
  }

  /** The same behind a message of the hop. */
  byte[] receivedThenFromBeyond(RelayMessage first) throws DecodeException {
    List<Cell> sent = link.sent();
    assertThat(sent).hasSize(2);
    byte[] body = ((Relay) sent.get(0)).body();
    assertThat(layer.decrypt(CellCommand.RELAY, body)).isNotNull();
    assertThat(RelayCellFormat0.INSTANCE.unpack(body).message()).isEqualTo(first);
    byte[] next = ((Relay) sent.get(1)).body();
    assertThat(layer.decrypt(CellCommand.RELAY, next)).isNull();
    return next;
  }

  /** The circuit is over: its DESTROY, and nothing else, has come. */
  int destroyed() {
    List<Cell> sent = sentOnCircuits();
    assertThat(sent).singleElement().isInstanceOf(Destroy.class);
    assertThat(sent.get(0).circuitId()).isEqualTo(ID);
    return ((Destroy) sent.get(0)).reason().code();
  }

  /** Nothing has come. */
  void expectNothing() {
    assertThat(sentOnCircuits()).isEmpty();
  }

  /** What has come but for the padding of the link. */
  private List<Cell> sentOnCircuits() {
    return link.sent().stream().filter(cell -> !(cell instanceof Padding)).toList();
  }
}
