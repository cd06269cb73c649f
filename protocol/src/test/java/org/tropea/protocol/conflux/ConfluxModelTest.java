package org.tropea.protocol.conflux;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.protocol.cell.CircuitException;
import org.tropea.protocol.message.ConfluxSwitch;
import org.tropea.protocol.message.ConfluxTerms;
import org.tropea.protocol.message.ConfluxWish;

/**
 * Two ends of a set, and legs that deliver when chance says so, through random links, messages,
 * measurements, blocked legs and deaths of legs. What is sent is delivered, in order, or both ends
 * are told that the set is over.
 */
class ConfluxModelTest {
  private static final Bytes NONCE = Bytes.copyFrom(new byte[ConfluxTerms.NONCE_LENGTH]);
  private static final List<ConfluxWish> WISHES = List.of(ConfluxWish.values());
  private static final int STEPS = 400;

  private final ReorderAccount account = new ReorderAccount(Long.MAX_VALUE);

  /** One direction of a leg: what is on its way, in order. */
  private static final class Way implements Leg {
    private final Deque<Object> underWay = new ArrayDeque<>();
    private boolean room = true;

    @Override
    public boolean canSendData() {
      return room;
    }

    @Override
    public boolean awaitsSendme() {
      return underWay.stream().anyMatch(sent -> !(sent instanceof ConfluxSwitch));
    }
  }

  /** A direction: who sends, who receives, and what has come of it. */
  private final class Direction {
    private final ConfluxSet<Way, Integer> sender =
        new ConfluxSet<>(8, Long.MAX_VALUE, new ReorderAccount(0));
    private final ConfluxSet<Way, Integer> receiver = new ConfluxSet<>(8, Long.MAX_VALUE, account);
    private final List<Way> ways = new ArrayList<>();
    private final List<Integer> delivered = new ArrayList<>();
    private int sent;
    private boolean over;

    void link(Random random) throws CircuitException {
      if (ways.size() == 8) {
        return;
      }
      ConfluxWish wish = WISHES.get(random.nextInt(WISHES.size()));
      Way way = new Way();
      // The receiver says how far it has come; nothing went the other way.
      sender.link(
          way, new ConfluxTerms(NONCE, 0, receiver.lastDelivered(), wish), random.nextInt(1000));
      receiver.link(way, new ConfluxTerms(NONCE, 0, 0, wish), 1);
      // What the receiver takes for the leg's last number is what it had delivered.
      receiver.switched(way, new ConfluxSwitch(receiver.lastDelivered()));
      ways.add(way);
    }

    void send(boolean data) throws CircuitException {
      if (ways.isEmpty() || (data && !sender.canSendData())) {
        return;
      }
      ConfluxSet.Turn<Way> turn = data ? sender.sendData() : sender.send();
      assertThat(ways).contains(turn.leg());
      @Nullable ConfluxSwitch before = turn.before();
      if (before != null) {
        turn.leg().underWay.add(before);
      }
      turn.leg().underWay.add(++sent);
    }

    void arrive(Way way) throws CircuitException {
      Object first = way.underWay.poll();
      if (first instanceof ConfluxSwitch message) {
        receiver.switched(way, message);
      } else if (first instanceof Integer message && receiver.received(way, message, 100)) {
        delivered.add(message);
        for (Integer next = receiver.next(); next != null; next = receiver.next()) {
          delivered.add(next);
        }
      }
    }

    void die(Way way) {
      ways.remove(way);
      boolean senderGoesOn = sender.unlink(way);
      boolean receiverGoesOn = receiver.unlink(way);
      over = !senderGoesOn || !receiverGoesOn;
      if (over) {
        assertThat(sender.dissolve()).containsExactlyInAnyOrderElementsOf(ways);
        assertThat(receiver.dissolve()).containsExactlyInAnyOrderElementsOf(ways);
        ways.clear();
        assertThat(account.held()).isZero();
      }
    }

    void step(Random random) throws CircuitException {
      int what = random.nextInt(100);
      if (ways.isEmpty() || what < 3) {
        link(random);
        return;
      }
      Way way = ways.get(random.nextInt(ways.size()));
      if (what < 40) {
        send(what % 4 != 0);
      } else if (what < 85) {
        arrive(way);
      } else if (what < 92) {
        way.room = !way.room;
      } else if (what < 99) {
        sender.measured(way, random.nextInt(1000));
      } else {
        die(way);
      }
    }

    void check() {
      for (int i = 0; i < delivered.size(); i++) {
        assertThat(delivered.get(i)).isEqualTo(i + 1);
      }
      assertThat(receiver.waiting()).isEqualTo(account.held());
      assertThat(receiver.legs()).containsExactlyElementsOf(ways);
      assertThat(sender.legs()).containsExactlyElementsOf(ways);
      assertThat(sender.lastSent()).isEqualTo(sent);
      assertThat(receiver.lastDelivered()).isEqualTo(delivered.size());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000, 2000, 3000, 4000})
  void randomLife_ofASet_losesNothingUnsaid(int seed) throws CircuitException {
    int whole = 0;
    for (int run = 0; run < 100; run++) {
      Random random = new Random(seed + run);
      Direction direction = new Direction();
      for (int step = 0; step < STEPS && !direction.over; step++) {
        direction.step(random);
        direction.check();
      }
      if (!direction.over) {
        for (Way way : direction.ways) {
          while (!way.underWay.isEmpty()) {
            direction.arrive(way);
          }
        }
        direction.check();
        assertThat(direction.delivered).as("seed %s", seed + run).hasSize(direction.sent);
        assertThat(account.held()).isZero();
        whole++;
      }
    }
    assertThat(whole).isBetween(1, 99);
  }
}
