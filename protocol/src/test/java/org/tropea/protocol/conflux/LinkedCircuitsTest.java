package org.tropea.protocol.conflux;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.loop.FakeLoop;
import org.tropea.protocol.loop.FakeLoops;
import org.tropea.protocol.message.ConfluxLinked;
import org.tropea.protocol.message.ConfluxSwitch;
import org.tropea.protocol.message.ConfluxTerms;
import org.tropea.protocol.message.ConfluxWish;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.RelayMessage;

/** Rows F09 and F10: a set whose circuits live on two loops. */
class LinkedCircuitsTest {
  private static final int STREAM = 5;
  private static final ConfluxTerms TERMS =
      new ConfluxTerms(
          Bytes.copyFrom(new byte[ConfluxTerms.NONCE_LENGTH]), 0, 0, ConfluxWish.HIGH_THROUGHPUT);

  private final FakeLoops loops = new FakeLoops();
  private final FakeLoop home = loops.loop();
  private final FakeLoop away = loops.loop();
  private final Rider rider = new Rider();
  private final ReorderAccount account = new ReorderAccount(100_000);
  private final LinkedCircuits set =
      new LinkedCircuits(
          home,
          new LinkedCircuits.Charter(TERMS.nonce(), ConfluxWish.MIN_LATENCY, 8, 100_000),
          account,
          rider);
  private final Circuit near = new Circuit(home, 100);
  private final Circuit far = new Circuit(away, 900);

  private final class Circuit implements LegCircuit {
    private final FakeLoop loop;
    private final SetLeg leg;
    private final List<RelayMessage> sent = new ArrayList<>();
    private final List<ConfluxTerms> answers = new ArrayList<>();
    private final long roundTrip;
    private int room = 10;
    private int flushed;
    private @Nullable DestroyReason destroyed;

    Circuit(FakeLoop loop, long roundTrip) {
      this.loop = loop;
      this.roundTrip = roundTrip;
      this.leg = new SetLeg(this, set);
    }

    void link() {
      loop.now(() -> leg.link(TERMS, roundTrip));
      loops.run();
    }

    /** Messages that came in one read. */
    void receive(RelayMessage... messages) {
      loop.now(
          () -> {
            for (RelayMessage message : messages) {
              leg.received(STREAM, message);
            }
            leg.onReadComplete();
          });
    }

    void makeRoom(int more) {
      loop.now(
          () -> {
            room += more;
            leg.onRoom();
          });
      loops.run();
    }

    void close() {
      loop.now(leg::onClosed);
      loops.run();
    }

    @Override
    public EventLoop loop() {
      return loop;
    }

    @Override
    public int room() {
      assertThat(loop.inEventLoop()).isTrue();
      return room;
    }

    @Override
    public void awaitRoom() {
      assertThat(loop.inEventLoop()).isTrue();
    }

    @Override
    public boolean awaitsSendme() {
      return false;
    }

    @Override
    public long roundTripNanos() {
      return roundTrip;
    }

    @Override
    public void send(int streamId, RelayMessage message) {
      assertThat(loop.inEventLoop()).isTrue();
      if (message instanceof ConfluxLinked linked) {
        answers.add(linked.terms());
        return;
      }
      sent.add(message);
      if (message instanceof Data) {
        assertThat(room).isPositive();
        room--;
      }
    }

    @Override
    public void flush() {
      flushed++;
    }

    @Override
    public void destroy(DestroyReason reason) {
      assertThat(loop.inEventLoop()).isTrue();
      assertThat(destroyed).isNull();
      destroyed = reason;
      leg.onClosed();
    }
  }

  private final class Rider implements SetRider {
    private final List<RelayMessage> came = new ArrayList<>();
    private int reads;
    private int rooms;
    private int closed;
    private @Nullable CircuitException violation;

    @Override
    public RelayMessage answer(ConfluxTerms ours) {
      return new ConfluxLinked(ours);
    }

    @Override
    public void onMessage(int streamId, RelayMessage message) throws CircuitException {
      assertThat(home.inEventLoop()).isTrue();
      assertThat(streamId).isEqualTo(STREAM);
      came.add(message);
      if (violation != null) {
        throw violation;
      }
    }

    @Override
    public void onReadComplete() {
      reads++;
    }

    @Override
    public void onRoom() {
      assertThat(home.inEventLoop()).isTrue();
      rooms++;
    }

    @Override
    public void onClosed() {
      closed++;
    }
  }

  private static Data data(int number) {
    return new Data(new byte[] {(byte) number}, 0, 1);
  }

  private void linkBoth() {
    near.link();
    far.link();
  }

  /** Sends what there is room for; how many that were. */
  private int sendAll() {
    int[] count = {0};
    home.now(
        () -> {
          while (set.canSendData()) {
            set.send(STREAM, data(count[0]++));
          }
          set.flush();
        });
    loops.run();
    return count[0];
  }

  @Test
  void data_goesByEachLeg_asFarAsItHasRoom() {
    linkBoth();
    assertThat(sendAll()).isEqualTo(20);
    assertThat(near.sent).hasSize(10).allMatch(Data.class::isInstance);
    assertThat(far.sent).hasSize(11).first().isEqualTo(new ConfluxSwitch(10));
    assertThat(far.flushed).isPositive();
    assertThat(near.room + far.room).isZero();
  }

  @Test
  void data_onceALegFarAwayHasRoomAgain_goesOn() {
    linkBoth();
    sendAll();
    int before = rider.rooms;
    far.makeRoom(3);
    assertThat(rider.rooms).isGreaterThan(before);
    assertThat(sendAll()).isEqualTo(3);
    assertThat(far.sent).hasSize(14);
  }

