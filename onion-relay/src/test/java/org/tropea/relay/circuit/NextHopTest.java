package org.tropea.relay.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.util.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.Create2;
import org.tropea.protocol.cell.Created2;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.channel.CircuitAcceptor;
import org.tropea.protocol.channel.FakeLink;
import org.tropea.protocol.loop.FakeLoop;
import org.tropea.protocol.loop.FakeLoops;

/** A circuit's place on the next channel, between two loops that the test runs. */
class NextHopTest {
  private static final int TYPE = 2;
  private static final Bytes REQUEST = Bytes.copyFrom(new byte[84]);
  private static final int MAX_QUEUE = 2_500;

  private final FakeLoops loops = new FakeLoops();
  private final FakeLoop circuits = loops.loop();
  private final FakeLoop others = loops.loop();
  private final Recorder told = new Recorder();

  /** What a circuit is told, and that it is told so on its own loop. */
  private final class Recorder implements NextHop.Listener {
    final List<Cell> cells = new ArrayList<>();
    final List<DestroyReason> gone = new ArrayList<>();
    int reads;
    @Nullable NextHop from;

    private void tells(@Nullable NextHop hop) {
      assertThat(circuits.inEventLoop()).isTrue();
      from = hop;
    }

    @Override
    public void onCell(NextHop hop, Cell cell) {
      tells(hop);
      cells.add(cell);
    }

    @Override
    public void onReadComplete() {
      tells(from);
      reads++;
    }

    @Override
    public void onGone(NextHop hop, DestroyReason reason) {
      tells(hop);
      gone.add(reason);
    }

    @Override
    public void onReclaimed(NextHop hop) {
      tells(hop);
      gone.add(DestroyReason.RESOURCE_LIMIT);
    }
  }

  private static Relay relay(int circuitId, int fill) {
    byte[] body = new byte[509];
    body[0] = (byte) fill;
    return new Relay(circuitId, false, body);
  }

  private FakeLink link(FakeLoop loop) {
    return new FakeLink(loop, true, null, CircuitAcceptor.NONE);
  }

  private NextHop create(FakeLink link, FakeLoop loop) {
    List<NextHop> made = new ArrayList<>();
    loop.now(
        () -> {
          try {
            made.add(NextHop.create(told, circuits, link.channel(), TYPE, REQUEST));
          } catch (ChannelException e) {
            throw new AssertionError(e);
          }
        });
    return made.get(0);
  }

  private static int created(FakeLink link) {
    List<Cell> sent = link.sent();
    assertThat(sent).singleElement().isInstanceOf(Create2.class);
    return sent.get(0).circuitId();
  }

  @Test
  void create_takesAPlace_andSendsTheHandshake() {
    FakeLink link = link(others);
    create(link, others);
    List<Cell> sent = link.sent();
    assertThat(sent).singleElement().isEqualTo(new Create2(sent.get(0).circuitId(), TYPE, REQUEST));
    create(link, others);
    assertThat(created(link)).isNotEqualTo(sent.get(0).circuitId());
  }

  @Test
  void create_onALinkThatIsClosed_isRefused() {
    FakeLink link = link(others);
    link.close();
    others.now(
        () ->
            assertThatThrownBy(() -> NextHop.create(told, circuits, link.channel(), TYPE, REQUEST))
                .isInstanceOf(ChannelException.class));
    assertThat(link.sent()).isEmpty();
  }

  @Test
  void cellsPassedOn_crossWhenFlushed_inOneStep_andInOrder() {
    FakeLink link = link(others);
    NextHop hop = create(link, others);
    int id = created(link);
    circuits.now(
        () -> {
          hop.send(true, relay(0, 1).body());
          hop.send(false, relay(0, 2).body());
        });
    assertThat(others.hasTasks()).as("before the flush").isFalse();
    circuits.now(hop::flush);
    assertThat(link.sent()).isEmpty();
    others.runOneTask();
    List<Cell> sent = link.sent();
    assertThat(sent).hasSize(2).allMatch(cell -> cell.circuitId() == id);
    assertThat(sent).extracting(cell -> ((Relay) cell).early()).containsExactly(true, false);
    assertThat(sent)
        .extracting(cell -> ((Relay) cell).body()[0])
        .containsExactly((byte) 1, (byte) 2);
    assertThat(others.hasTasks()).isFalse();
  }

  @Test
  void flushOfNothing_doesNotCross() {
    NextHop hop = create(link(others), others);
    circuits.now(hop::flush);
    assertThat(others.hasTasks()).isFalse();
  }

