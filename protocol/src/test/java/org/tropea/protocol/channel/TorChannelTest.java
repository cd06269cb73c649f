package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.util.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.CreateFast;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Padding;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.cell.UnknownCell;

/** Rows L14 and L16; cases circuit-1, circuit-12, circuit-22, link-16 and link-27. */
class TorChannelTest extends OverEmbeddedLink {

  @Test
  void attach_manyCircuits_givesEachItsOwnIdWithTheTopBit() throws ChannelException {
    Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      int id = channel.attach(new RecordedEnd()).id();
      assertThat(id).isNegative();
      assertThat(ids.add(id)).isTrue();
    }
  }

  @Test
  void attach_moreThanTheLimit_isRefused() throws ChannelException {
    for (int i = 0; i < 1 << 17; i++) {
      channel.attach(new RecordedEnd());
    }
    assertThatThrownBy(() -> channel.attach(new RecordedEnd()))
        .isInstanceOf(ChannelException.class)
        .hasMessage("the link carries too many circuits");
  }

  @Test
  void attach_toAClosedLink_isRefused() {
    channel.close();
    assertThat(channel.isOpen()).isFalse();
    assertThatThrownBy(() -> channel.attach(new RecordedEnd()))
        .isInstanceOf(ChannelException.class)
        .hasMessage("the link is closed");
  }

  @Test
  void cell_ofACircuit_reachesItsEndAlone() throws ChannelException {
    RecordedEnd one = new RecordedEnd();
    RecordedEnd two = new RecordedEnd();
    channel.attach(one);
    ChannelCircuit id = channel.attach(two);
    peer.send(new Destroy(id.id(), DestroyReason.FINISHED));
    assertThat(one.cells).isEmpty();
    assertThat(two.cells).containsExactly(new Destroy(id.id(), DestroyReason.FINISHED));
  }

  @Test
  void cells_ofUnknownCircuits_areIgnored() throws ChannelException {
    RecordedEnd end = new RecordedEnd();
    ChannelCircuit id = channel.attach(end);
    id.detach();
    for (int i = 0; i < 5000; i++) {
      peer.send(new Relay(i + 1, false, new byte[509]));
    }
    peer.send(new Destroy(7, DestroyReason.NONE), new Relay(id.id(), true, new byte[509]));
    peer.send(new CreateFast(5, Bytes.copyFrom(new byte[20])));
    assertThat(peer.isOpen()).isTrue();
    assertThat(end.cells).isEmpty();
    // Nobody may build circuits through a client (CVE-2011-2769).
    assertThat(peer.expect(Destroy.class)).isEqualTo(new Destroy(5, DestroyReason.PROTOCOL));
    peer.expectNothing();
  }

  @Test
  void createOfTap_orBeyondUnderstanding_isRefused() {
    peer.send(new UnknownCell(5, 1), new UnknownCell(6, 10), new UnknownCell(7, 100));
    assertThat(peer.expect(Destroy.class)).isEqualTo(new Destroy(5, DestroyReason.PROTOCOL));
    assertThat(peer.expect(Destroy.class)).isEqualTo(new Destroy(6, DestroyReason.PROTOCOL));
    peer.expectNothing();
  }

  /** What an open link does with a cell that comes on it. */
  enum Verdict {
    DROPPED,
    REFUSED,
    LINK_CLOSED
  }

  /**
   * As C tor does: {@code OpenLinkMatrix} of the integration tests plays the same at both.
   *
   * @param circuitId one that no circuit has, or none
   */
  private static Verdict verdict(int command, int circuitId, int length) {
    return switch (command) {
      case CellCommand.CERTS, CellCommand.AUTH_CHALLENGE, CellCommand.AUTHENTICATE ->
          Verdict.LINK_CLOSED;
      case CellCommand.CREATE, CellCommand.CREATE2, CellCommand.CREATE_FAST ->
          circuitId == 0 ? Verdict.DROPPED : Verdict.REFUSED;
      case CellCommand.VERSIONS -> length % 2 == 1 ? Verdict.LINK_CLOSED : Verdict.DROPPED;
      default -> Verdict.DROPPED;
    };
  }

  static IntStream commands() {
    return IntStream.range(0, 256);
  }

  /** Row L14: whatever it holds, well formed or not. */
  @ParameterizedTest
  @MethodSource("commands")
  void cellOfEveryCommand_onAnOpenLink_isTreatedAsByCtor(int command) throws ChannelException {
    EmbeddedLink open = link;
    for (int circuitId : List.of(0, 5)) {
      for (int length : new int[] {100, 101}) {
        RecordedEnd end = new RecordedEnd();
        int other = open.channel().attach(end).id();
        byte fill = (byte) (length == 100 ? 0 : 0xff);
        open.peer().sendBytes(frame(command, circuitId, length, fill));
        Verdict verdict = verdict(command, circuitId, length);
        assertThat(open.peer().isOpen()).isEqualTo(verdict != Verdict.LINK_CLOSED);
        assertThat(end.closed).isEqualTo(verdict == Verdict.LINK_CLOSED ? 1 : 0);
        assertThat(open.peer().received())
            .isEqualTo(
                verdict == Verdict.REFUSED
                    ? List.of(new Destroy(circuitId, DestroyReason.PROTOCOL))
                    : List.of());
        if (verdict == Verdict.LINK_CLOSED) {
          open = EmbeddedLink.open();
        } else {
          open.peer().send(new Destroy(other, DestroyReason.NONE));
          assertThat(end.cells).hasSize(1);
        }
      }
    }
    open.close();
  }

  private static byte[] frame(int command, int circuitId, int length, byte fill) {
    ByteWriter writer = new ByteWriter(600).i32(circuitId).u8(command);
    boolean variable = CellCommand.isVariableLength(command);
    byte[] body = new byte[variable ? length : CellCommand.BODY_LENGTH];
    Arrays.fill(body, fill);
    return (variable ? writer.u16(body.length) : writer).bytes(body).toByteArray();
  }

  /** Of a command that belongs to no circuit, the circuit that it names is not told. */
  @Test
  void cellOfUnknownCommand_thatNamesACircuit_isNotForIt() throws ChannelException {
    RecordedEnd end = new RecordedEnd();
    int id = channel.attach(end).id();
    peer.send(new UnknownCell(id, 100), new UnknownCell(id, CellCommand.CREATED));
    assertThat(end.cells).containsExactly(new UnknownCell(id, CellCommand.CREATED));
  }

  @Test
  void cellOfAnOpenLink_thatCloses_endsWhatComesBehindIt() throws ChannelException {
    RecordedEnd end = new RecordedEnd();
    ChannelCircuit id = channel.attach(end);
    peer.send(RelayCredentials.one().certs(), new Destroy(id.id(), DestroyReason.NONE));
    peer.expectClosed();
    assertThat(end.cells).isEmpty();
    assertThat(end.closed).isEqualTo(1);
  }

  /** Case link-27, as long as C tor between a client and a relay. */
  @Test
  void idleLink_closesAfter180To270Seconds() {
    for (int i = 0; i < 20; i++) {
      EmbeddedLink idle = EmbeddedLink.open();
      idle.advance(Duration.ofSeconds(179));
      assertThat(idle.peer().isOpen()).isTrue();
      idle.advance(Duration.ofSeconds(91));
      idle.peer().expectClosed();
    }
  }

  /** Case link-27. */
  @Test
  void linkWithACircuit_staysOpen_andIsIdleOnlyWithoutIt() throws ChannelException {
    ChannelCircuit one = channel.attach(new RecordedEnd());
    ChannelCircuit two = channel.attach(new RecordedEnd());
    link.advance(Duration.ofHours(3));
    one.detach();
    link.advance(Duration.ofHours(3));
    assertThat(peer.isOpen()).isTrue();
    two.detach();
    link.advance(Duration.ofSeconds(179));
    assertThat(peer.isOpen()).isTrue();
    link.advance(Duration.ofSeconds(91));
    peer.expectClosed();
  }

  /** Case circuit-22. */
  @Test
  void circuits_thatNobodyUses_haveNoTimersOfTheirOwn() throws ChannelException {
    List<ChannelCircuit> circuits = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      circuits.add(channel.attach(new RecordedEnd()));
    }
    assertThat(link.timers()).as("its own: quiet, age and keepalive").isEqualTo(3);
    circuits.forEach(ChannelCircuit::detach);
    assertThat(link.timers()).as("with the one that closes an idle link").isEqualTo(4);
    channel.close();
    link.pump();
    assertThat(link.timers()).isZero();
  }

  /** Case circuit-22: between an hour and an hour and a half. */
  @Test
  void quietLink_tellsItsCircuits_andOneThatSendsDoesNot() throws ChannelException {
    RecordedEnd end = new RecordedEnd();
    channel.attach(end);
    for (int i = 0; i < 10; i++) {
      link.advance(Duration.ofMinutes(50));
      channel.write(new Padding());
      channel.flush();
    }
    assertThat(end.quiet).isZero();
    for (int i = 0; i < 9; i++) {
      link.advance(Duration.ofMinutes(10));
    }
    assertThat(end.quiet).isEqualTo(1);
  }

  @Test
  void close_byEitherSide_isToldToEachCircuitOnce() throws ChannelException {
    List<RecordedEnd> ends = List.of(new RecordedEnd(), new RecordedEnd(), new RecordedEnd());
    for (RecordedEnd end : ends) {
      channel.attach(end);
    }
    peer.close();
    link.pump();
    assertThat(channel.isOpen()).isFalse();
    assertThat(channel.closeFuture().isDone()).isTrue();
    assertThat(ends).allMatch(end -> end.closed == 1);
  }

  /** What an end does with anything. */
  private static final class FaultyEnd implements CircuitEnd {
    int closed;

    @Override
    public void onCell(Cell cell) {
      throw new NoClassDefFoundError("by a cell");
    }

    @Override
    public void onReadComplete() {
      throw new StackOverflowError();
    }

    @Override
    public void onWritable() {
      throw new AssertionError();
    }

    @Override
    public void onQueueFull() {
      throw new IllegalStateException();
    }

    @Override
    public void onQuiet() {
      throw new IllegalStateException();
    }

    @Override
    public void onChannelClosed() {
      closed++;
      throw new IllegalStateException();
    }
  }

  /** Case fault-26. */
  @Test
  void errorOfOneCircuit_endsThatCircuit_andNoOther() throws ChannelException {
    RecordedEnd other = new RecordedEnd();
    int otherId = channel.attach(other).id();
    FaultyEnd faulty = new FaultyEnd();
    int id = channel.attach(faulty).id();
    peer.send(
        new Relay(id, false, new byte[509]),
        new Relay(otherId, false, new byte[509]),
        new Relay(id, false, new byte[509]));
    assertThat(peer.expect(Destroy.class)).isEqualTo(new Destroy(id, DestroyReason.INTERNAL));
    peer.expectNothing();
    assertThat(faulty.closed).isPositive();
    assertThat(other.cells).hasSize(1);
    assertThat(peer.isOpen()).isTrue();
  }

  /** Case fault-26: not what came, but what the link's state brings about. */
  @Test
  void errorOfOneCircuit_whenItIsToldOfItsLink_endsThatCircuit() throws ChannelException {
    RecordedEnd other = new RecordedEnd();
    channel.attach(other);
    FaultyEnd faulty = new FaultyEnd();
    int id = channel.attach(faulty).id();
    for (int i = 0; i < 9; i++) {
      link.advance(Duration.ofMinutes(10));
    }
    assertThat(peer.received())
        .filteredOn(cell -> !(cell instanceof Padding))
        .containsExactly(new Destroy(id, DestroyReason.INTERNAL));
    assertThat(other.quiet).isPositive();
    FaultyEnd atTheEnd = new FaultyEnd();
    channel.attach(atTheEnd);
    peer.close();
    link.pump();
    assertThat(atTheEnd.closed).isEqualTo(1);
    assertThat(other.closed).isEqualTo(1);
  }

  private static void fill(ChannelCircuit circuit) {
    while (circuit.isWritable()) {
      circuit.write(new Destroy(circuit.id(), DestroyReason.NONE));
      circuit.flush();
    }
  }

  private static void queue(ChannelCircuit circuit, int cells) {
    for (int cell = 0; cell < cells; cell++) {
      circuit.write(new Destroy(circuit.id(), DestroyReason.NONE));
    }
    circuit.flush();
  }

  /** Row F12. */
  @Test
  void circuit_isBlocked_from256Cells_downTo10() throws ChannelException {
    ChannelCircuit circuit = channel.attach(new RecordedEnd());
    link.stall(true);
    fill(circuit);
    queue(circuit, 255);
    assertThat(circuit.isBlocked()).isFalse();
    queue(circuit, 1);
    assertThat(circuit.isBlocked()).isTrue();
    while (circuit.queued() > 11) {
      circuit.writeOne();
    }
    assertThat(circuit.isBlocked()).isTrue();
    circuit.writeOne();
    assertThat(circuit.isBlocked()).isFalse();
    link.stall(false);
  }

  /** Row F12: the network says otherwise. */
  @Test
  void circuit_isBlocked_andKilled_byItsLimits() throws ChannelException {
    RecordedEnd end = new RecordedEnd();
    ChannelCircuit circuit = channel.attach(end);
    circuit.limit(50, 20, 5);
    link.stall(true);
    fill(circuit);
    queue(circuit, 19);
    assertThat(circuit.isBlocked()).isFalse();
    queue(circuit, 31);
    assertThat(circuit.isBlocked()).isTrue();
    assertThat(end.full).isZero();
    queue(circuit, 1);
    assertThat(end.full).isEqualTo(1);
    link.stall(false);
  }

  /** A question changes nothing: only whoever waits for room is told of it, and once. */
  @Test
  void circuitThatAwaitsRoom_isToldOnce_andOneThatOnlyAskedIsNot() throws ChannelException {
    RecordedEnd waiting = new RecordedEnd();
    RecordedEnd asking = new RecordedEnd();
    ChannelCircuit waits = channel.attach(waiting);
    ChannelCircuit asks = channel.attach(asking);
    waits.awaitRoom();
    link.stall(true);
    fill(asks);
    queue(asks, 300);
    queue(waits, 300);
    waits.awaitRoom();
    waits.awaitRoom();
    link.stall(false);
    link.pump();
    assertThat(waits.isBlocked()).isFalse();
    assertThat(waiting.writable).isEqualTo(1);
    assertThat(asking.writable).isZero();
  }

  /** A circuit of ours may not have to wait until one that passes through has nothing left. */
  @Test
  void circuitThatAwaitsRoom_isTold_thoughOthersHaveMuchToSend() throws ChannelException {
    RecordedEnd waiting = new RecordedEnd();
    ChannelCircuit waits = channel.attach(waiting);
    ChannelCircuit passing = channel.attach(new RecordedEnd());
    link.stall(true);
    fill(waits);
    queue(waits, 256);
    queue(passing, 2500);
    waits.awaitRoom();
    List<Integer> left = new ArrayList<>();
    waiting.whenWritable = () -> left.add(passing.queued());
    link.stall(false);
    link.pump();
    assertThat(left).singleElement().satisfies(cells -> assertThat(cells).isGreaterThan(1000));
  }

  @Test
  void writtenCells_arriveInOrder_whenFlushed() {
    channel.write(new Destroy(1, DestroyReason.NONE));
    channel.write(new Destroy(2, DestroyReason.NONE));
    peer.expectNothing();
    channel.flush();
    assertThat(peer.expect(Destroy.class).circuitId()).isEqualTo(1);
    assertThat(peer.expect(Destroy.class).circuitId()).isEqualTo(2);
  }
}
