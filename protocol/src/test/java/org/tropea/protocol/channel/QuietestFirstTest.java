package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.loop.FakeLoop;
import org.tropea.protocol.loop.FakeLoops;

/** Row F13, with figures by C tor's formula. */
class QuietestFirstTest {
  private final MockTicker clock = Ticker.newMockTicker();
  private PriorityDecay decay = PriorityDecay.STANDARD;
  private final QuietestFirst turns = new QuietestFirst(clock, () -> decay);
  private final FakeLoops loops = new FakeLoops();
  private final FakeLoop loop = loops.loop();
  private final FakeLink link = new FakeLink(loop, true, null, CircuitAcceptor.NONE);
  private final List<ChannelCircuit> circuits = new ArrayList<>();

  @BeforeEach
  void attach() {
    for (int i = 0; i < 5; i++) {
      loop.now(
          () -> {
            try {
              circuits.add(link.channel().attach(new RecordedEnd()));
            } catch (Exception e) {
              throw new AssertionError(e);
            }
          });
    }
  }

  private void sends(int circuit, int cells) {
    for (int i = 0; i < cells; i++) {
      turns.sent(circuits.get(circuit));
    }
  }

  private void pass(long millis) {
    clock.advance(millis, TimeUnit.MILLISECONDS);
    turns.look();
  }

  @Test
  void decay_isCTors() {
    // C tor logs these: "scale factor is 0.793701 per 10 seconds".
    assertThat(PriorityDecay.STANDARD.perTick()).isCloseTo(0.793701, within(0.000001));
    assertThat(PriorityDecay.of(Duration.ofSeconds(10), Duration.ofSeconds(10)).perTick())
        .isEqualTo(0.5);
    assertThat(PriorityDecay.of(Duration.ofSeconds(1), Duration.ofSeconds(2)).perTick())
        .isEqualTo(0.25);
  }

  @Test
  void cell_countsHalf_afterTheHalfLife_whereverInATickItWasSent() {
    pass(3_000);
    sends(0, 1);
    pass(30_000);
    sends(1, 1);
    double old = circuits.get(0).sentOfLate() * decay.after(3);
    assertThat(old / circuits.get(1).sentOfLate()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void circuitThatSentLeast_goesFirst_andCountsWhatItSent() {
    sends(0, 100);
    sends(1, 3);
    sends(2, 1);
    for (int i : new int[] {0, 1, 2}) {
      turns.add(circuits.get(i));
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ChannelCircuit next = Objects.requireNonNull(turns.next());
      order.add(circuits.indexOf(next));
      turns.sent(next);
      turns.add(next);
    }
    // 1 to 3, then the two in turn; never the bulk.
    assertThat(order.subList(0, 2)).containsOnly(2);
    assertThat(order).doesNotContain(0);
  }

  /** The order is always that of the sums by the definition, whenever circuits come and wait. */
  @Test
  void order_isThatOfTheSums_whateverCameWhen() {
    Random random = new Random(3);
    List<List<Long>> sent = new ArrayList<>();
    circuits.forEach(each -> sent.add(new ArrayList<>()));
    List<ChannelCircuit> waiting = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      pass(1 + random.nextInt(400));
      ChannelCircuit any = circuits.get(random.nextInt(5));
      if (!waiting.contains(any)) {
        turns.sent(any);
        sent.get(circuits.indexOf(any)).add(clock.nanoTime());
        if (random.nextBoolean()) {
          turns.add(any);
          waiting.add(any);
        }
      } else {
        ChannelCircuit next = Objects.requireNonNull(turns.next());
        double least =
            waiting.stream()
                .mapToDouble(each -> sum(sent.get(circuits.indexOf(each))))
                .min()
                .orElseThrow();
        assertThat(sum(sent.get(circuits.indexOf(next)))).isCloseTo(least, within(least * 1e-6));
        waiting.remove(next);
      }
    }
  }

  private double sum(List<Long> times) {
    return times.stream()
        .mapToDouble(each -> Math.pow(0.5, (clock.nanoTime() - each) / 30e9))
        .sum();
  }

  @Test
  void network_thatChangesItsParameters_isFollowed() {
    sends(0, 1);
    decay = PriorityDecay.of(Duration.ofSeconds(1), Duration.ofSeconds(1));
    pass(1_000);
    sends(0, 1);
    assertThat(circuits.get(0).sentOfLate()).isCloseTo(1.5, within(1e-9));
  }

  /** What a link does with it: the one cell of a quiet circuit passes the bulk. */
  @Test
  void cellOfAQuietCircuit_passesTheBulkThatWaits() {
    ChannelCircuit bulk = circuits.get(0);
    ChannelCircuit quiet = circuits.get(1);
    link.stall(true);
    loop.now(
        () -> {
          for (int i = 0; i < 50; i++) {
            bulk.write(new Relay(bulk.id(), false, new byte[509]));
          }
          bulk.flush();
          link.sent();
        });
    link.stall(false);
    link.sent();
    link.stall(true);
    loop.now(
        () -> {
          for (int i = 0; i < 50; i++) {
            bulk.write(new Relay(bulk.id(), false, new byte[509]));
          }
          quiet.write(new Relay(quiet.id(), false, new byte[509]));
          bulk.flush();
        });
    link.stall(false);
    List<Cell> cells = link.sent();
    assertThat(cells).hasSize(51);
    assertThat(cells.get(0).circuitId()).isEqualTo(quiet.id());
    assertThat(cells.subList(1, 51)).isSortedAccordingTo(Comparator.comparing(Cell::circuitId));
  }
}
