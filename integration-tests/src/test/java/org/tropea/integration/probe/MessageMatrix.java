package org.tropea.integration.probe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.protocol.message.AllowedMessages;
import org.tropea.protocol.message.AllowedMessages.Addressee;
import org.tropea.protocol.message.RelayCommand;

/**
 * Case message-7 at one relay: every command in every place, well formed, empty and of rubbish, and
 * what becomes of the circuit. For one thread.
 */
final class MessageMatrix implements AutoCloseable {
  private static final Outcome PROTOCOL = Outcome.destroy(1);
  private static final int DESTROYED = 11;
  private static final int MAX_RELAY_EARLY = 8;
  private static final int UNKNOWN = 99;
  private static final int PADDING_NEGOTIATE = 41;
  private static final int LAST_UNKNOWN = 255;
  private static final int UNUSED_STREAM = 7;

  private final ProbedNode node;
  private final ProbedNode neighbour;
  private final int echoPort;
  private final ProbeIdentity identity;
  private final ProbeHop.Kind kind;
  private @Nullable LinkProbe link;
  private @Nullable ProbeCircuit circuit;
  private boolean circuitExtended;
  private int stream;
  private int early;

  /** Where the relay is on the circuit: in the middle, or last. */
  enum Position {
    MIDDLE,
    LAST
  }

  /** What the message says. */
  enum Contents {
    GOOD,
    EMPTY,
    RUBBISH
  }

  /** One message. */
  record Cell(
      int command, Position position, Addressee addressee, boolean early, Contents contents) {
    /** What the table says of it; what comes of one that is taken depends on more. */
    Set<Outcome> allowed() {
      if (command == RelayCommand.DROP) {
        return Set.of(Outcome.KEPT);
      }
      return switch (AllowedMessages.atRelay(command, addressee, early)) {
        case DROP -> Set.of(Outcome.KEPT);
        case CLOSE -> Set.of(PROTOCOL);
        case TAKE -> Set.of(Outcome.KEPT, PROTOCOL, Outcome.destroy(DESTROYED));
      };
    }

    @Override
    public String toString() {
      return "%s %s to %s, %s%s"
          .formatted(
              contents,
              RelayCommand.name(command),
              addressee,
              position,
              early ? ", in RELAY_EARLY" : "");
    }
  }

  /** On circuits whose hops are of this kind. */
  MessageMatrix(
      ProbedNode node,
      ProbedNode neighbour,
      int echoPort,
      ProbeIdentity identity,
      ProbeHop.Kind kind) {
    this.kind = kind;
    this.node = node;
    this.neighbour = neighbour;
    this.echoPort = echoPort;
    this.identity = identity;
  }

  static List<Cell> cells() {
    List<Integer> commands = new ArrayList<>(List.of(0, UNKNOWN, LAST_UNKNOWN));
    for (int command = RelayCommand.BEGIN; command <= RelayCommand.EXTENDED2; command++) {
      commands.add(command);
    }
    for (int command = RelayCommand.CONFLUX_LINK;
        command <= RelayCommand.CONFLUX_SWITCH;
        command++) {
      commands.add(command);
    }
    for (int command = PADDING_NEGOTIATE; command <= RelayCommand.XON; command++) {
      commands.add(command);
    }
    List<Cell> cells = new ArrayList<>();
    for (Position position : Position.values()) {
      for (int command : commands) {
        for (Addressee to : List.of(Addressee.CIRCUIT, Addressee.NO_STREAM, Addressee.STREAM)) {
          for (Contents contents : Contents.values()) {
            cells.add(new Cell(command, position, to, false, contents));
            cells.add(new Cell(command, position, to, true, contents));
          }
        }
      }
    }
    return cells;
  }

  /** Plays them all. */
  Map<Cell, Outcome> play() throws Exception {
    Map<Cell, Outcome> outcomes = new LinkedHashMap<>();
    for (Cell cell : cells()) {
      outcomes.put(cell, play(cell));
    }
    return outcomes;
  }

