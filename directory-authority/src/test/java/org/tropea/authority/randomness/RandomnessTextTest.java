package org.tropea.authority.randomness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;

/**
 * Files of a network of three authorities of C tor 0.4.9.15 that voted every 10 seconds, on 28
 * November 2026; their keys are gone.
 */
class RandomnessTextTest {
  private static final RandomnessSchedule SCHEDULE = new RandomnessSchedule(Duration.ofSeconds(10));

  private static final String A = "1 sha3-256 10F09677F51F7449F60F0D3E7A3D2556EB65DA50 ";
  private static final String B = "1 sha3-256 E4FCAB7C99396282D0C2163FF4C73522EFBD3520 ";
  private static final String C = "1 sha3-256 37D5B036A137DE2BDB6267D1C58079D317A47327 ";
  private static final String A_COMMITS =
      A + "AAAAAGsKIQDfGzKftJhG7gg6wmhJXsb9eE/Zh5FUGu51GU1Afv9rYg==";
  private static final String B_COMMITS =
      B + "AAAAAGsKIQB4VwHEQRKip9ztC7dxxn6YEhkw3Md77p8TvNOuwAzDxQ==";
  private static final String C_COMMITS =
      C + "AAAAAGsKIQBnsT95I5MpyZ+T075zoXCa/i5lz2raJ50qsoI+4jgXWg==";
  private static final String A_REVEALS =
      A_COMMITS + " AAAAAGsKIQD9mXrBsZxsVMkvhxtfrvJ2Pp35MBBFpGpibRUBWgatQQ==";
  private static final String B_REVEALS =
      B_COMMITS + " AAAAAGsKIQD8nmq/9khmWzvLUp9/dU14GK1fL4ytl6E+tgeMXIRgIw==";
  private static final String C_REVEALS =
      C_COMMITS + " AAAAAGsKIQC6sPLRjkxURy6wHkPL+leloNET7H6a3w+v9JF1ruhdPw==";

  private static final String COMMITTING =
      file("00:32:20", "00:32:30", A_REVEALS, B_COMMITS, C_COMMITS);
  private static final String REVEALING =
      file("00:35:40", "00:35:50", A_REVEALS, B_REVEALS, C_REVEALS);

  private static String file(String now, String validAfter, String... commitments) {
    return """
    # Tor shared random state file last generated on 2026-11-28 %s local time
    # Other times below are in UTC
    # Please *do not* edit this file.

    Commit %s
    SharedRandCurrentValue 0 zxJao+gBmFMSezvz/VXkEWEQJD5b/z+7AXNCGoLFVW0=
    TorVersion 0.4.9.15
    ValidAfter 2026-11-28 %s
    ValidUntil 2026-11-28 00:35:50
    Version 1
    """
        .formatted(now, String.join("\nCommit ", commitments), validAfter);
  }

  @Test
  void read_ofCtor_isWhatItKnew() throws Exception {
    RandomnessState state = RandomnessText.read(COMMITTING, SCHEDULE);

    assertThat(state.phase()).isEqualTo(Phase.COMMIT);
    assertThat(state.validAfter()).isEqualTo(Instant.parse("2026-11-28T00:32:30Z"));
    assertThat(state.commitments().values())
        .extracting(Commitment::diskLine)
        .containsExactlyInAnyOrder(A_REVEALS, B_COMMITS, C_COMMITS);
    assertThat(state.commitments().values())
        .filteredOn(Commitment::isOpen)
        .allMatch(Commitment::opensWell);
    assertThat(state.previous()).isNull();
  }

  @Test
  void write_ofWhatCtorWrote_isTheSameButForTheOrder() throws Exception {
    RandomnessState state = RandomnessText.read(REVEALING, SCHEDULE);

    String text = RandomnessText.write(state, Instant.parse("2026-11-28T00:35:40Z"), "0.4.9.15");

    assertThat(text.replace(" UTC\n# Other", " local time\n# Other").lines())
        .containsExactlyInAnyOrderElementsOf(REVEALING.lines().toList());
    assertThat(RandomnessText.read(text, SCHEDULE)).isEqualTo(state);
  }

  /** What the same authority wrote when the next run began. */
  @Test
  void withNewValue_ofWhatCtorKnew_isTheValueOfCtor() throws Exception {
    RandomnessState state = RandomnessText.read(REVEALING, SCHEDULE);

    RandomnessState next = state.withNewValue(state.commitments().keySet());

    assertThat(next.current())
        .isNotNull()
        .satisfies(
            value ->
                assertThat(value.write())
                    .isEqualTo("3 uSXpTVmjF9djf2WHaSf/3Hw8/kL6CWsjv7fbycdGz/I="));
    assertThat(next.previous()).isEqualTo(state.current());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Version 2\nValidAfter 2026-11-28 00:00:00\nValidUntil 2026-11-28 00:00:10\n",
        "Version 1\nValidUntil 2026-11-28 00:00:10\n",
        "Version 1\nValidAfter 2026-11-28 00:00:11\nValidUntil 2026-11-28 00:00:10\n",
        "Version 1\nValidAfter yesterday\nValidUntil 2026-11-28 00:00:10\n",
      })
  void read_malformed_isRefused(String text) {
    assertThatThrownBy(() -> RandomnessText.read(text, SCHEDULE))
        .isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SharedRandCurrentValue 0 zxJao+gBmFMSezvz/VXkEWEQJD5b/z+7AXNCGoLFVW0=",
        "SharedRandPreviousValue 0",
        "SharedRandPreviousValue x zxJao+gBmFMSezvz/VXkEWEQJD5b/z+7AXNCGoLFVW0=",
        "SharedRandPreviousValue 0 zxJao"
      })
  void read_aBadValue_isRefused(String line) {
    assertThatThrownBy(() -> RandomnessText.read(COMMITTING + line + "\n", SCHEDULE))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void read_aCommitmentThatIsMalformed_costsOnlyItself() throws Exception {
    String text = COMMITTING.replace("Version 1", "Commit 1 sha3-256 junk\nUnknown x\nVersion 1");

    assertThat(RandomnessText.read(text, SCHEDULE).commitments()).hasSize(3);
  }

  @Test
  void isOfUse_untilTheRunEnds_yes() throws Exception {
    RandomnessState state = RandomnessText.read(REVEALING, SCHEDULE);

    assertThat(state.isOfUse(Instant.parse("2026-11-28T00:36:00Z"), SCHEDULE)).isTrue();
    assertThat(state.isOfUse(Instant.parse("2026-11-28T00:36:01Z"), SCHEDULE)).isFalse();
  }
}
