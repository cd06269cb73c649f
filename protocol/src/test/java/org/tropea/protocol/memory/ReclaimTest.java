package org.tropea.protocol.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tropea.protocol.loop.FakeLoop;
import org.tropea.protocol.loop.FakeLoops;

/** Row F16 on loops that the test runs. */
class ReclaimTest {
  private static final long MOST = 1_000;

  private final FakeLoops loops = new FakeLoops();
  private final FakeLoop first = loops.loop();
  private final FakeLoop other = loops.loop();
  private final MemoryAccount account = new MemoryAccount(MOST);
  private final Reclaim reclaim = new Reclaim(account, first);
  private final List<String> ended = new ArrayList<>();

  /** One circuit that has so many bytes waiting. */
  private final class Holder implements MemoryHolder {
    private final FakeLoop loop;
    private final String name;
    private final long age;
    private final MemoryUse use = account.use();

    Holder(FakeLoop loop, String name, long age) {
      this.loop = loop;
      this.name = name;
      this.age = age;
      account.enter(this);
    }

    void holds(long bytes) {
      use.now(bytes);
    }

    @Override
    public FakeLoop loop() {
      return loop;
    }

    @Override
    public void offer(Victims victims) {
      assertThat(loop.inEventLoop()).isTrue();
      victims.circuit(this, age, use.bytes(), this::end);
    }

    private void end() {
      assertThat(loop.inEventLoop()).isTrue();
      ended.add(name);
      use.now(0);
      account.leave(this);
    }
  }

  /** TROVE-2026-043: what fills the account is in the middle of something. */
  @Test
  void accountThatIsFull_letsNobodyGo_beforeItsLoopIsDoneWithWhatFilledIt() {
    Holder one = new Holder(first, "one", 1);
    first.now(
        () -> {
          for (int i = 1; i <= 10; i++) {
            one.holds(200L * i);
            assertThat(ended).isEmpty();
            assertThat(one.use.bytes()).isEqualTo(200L * i);
          }
        });
    assertThat(ended).isEmpty();
    loops.run();
    assertThat(ended).containsExactly("one");
  }

  @Test
  void circuitsOfAllLoops_goOldestFirst_untilNineTenthsAreLeft() {
    new Holder(first, "young", 1).holds(400);
    new Holder(other, "old", 9).holds(50);
    new Holder(first, "middle", 5).holds(300);
    assertThat(first.hasTasks()).isFalse();
    new Holder(other, "youngest", 0).holds(250);
    loops.run();
    assertThat(ended).containsExactlyInAnyOrder("old", "middle");
    assertThat(account.held()).isEqualTo(650);
    assertThat(reclaim.totals().freed()).isEqualTo(350);
    assertThat(reclaim.totals().times()).isEqualTo(1);
  }

  @Test
  void stores_forgetFirst_whereTheyHaveMoreThanAFifth() {
    MemoryUse kept = account.use();
    kept.now(150);
    MemoryUse more = account.use();
    more.now(100);
    account.enter(new MemoryStore("dns", first, kept::bytes, kept::now));
    account.enter(new MemoryStore("dns", other, more::bytes, more::now));
    MemoryUse little = account.use();
    little.now(200);
    account.enter(new MemoryStore("hsdir", other, little::bytes, little::now));
    new Holder(other, "circuit", 1).holds(600);
    loops.run();
    assertThat(kept.bytes()).isEqualTo(50);
    assertThat(more.bytes()).isEqualTo(50);
    assertThat(little.bytes()).isEqualTo(200);
    assertThat(reclaim.totals().forgotten()).containsOnly(Map.entry("dns", 150L));
    assertThat(ended).isEmpty();
    assertThat(account.held()).isEqualTo(900);
  }

  @Test
  void accountThatNobodyCanRelieve_isLookedAtAgainOnlyAfterAWhile() {
    account.add(MOST);
    loops.run();
    assertThat(reclaim.totals().times()).isEqualTo(1);
    account.add(1);
    loops.run();
    assertThat(reclaim.totals().times()).isEqualTo(1);
    new Holder(other, "late", 1).holds(500);
    loops.advance(Duration.ofMillis(100));
    loops.run();
    assertThat(ended).containsExactly("late");
  }

  @Test
  void loopThatHasEnded_isNotWaitedFor() {
    new Holder(other, "gone", 1).holds(600);
    other.end();
    new Holder(first, "there", 1).holds(600);
    loops.run();
    assertThat(ended).containsExactly("there");
  }
}