  @Test
  void cellsOfOneRead_areToldInOneStep_onTheCircuitsLoop() {
    FakeLink link = link(others);
    NextHop hop = create(link, others);
    int id = created(link);
    Cell answer = new Created2(id, Bytes.copyFrom(new byte[64]));
    link.receive(answer, relay(id, 1), relay(id, 2));
    assertThat(told.cells).isEmpty();
    circuits.runOneTask();
    assertThat(told.cells).hasSize(3).startsWith(answer);
    assertThat(told.reads).isEqualTo(1);
    assertThat(told.from).isSameAs(hop);
    assertThat(circuits.hasTasks()).isFalse();
  }

  @Test
  void oneLoopForBoth_letsNothingWait() {
    FakeLink link = link(circuits);
    NextHop hop = create(link, circuits);
    int id = created(link);
    circuits.now(
        () -> {
          hop.send(false, relay(0, 1).body());
          hop.flush();
        });
    assertThat(link.sent()).singleElement().isInstanceOf(Relay.class);
    link.receive(relay(id, 2));
    assertThat(told.cells).hasSize(1);
    assertThat(told.reads).isEqualTo(1);
    assertThat(circuits.hasTasks()).isFalse();
  }

  @Test
  void destroyByTheNextRelay_isTold_andLeavesThePlace() {
    FakeLink link = link(others);
    NextHop hop = create(link, others);
    int id = created(link);
    link.receive(relay(id, 1), new Destroy(id, DestroyReason.HIBERNATING), relay(id, 2));
    loops.run();
    assertThat(told.cells).hasSize(2).last().isInstanceOf(Destroy.class);
    circuits.now(
        () -> {
          hop.send(false, relay(0, 3).body());
          hop.flush();
          hop.destroy(DestroyReason.NONE);
        });
    loops.run();
    assertThat(link.sent()).as("the next relay knows that it is over").isEmpty();
    assertThat(told.gone).isEmpty();
  }

  @Test
  void destroyByTheCircuit_isSentOnce_behindWhatWasPassedOn() {
    FakeLink link = link(others);
    NextHop hop = create(link, others);
    int id = created(link);
    circuits.now(
        () -> {
          hop.send(false, relay(0, 1).body());
          hop.flush();
          hop.destroy(DestroyReason.REQUESTED);
          hop.destroy(DestroyReason.NONE);
        });
    loops.run();
    assertThat(link.sent()).hasSize(2).last().isEqualTo(new Destroy(id, DestroyReason.REQUESTED));
    link.receive(relay(id, 2));
    link.close();
    loops.run();
    assertThat(told.cells).isEmpty();
    assertThat(told.gone).isEmpty();
  }

  @Test
  void linkCloses_isTold() {
    FakeLink link = link(others);
    create(link, others);
    link.close();
    assertThat(told.gone).isEmpty();
    loops.run();
    assertThat(told.gone).containsExactly(DestroyReason.CHANNEL_CLOSED);
  }

  @Test
  void linkWithoutRoom_keepsCells_untilThereAreTooMany() {
    FakeLink link = link(others);
    NextHop hop = create(link, others);
    int id = created(link);
    link.stall(true);
    pass(hop, MAX_QUEUE);
    loops.run();
    assertThat(told.gone).isEmpty();
    pass(hop, 1);
    loops.run();
    assertThat(told.gone).containsExactly(DestroyReason.RESOURCE_LIMIT);
    link.stall(false);
    assertThat(link.sent()).containsExactly(new Destroy(id, DestroyReason.RESOURCE_LIMIT));
    pass(hop, 1);
    loops.run();
    assertThat(told.gone).hasSize(1);
  }

  @Test
  void linkThatHasRoomAgain_sendsWhatWaited() {
    FakeLink link = link(others);
    NextHop hop = create(link, others);
    created(link);
    link.stall(true);
    pass(hop, 100);
    loops.run();
    assertThat(link.sent()).isEmpty();
    link.stall(false);
    assertThat(link.sent()).hasSize(100);
  }

  private void pass(NextHop hop, int cells) {
    circuits.now(
        () -> {
          for (int i = 0; i < cells; i++) {
            hop.send(false, relay(0, i).body());
          }
          hop.flush();
        });
  }

  /** Case fault-15: the loops of a relay that is closed end in any order. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void loopThatHasEnded_isNoMistake(boolean circuitsEnd) {
    FakeLink link = link(others);
    NextHop hop = create(link, others);
    int id = created(link);
    (circuitsEnd ? circuits : others).end();
    link.receive(relay(id, 1));
    pass(hop, 1);
    circuits.now(() -> hop.destroy(DestroyReason.NONE));
    link.close();
    loops.run();
    assertThat(told.cells).hasSize(circuitsEnd ? 0 : 1);
    assertThat(told.gone).isEmpty();
  }
}
