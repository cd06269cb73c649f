package org.tropea.onionservice.effort;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Row O16; case onion-10. C tor's figures, by reading. */
class EffortQueueTest {
  private Instant now = Instant.parse("2026-11-28T06:00:00Z");
  private EffortQueue<String> queue = queue(0, 0);

  private EffortQueue<String> queue(int rate, int burst) {
    return new EffortQueue<>(new EffortQueue.Terms(rate, burst), now);
  }

  private void add(String client, long effort) {
    queue.add(client, effort, now);
  }

  private List<String> all() {
    List<String> served = new ArrayList<>();
    Optional<String> next = queue.next(now, 0);
    while (next.isPresent()) {
      served.add(next.get());
      next = queue.next(now, 0);
    }
    return served;
  }

  @Test
  void clients_areServedByEffort_andThenByTheTimeTheyCame() {
    add("a", 0);
    add("b", 5);
    add("c", 0xffffffffL);
    add("d", 5);
    add("e", 0);
    assertThat(all()).containsExactly("c", "b", "d", "a", "e");
    assertThat(queue.size()).isZero();
  }

  @Test
  void client_thatHasWaitedForMoreThanFifteenSeconds_isNotServed() {
    add("old", 9);
    now = now.plusSeconds(15);
    add("new", 1);
    now = now.plusSeconds(1);
    assertThat(all()).containsExactly("new");
  }

  @Test
  void clients_beyondTheRate_wait() {
    queue = queue(2, 3);
    for (int i = 0; i < 8; i++) {
      add("client " + i, 1);
    }
    assertThat(all()).hasSize(3);
    now = now.plusMillis(999);
    assertThat(all()).isEmpty();
    now = now.plusMillis(1);
    assertThat(all()).hasSize(2);
    now = now.plusSeconds(10);
    assertThat(all()).hasSize(3);
  }

  @Test
  void clients_whoWorkedTooLittle_waitWhileManyRendezvousAreUnderWay() {
    raiseTo(100);
    add("lazy", 99);
    assertThat(queue.next(now, 16)).isEmpty();
    add("diligent", 100);
    assertThat(queue.next(now, 1000)).contains("diligent");
    assertThat(queue.next(now, 16)).isEmpty();
    assertThat(queue.next(now, 15)).contains("lazy");
  }

  /** Clients whose effort is that on average, and so many that they wait. */
  private void raiseTo(long effort) {
    for (int i = 0; i < 17; i++) {
      add("crowd", i == 0 ? effort : 0);
    }
    assertThat(queue.next(now, 0)).isPresent();
    add("waiting", 0);
    queue.update();
    assertThat(queue.suggested()).isEqualTo(effort);
    all();
  }

  @Test
  void queue_thatIsFull_keepsTheUpperHalf_andSuggestsMore() {
    queue = queue(1, 4);
    int high = 4 + 60;
    for (int i = 1; i < high; i++) {
      add("client " + i, i);
    }
    assertThat(queue.size()).isEqualTo(high - 1);
    add("client " + high, high);
    assertThat(queue.size()).isEqualTo(high / 2);
    assertThat(queue.next(now, 0)).contains("client " + high);
    queue.update();
    // All effort by those who were served: one.
    assertThat(queue.suggested()).isEqualTo(high * (high + 1) / 2);
  }

  @Test
  void suggestion_sinksByAThird_whereNobodyHadToWait() {
    for (int i = 0; i < 20; i++) {
      add("client", 30);
    }
    assertThat(queue.next(now, 0)).isPresent();
    queue.update();
    assertThat(queue.suggested()).isEqualTo(600);
    assertThat(all()).hasSize(19);
    queue.update();
    // It was busy in this period too, at first.
    assertThat(queue.suggested()).isEqualTo(600);
    queue.update();
    assertThat(queue.suggested()).isEqualTo(400);
    for (int i = 0; i < 20; i++) {
      queue.update();
    }
    assertThat(queue.suggested()).isZero();
  }

  @Test
  void suggestion_isNews_whereItChangesByMoreThanFifteenPercent() {
    for (int i = 0; i < 20; i++) {
      add("client", 5);
    }
    assertThat(queue.next(now, 0)).isPresent();
    queue.update();
    assertThat(queue.suggested()).isEqualTo(100);
    assertThat(queue.isNews(0)).isTrue();
    assertThat(queue.isNews(90)).isFalse();
    assertThat(queue.isNews(86)).isTrue();
    assertThat(queue.isNews(117)).isFalse();
    assertThat(queue.isNews(118)).isTrue();
  }
}