  @Test
  void room_thatIsSpentWhileMoreIsTold_isNotSpentTwice() {
    far.link();
    home.now(
        () -> {
          for (int i = 0; i < 6; i++) {
            set.send(STREAM, data(i));
          }
          set.flush();
        });
    // The circuit tells of new room before it knows what is on its way to it.
    away.now(
        () -> {
          far.room += 2;
          far.leg.onRoom();
        });
    loops.run();
    assertThat(sendAll()).isEqualTo(6);
    assertThat(far.room).isZero();
  }

  @Test
  void messages_ofBothLegs_comeInTheirOrder() {
    linkBoth();
    Data third = data(3);
    End fourth = End.of(EndReason.DONE);
    far.receive(new ConfluxSwitch(2), third, fourth);
    loops.run();
    assertThat(rider.came).isEmpty();
    assertThat(account.held()).isPositive();
    Connected first = new Connected(null, 0);
    Data second = data(2);
    near.receive(first, second);
    loops.run();
    assertThat(rider.came).containsExactly(first, second, third, fourth);
    assertThat(account.held()).isZero();
    assertThat(rider.reads).isEqualTo(2);
  }

  @Test
  void leg_thatIsNotUsed_mayDie() {
    linkBoth();
    home.now(
        () -> {
          set.send(STREAM, data(1));
          set.flush();
        });
    far.close();
    assertThat(rider.closed).isZero();
    assertThat(sendAll()).isEqualTo(9);
  }

  @Test
  void leg_thatDiesWithDataOnItsWayToIt_takesTheSetAlong() {
    linkBoth();
    home.now(
        () -> {
          while (set.canSendData()) {
            set.send(STREAM, data(0));
          }
          set.flush();
        });
    // What was sent to it has not crossed.
    away.now(far.leg::onClosed);
    near.makeRoom(5);
    home.now(() -> assertThat(set.canSendData()).isFalse());
    assertThat(near.destroyed).isEqualTo(DestroyReason.FINISHED);
    assertThat(rider.closed).isEqualTo(1);
  }

  @Test
  void lastLeg_thatDies_endsTheSet() {
    linkBoth();
    far.close();
    near.close();
    assertThat(rider.closed).isEqualTo(1);
  }

  @Test
  void violation_ofARider_destroysAllLegsForItsReason() {
    linkBoth();
    rider.violation = new CircuitException(DestroyReason.PROTOCOL, "nothing allows it");
    far.receive(data(1), data(2));
    loops.run();
    assertThat(near.destroyed).isEqualTo(DestroyReason.PROTOCOL);
    assertThat(far.destroyed).isEqualTo(DestroyReason.PROTOCOL);
    assertThat(rider.came).hasSize(1);
    assertThat(rider.closed).isEqualTo(1);
  }

  @Test
  void queue_thatIsFull_destroysAllLegs() {
    linkBoth();
    far.receive(new ConfluxSwitch(1));
    for (int i = 0; i < 1000 && far.destroyed == null; i++) {
      far.receive(new Data(new byte[509], 0, 1));
      loops.run();
    }
    assertThat(far.destroyed).isEqualTo(DestroyReason.RESOURCE_LIMIT);
    assertThat(near.destroyed).isEqualTo(DestroyReason.RESOURCE_LIMIT);
    assertThat(account.held()).isZero();
  }

  @Test
  void messages_thatALoopDoesNotTake_areBounded() {
    linkBoth();
    for (int i = 0; i < 10_000 && far.destroyed == null; i++) {
      far.receive(data(1));
    }
    assertThat(far.destroyed).isEqualTo(DestroyReason.RESOURCE_LIMIT);
  }

  @Test
  void leg_thatMayNotJoin_diesAlone() {
    linkBoth();
    Circuit third = new Circuit(away, 1);
    away.now(
        () -> third.leg.link(new ConfluxTerms(TERMS.nonce(), 0, 7, ConfluxWish.NO_OPINION), 1));
    loops.run();
    assertThat(third.destroyed).isEqualTo(DestroyReason.INTERNAL);
    assertThat(third.answers).isEmpty();
    assertThat(rider.closed).isZero();
    assertThat(sendAll()).isEqualTo(20);
  }

  @Test
  void leg_thatIsLinked_isToldHowFarTheSetHasCome() {
    near.link();
    assertThat(near.answers)
        .containsExactly(new ConfluxTerms(TERMS.nonce(), 0, 0, ConfluxWish.MIN_LATENCY));
    near.receive(data(1), data(2));
    home.now(
        () -> {
          set.send(STREAM, data(1));
          set.flush();
        });
    far.link();
    assertThat(far.answers)
        .containsExactly(new ConfluxTerms(TERMS.nonce(), 1, 2, ConfluxWish.MIN_LATENCY));
  }

  @Test
  void firstLeg_thatMayNotJoin_leavesNoSet() {
    near.loop.now(
        () -> near.leg.link(new ConfluxTerms(TERMS.nonce(), 1, 0, ConfluxWish.NO_OPINION), 1));
    assertThat(near.destroyed).isEqualTo(DestroyReason.INTERNAL);
    assertThat(rider.closed).isEqualTo(1);
  }

  @Test
  void leg_ofASetThatIsGone_dies() {
    near.link();
    near.close();
    far.link();
    assertThat(far.destroyed).isEqualTo(DestroyReason.FINISHED);
  }
}
