package org.tropea.authority.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.authority.vote.Stability;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;

/** Figures follow from the rules of C tor's src/feature/stats/rephist.c. */
class StabilityHistoryTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final Duration PENALTY = Duration.ofHours(1);
  private static final RsaIdentity RELAY = RsaIdentity.of(new byte[20]);
  private static final InetSocketAddress HERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001);
  private static final InetSocketAddress THERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 9002);

  private final StabilityHistory history = new StabilityHistory();

  @TempDir Path folder;

  private static Instant at(long hours) {
    return START.plus(Duration.ofHours(hours));
  }

  private static long seconds(long hours) {
    return hours * 3600;
  }

  @Test
  void of_anUnknownRelay_isNothing() {
    assertThat(history.of(RELAY, START)).isEqualTo(new Stability(0, 0, 0, 0));
    assertThat(history.isEnough(START)).isFalse();
  }

  @Test
  void of_aRunThatIsOn_isThatRun() {
    history.reached(RELAY, HERE, at(0), PENALTY);
    history.reached(RELAY, HERE, at(3), PENALTY);

    assertThat(history.of(RELAY, at(5)))
        .isEqualTo(new Stability(1, seconds(5), seconds(5), seconds(5)));
    assertThat(history.isEnough(at(4))).isFalse();
    assertThat(history.isEnough(at(5))).isTrue();
  }

  @Test
  void of_runsAndABreak_isTheirMean() {
    history.reached(RELAY, HERE, at(0), PENALTY);
    history.lost(RELAY, at(6), at(6));
    history.lost(RELAY, at(7), at(7));
    assertThat(history.of(RELAY, at(8))).isEqualTo(new Stability(0.75, seconds(8), seconds(6), 0));

    history.reached(RELAY, HERE, at(8), PENALTY);

    assertThat(history.of(RELAY, at(10)))
        .isEqualTo(new Stability(0.8, seconds(10), seconds(4), seconds(2)));
  }

  /** It counts as down for as long as clients do not find it. */
  @Test
  void reached_atAnotherAddress_countsAsABreak() {
    history.reached(RELAY, HERE, at(0), PENALTY);
    history.reached(RELAY, THERE, at(9), PENALTY);

    assertThat(history.of(RELAY, at(9)))
        .isEqualTo(new Stability(8 / 9.0, seconds(9), seconds(4), 0));
  }

  @Test
  void discount_afterADay_countsTwice() {
    history.discount(at(0));
    history.reached(RELAY, HERE, at(0), PENALTY);
    history.lost(RELAY, at(10), at(10));
    history.discount(at(25));

    Stability stability = history.of(RELAY, at(10));

    assertThat(stability.timeKnown()).isEqualTo((long) (36000 * (0.95 * 0.95)));
    assertThat(stability.meanTimeBetweenFailures()).isCloseTo(36000, within(1.0));
    assertThat(stability.fractionalUptime()).isEqualTo(1);
  }

  @Test
  void discount_afterAYear_forgetsWhoIsGone() {
    history.discount(at(0));
    history.reached(RELAY, HERE, at(0), PENALTY);
    history.lost(RELAY, at(10), at(10));

    history.discount(at(24 * 60));
    assertThat(history.relays).hasSize(1);
    history.discount(at(24 * 365));
    assertThat(history.relays).isEmpty();
  }

  @Test
  void keepRunning_whomNobodyKnows_endsItsRun() {
    history.reached(RELAY, HERE, at(0), PENALTY);

    history.keepRunning(relay -> true, at(1));
    assertThat(history.of(RELAY, at(1)).upFor()).isEqualTo(seconds(1));
    history.keepRunning(relay -> false, at(2));
    assertThat(history.of(RELAY, at(4)).fractionalUptime()).isEqualTo(0.5);
  }

  /** Written by C tor 0.4.9.15 on 28 November 2026, but for the second relay. */
  private static final String CTOR =
      """
      format 2
      stored-at 2026-11-28 00:31:45
      tracked-since 2026-11-27 00:31:44
      last-downrated 2026-11-28 00:31:45
      data
      R DBE921DF0F2CA632BBB9CA420C8C9EDBBCAF103E
      +MTBF 0 0.00000 S=2026-11-28 00:31:44
      +WFU 0 0
      R 0000000000000000000000000000000000000000
      +MTBF 7200 1.50000
      +WFU 7200 9000 S=2026-11-28 00:01:45
      .
      """;

  @Test
  void read_ofCtor_isWhatItSaw() throws Exception {
    Instant now = Instant.parse("2026-11-28T00:31:45Z");

    StabilityHistory read = StabilityText.read(CTOR, now);

    assertThat(read.of(RELAY, now)).isEqualTo(new Stability(7200 / 10800.0, 10800, 4800, 0));
    assertThat(StabilityText.write(read, now).lines())
        .containsExactlyInAnyOrderElementsOf(CTOR.lines().toList());
  }

  /** What lasted when it was stored lasts as long when it is read: nobody watched in between. */
  @Test
  void read_aDayLater_countsNothingForThatDay() throws Exception {
    Instant now = Instant.parse("2026-11-29T00:31:45Z");
    RsaIdentity running = RsaIdentity.fromHex("DBE921DF0F2CA632BBB9CA420C8C9EDBBCAF103E");

    StabilityHistory read = StabilityText.read(CTOR, now);

    assertThat(read.of(running, now).upFor()).isEqualTo(1);
    assertThat(read.of(RELAY, now).timeKnown()).isEqualTo(10800);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "format 1\ndata\n.\n", "format 2\n", "format 2\ndata\n.\n"})
  void read_anotherFormat_isRefused(String text) {
    assertThatThrownBy(() -> StabilityText.read(text, START)).isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "R junk",
        "+MTBF 1 1",
        "+MTBF x y",
        "+WFU -1 0",
        "+WFU",
        "R",
        "+MTBF 1 NaN",
        "hello",
        ""
      })
  void read_aBadLine_costsOnlyItself(String line) throws Exception {
    Instant now = Instant.parse("2026-11-28T00:31:45Z");

    StabilityHistory read = StabilityText.read(CTOR.replace("data\n", "data\n" + line + "\n"), now);

    assertThat(read.of(RELAY, now).timeKnown()).isEqualTo(10800);
  }

  @Test
  void file_writtenAndRead_isTheSame() {
    StabilityFile file = new StabilityFile(folder);
    history.reached(RELAY, HERE, at(0), PENALTY);
    file.write(history, at(5));

    assertThat(file.read(at(5)).of(RELAY, at(5))).isEqualTo(history.of(RELAY, at(5)));
  }

  @Test
  void file_damaged_isPutAside() throws Exception {
    Files.writeString(folder.resolve("router-stability"), "junk");

    assertThat(new StabilityFile(folder).read(START).relays).isEmpty();

    assertThat(folder.resolve("router-stability.old")).hasContent("junk");
    assertThat(folder.resolve("router-stability")).doesNotExist();
  }
}