  private Outcome play(Cell cell) throws Exception {
    ProbeCircuit on = ready(cell);
    int streamId =
        switch (cell.addressee()) {
          case CIRCUIT -> 0;
          case STREAM -> stream;
          default -> UNUSED_STREAM;
        };
    byte[] data = data(cell);
    on.sendTo(0, cell.early(), ProbeHop.Raw.of(cell.command(), streamId, data));
    early += cell.early() ? 1 : 0;
    Outcome outcome = alive(on);
    if (changes(cell) || !outcome.equals(Outcome.KEPT)) {
      circuit = null;
    }
    return outcome;
  }

  /** Whether the relay, whatever hops are behind it, still answers; or how the circuit ended. */
  private static Outcome alive(ProbeCircuit circuit) throws Exception {
    int streamId = circuit.freshStreamId();
    circuit.sendTo(0, false, ProbeHop.Raw.of(RelayCommand.BEGIN, streamId, new byte[] {'x', 0}));
    return circuit.nextOn(streamId) instanceof ProbeCircuit.Over over ? over.how() : Outcome.KEPT;
  }

  /** After these the circuit or its stream may be another one, though it lives. */
  private static boolean changes(Cell cell) {
    return switch (cell.command()) {
      case RelayCommand.END -> cell.addressee() == Addressee.STREAM;
      case RelayCommand.BEGIN, RelayCommand.BEGIN_DIR -> cell.addressee() == Addressee.NO_STREAM;
      case RelayCommand.TRUNCATE, RelayCommand.EXTEND2 -> cell.addressee() == Addressee.CIRCUIT;
      default -> false;
    };
  }

  private ProbeCircuit ready(Cell cell) throws Exception {
    boolean extended = cell.position() == Position.MIDDLE;
    ProbeCircuit known = circuit;
    if (known != null && extended == circuitExtended && early < MAX_RELAY_EARLY - 1) {
      return known;
    }
    LinkProbe open = link;
    if (open == null) {
      open = LinkProbe.connect(node.address()).handshake(identity);
      link = open;
    }
    ProbeCircuit made = ProbeCircuit.create2(open, node, kind);
    stream = made.freshStreamId();
    Outcome begun = made.begin(stream, text("127.0.0.1:" + echoPort));
    if (!begun.equals(Outcome.CONNECTED)) {
      throw new AssertionError("no stream at " + node.name() + ": " + begun);
    }
    early = 0;
    if (extended) {
      made.extend(neighbour, kind);
      early++;
    }
    circuit = made;
    circuitExtended = extended;
    return made;
  }

  private byte[] data(Cell cell) {
    return switch (cell.contents()) {
      case EMPTY -> new byte[0];
      case RUBBISH -> LinkCases.noise(100);
      case GOOD -> good(cell);
    };
  }

  private byte[] good(Cell cell) {
    return switch (cell.command()) {
      case RelayCommand.BEGIN -> text("127.0.0.1:" + echoPort);
      case RelayCommand.DATA -> new byte[9];
      case RelayCommand.END -> new byte[] {6};
      case RelayCommand.CONNECTED -> new byte[] {127, 0, 0, 1, 0, 0, 0, 9};
      case RelayCommand.TRUNCATE, RelayCommand.TRUNCATED -> new byte[1];
      case RelayCommand.RESOLVE -> text("127.0.0.1");
      case RelayCommand.RESOLVED -> new byte[] {4, 4, 127, 0, 0, 1, 0, 0, 0, 9};
      case RelayCommand.EXTEND2 ->
          ProbeCircuit.extend2Body(neighbour.target(), ProbeCircuit.handshake(neighbour).request());
      case RelayCommand.EXTENDED2 ->
          new ByteWriter().u16(64).bytes(LinkCases.noise(64)).toByteArray();
      case RelayCommand.CONFLUX_LINK, RelayCommand.CONFLUX_LINKED ->
          new ByteWriter().u8(1).bytes(LinkCases.noise(32)).bytes(new byte[17]).toByteArray();
      case RelayCommand.CONFLUX_SWITCH -> new byte[] {0, 0, 0, 9};
      case RelayCommand.XON -> new byte[] {0, 0, 0, 0, 9};
      default -> new byte[0];
    };
  }

  private static byte[] text(String text) {
    return new ByteWriter().bytes(text.getBytes(StandardCharsets.US_ASCII)).u8(0).toByteArray();
  }

  @Override
  public void close() {
    LinkProbe open = link;
    if (open != null) {
      open.close();
    }
  }
}
