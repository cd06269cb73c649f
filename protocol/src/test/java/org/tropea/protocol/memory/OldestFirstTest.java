package org.tropea.protocol.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.protocol.loop.FakeLoops;
import org.tropea.protocol.memory.Victims.Victim;

/** Row F16: the order of C tor's circuits_handle_oom. */
class OldestFirstTest {
  private final Victims offered = new Victims(new FakeLoops().loop());
  private final List<String> ended = new ArrayList<>();

  private Runnable ends(String name) {
    return () -> ended.add(name);
  }

  private OldestFirst choose(long needed) {
    OldestFirst chosen = OldestFirst.of(offered.all(), needed);
    chosen.ends().stream().map(Victim::end).forEach(Runnable::run);
    return chosen;
  }

  @Test
  void circuits_goByTheAgeOfTheirOldestCell_untilEnoughIsFree() {
    offered.circuit("young", 1, 100, ends("young"));
    offered.circuit("old", 3, 100, ends("old"));
    offered.circuit("middle", 2, 100, ends("middle"));
    OldestFirst chosen = choose(101);
    assertThat(ended).containsExactly("old", "middle");
    assertThat(chosen.bytes()).isEqualTo(200);
    assertThat(chosen.circuits()).isEqualTo(2);
  }

  @Test
  void circuit_isAsOldAsTheOlderOfItsTwoQueues_andFreesBoth() {
    Object both = new Object();
    offered.circuit("other", 5, 100, ends("other"));
    offered.circuit(both, 1, 100, ends("inward"));
    offered.circuit(both, 9, 50, ends("outward"));
    OldestFirst chosen = choose(150);
    assertThat(ended).containsExactly("inward");
    assertThat(chosen.bytes()).isEqualTo(150);
  }

  @Test
  void stream_goesBeforeTheCircuitsThatAreNoOlder_andIsNotFreedTwice() {
    Object circuit = new Object();
    offered.circuit(circuit, 2, 10, ends("circuit"));
    offered.circuit("same age", 7, 10, ends("same age"));
    offered.stream(circuit, 7, 100, ends("stream"));
    offered.stream(circuit, 1, 1000, ends("young stream"));
    OldestFirst chosen = choose(1111);
    assertThat(ended).first().isEqualTo("stream");
    assertThat(ended).containsExactlyInAnyOrder("stream", "same age", "circuit");
    assertThat(chosen.bytes()).isEqualTo(1120);
    assertThat(chosen.streams()).isEqualTo(1);
  }

  @Test
  void whoHoldsNothing_isLeftAlone() {
    offered.circuit("idle", 100, 0, ends("idle"));
    offered.circuit("busy", 1, 10, ends("busy"));
    assertThat(choose(1_000).bytes()).isEqualTo(10);
    assertThat(ended).containsExactly("busy");
  }
}
