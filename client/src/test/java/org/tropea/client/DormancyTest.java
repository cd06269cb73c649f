package org.tropea.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tropea.client.Dormancy.Remembered;

/** Row P18, on a loop whose time the test has. */
class DormancyTest {
  private static final Duration DAY = Duration.ofHours(24);

  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final List<String> told = new ArrayList<>();
  private boolean serving;
  private boolean streams;
  private boolean moved;

  private final Dormancy.Use use =
      new Dormancy.Use() {
        @Override
        public boolean isServing() {
          return serving;
        }

        @Override
        public boolean hasStreams() {
          return streams;
        }

        @Override
        public boolean hasMoved() {
          boolean now = moved;
          moved = false;
          return now;
        }
      };

  private Dormancy dormancy(DormantSettings settings) {
    loop.freezeTime();
    return new Dormancy(
        loop.eventLoop(), settings, use, now -> told.add(now ? "dormant" : "awake"));
  }

  private void pass(Duration time) {
    for (long left = time.toSeconds(); left > 0; left -= 60) {
      loop.advanceTimeBy(Math.min(left, 60), TimeUnit.SECONDS);
      loop.runPendingTasks();
    }
  }

  @Test
  void client_thatNobodyUsesForADay_isDormant_untilSomebodyDoes() {
    Dormancy dormancy = dormancy(DormantSettings.USUAL);
    dormancy.begin(null);
    pass(DAY.minusSeconds(1));
    assertThat(told).isEmpty();
    assertThat(dormancy.remembered()).isEqualTo(new Remembered(false, 24 * 60 - 1));
    pass(Duration.ofSeconds(1));
    assertThat(told).containsExactly("dormant");
    assertThat(dormancy.remembered()).isEqualTo(new Remembered(true, 0));
    pass(DAY);
    dormancy.noteUse();
    pass(DAY.minusSeconds(1));
    assertThat(told).containsExactly("dormant", "awake");
  }

  @Test
  void use_isLookedAtEveryFiveMinutes() {
    Dormancy dormancy = dormancy(DormantSettings.USUAL);
    dormancy.begin(null);
    pass(Duration.ofMinutes(2));
    dormancy.noteUse();
    pass(DAY);
    assertThat(told).isEmpty();
    pass(Duration.ofMinutes(3));
    assertThat(told).containsExactly("dormant");
  }

  @Test
  void openStream_countsAsUse_unlessOnlyWhatMovesDoes() {
    streams = true;
    Dormancy dormancy = dormancy(DormantSettings.USUAL);
    dormancy.begin(null);
    pass(DAY.multipliedBy(3));
    assertThat(told).isEmpty();
    dormancy.close();
    Dormancy strict = dormancy(new DormantSettings(DAY, true, false, false, false));
    strict.begin(null);
    pass(Duration.ofHours(12));
    moved = true;
    pass(Duration.ofHours(24));
    assertThat(told).isEmpty();
    pass(Duration.ofMinutes(10));
    assertThat(told).containsExactly("dormant");
  }

  @Test
  void client_withAService_orThatMayNot_isNeverDormant() {
    dormancy(DormantSettings.NEVER).begin(new Remembered(true, 0));
    serving = true;
    dormancy(DormantSettings.USUAL).begin(null);
    pass(DAY.multipliedBy(3));
    assertThat(told).isEmpty();
  }

  @Test
  void stateFile_saysHowItGoesOn() {
    Dormancy dormancy = dormancy(DormantSettings.USUAL);
    dormancy.begin(new Remembered(true, 0));
    assertThat(dormancy.isDormant()).isTrue();
    Dormancy idle = dormancy(DormantSettings.USUAL);
    idle.begin(new Remembered(false, 24 * 60 - 5));
    assertThat(idle.isDormant()).isFalse();
    pass(Duration.ofMinutes(5));
    assertThat(idle.isDormant()).isTrue();
    Dormancy first = dormancy(new DormantSettings(DAY, true, true, true, false));
    first.begin(null);
    assertThat(first.isDormant()).isTrue();
    Dormancy anew = dormancy(new DormantSettings(DAY, true, true, true, true));
    anew.begin(new Remembered(true, 0));
    assertThat(anew.isDormant()).isFalse();
  }

  @Test
  void stateFile_withMoreMinutesThanTheClockHas_isOfAClientThatNobodyUses() {
    Dormancy dormancy = dormancy(DormantSettings.USUAL);
    dormancy.begin(new Remembered(false, Integer.MAX_VALUE));
    assertThat(told).containsExactly("dormant");
    dormancy.noteUse();
    pass(DAY.minusSeconds(1));
    assertThat(told).containsExactly("dormant", "awake");
  }

  @Test
  void use_beforeTheStateFileIsRead_counts() {
    Dormancy dormancy = dormancy(DormantSettings.USUAL);
    dormancy.noteUse();
    dormancy.begin(new Remembered(true, 0));
    assertThat(told).isEmpty();
  }

  /** As by SIGNAL DORMANT and SIGNAL ACTIVE. */
  @Test
  void client_thatIsToldTo_rests() {
    Dormancy dormancy = dormancy(DormantSettings.USUAL);
    dormancy.begin(null);
    dormancy.end();
    dormancy.end();
    assertThat(told).containsExactly("dormant");
    dormancy.noteUse();
    assertThat(told).containsExactly("dormant", "awake");
  }
}
