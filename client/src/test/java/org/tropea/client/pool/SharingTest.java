package org.tropea.client.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tropea.client.pool.Isolation.By;

/** Row S05: who may share a circuit with whom. */
class SharingTest {
  @Test
  void equalFacts_share_andOthersDoNot_whereTheyAreKeptApart() {
    Sharing alice = new Sharing(Isolation.byLogin("alice", ""));
    assertThat(alice.admits(Isolation.byLogin("alice", ""))).isTrue();
    assertThat(alice.admits(Isolation.byLogin("bob", ""))).isFalse();
    assertThat(alice.admits(Isolation.byLogin("alice", "other"))).isFalse();
    assertThat(alice.admits(Isolation.byLogin("", "alice"))).isFalse();
  }

  @Test
  void factsThatNobodyIsKeptApartBy_areMixed_untilSomebodyIs() {
    Sharing shared = new Sharing(to("80"));
    assertThat(shared.admits(to("443"))).isTrue();
    shared.add(to("443"));
    Isolation strict =
        new Isolation(
            Set.of(By.DESTINATION_PORT), Map.of(By.DESTINATION_PORT, List.of("80")), false);
    assertThat(shared.admits(strict)).as("80 would meet 443").isFalse();
    assertThat(new Sharing(strict).admits(to("443"))).as("443 would meet a strict 80").isFalse();
    assertThat(new Sharing(strict).admits(to("80"))).isTrue();
  }

  @Test
  void isolation_byWhatIsNotKnown_isRefused() {
    assertThatThrownBy(() -> new Isolation(Set.of(By.LOGIN), Map.of(), false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** No two streams ever share a circuit that either of them must not. */
  @Test
  void randomStreams_neverShare_whatEitherIsKeptApartBy() {
    Random random = new Random(11);
    for (int run = 0; run < 200; run++) {
      Map<Sharing, List<Isolation>> circuits = new HashMap<>();
      for (int i = 0; i < 60; i++) {
        Isolation next = isolation(random);
        Sharing taken =
            circuits.keySet().stream().filter(c -> c.admits(next)).findAny().orElse(null);
        if (taken == null) {
          taken = new Sharing(next);
        } else {
          taken.add(next);
        }
        circuits.computeIfAbsent(taken, t -> new ArrayList<>()).add(next);
      }
      assertThat(circuits.values()).allSatisfy(SharingTest::keepApart);
      assertThat(circuits.size()).as("sharing is possible at all").isLessThan(60);
    }
  }

  private static void keepApart(List<Isolation> together) {
    for (Isolation one : together) {
      for (Isolation other : together) {
        for (By kind : one.by()) {
          assertThat(one.fact(kind)).isEqualTo(other.fact(kind));
        }
      }
    }
  }

  private static Isolation isolation(Random random) {
    Map<By, List<String>> facts = new EnumMap<>(By.class);
    Set<By> by = EnumSet.noneOf(By.class);
    for (By kind : By.values()) {
      facts.put(kind, List.of("value" + random.nextInt(3)));
      if (random.nextInt(3) == 0) {
        by.add(kind);
      }
    }
    return new Isolation(by, facts, false);
  }

  private static Isolation to(String port) {
    return new Isolation(Set.of(), Map.of(By.DESTINATION_PORT, List.of(port)), false);
  }
}
