package org.tropea.authority.randomness;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.SharedRandomValue;

class RandomnessStateTest {
  private static final RandomnessSchedule HOURLY = new RandomnessSchedule(Duration.ofHours(1));

  private static RsaIdentity authority(char letter) {
    byte[] bytes = new byte[20];
    Arrays.fill(bytes, (byte) letter);
    return RsaIdentity.of(bytes);
  }

  /** Whoever sorts it by digest finds the letters in order. */
  private static Commitment commitment(char letter, boolean open) {
    byte[] promised = new byte[40];
    Arrays.fill(promised, (byte) letter);
    return new Commitment(
        authority(letter),
        Base64.getEncoder().encodeToString(promised),
        open ? String.valueOf(letter).repeat(56) : null);
  }

  /**
   * From C tor's src/test/test_shared_random.c, test_sr_compute_srv: three of four open what they
   * promised, and the last value is text.
   */
  @Test
  void withNewValue_vectorOfCtor_isItsValue() {
    SharedRandomValue last =
        new SharedRandomValue(
            42,
            Bytes.copyFrom("ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ".getBytes(StandardCharsets.US_ASCII)));
    RandomnessState state =
        RandomnessState.empty(HOURLY, Instant.EPOCH, Instant.EPOCH.plusSeconds(3600))
            .with(null, last)
            .with(commitment('C', true))
            .with(commitment('A', true))
            .with(commitment('D', false))
            .with(commitment('B', true));

    RandomnessState next =
        state.withNewValue(List.of(authority('A'), authority('B'), authority('C'), authority('D')));

    assertThat(next.previous()).isEqualTo(last);
    assertThat(next.current())
        .isEqualTo(
            new SharedRandomValue(
                3,
                Bytes.copyFrom(
                    HexFormat.of()
                        .parseHex(
                            "2a9b1d6237dab312a40f575da85c1476"
                                + "63e7ed3f80e9555395f15b515c74253d"))));
  }

  @Test
  void withNewValue_ofOneWhomWeDoNotRecognise_doesNotCount() {
    RandomnessState state =
        RandomnessState.empty(HOURLY, Instant.EPOCH, Instant.EPOCH.plusSeconds(3600))
            .with(commitment('A', true))
            .with(commitment('B', true));

    RandomnessState all = state.withNewValue(List.of(authority('A'), authority('B')));
    RandomnessState one = state.withNewValue(List.of(authority('A')));

    assertThat(all.current()).extracting(SharedRandomValue::reveals).isEqualTo(2L);
    assertThat(one.current()).extracting(SharedRandomValue::reveals).isEqualTo(1L);
    assertThat(all.current()).isNotEqualTo(one.current());
  }

  /** C tor 0.4.9.15, bug 41356: who copies another's commitment sorts by its own identity. */
  @Test
  void withNewValue_equalCommitments_areSortedByIdentity() {
    Commitment first = commitment('B', true);
    Commitment copy = new Commitment(authority('A'), first.encoded(), first.reveal());
    RandomnessState empty =
        RandomnessState.empty(HOURLY, Instant.EPOCH, Instant.EPOCH.plusSeconds(3600));
    List<RsaIdentity> all = List.of(authority('A'), authority('B'));

    assertThat(empty.with(first).with(copy).withNewValue(all).current())
        .isEqualTo(empty.with(copy).with(first).withNewValue(all).current());
  }

  /**
   * A C tor authority that began alone, in the last round to reveal, wrote this value of no reveals
   * (0.4.9.15, its sr-state of 28 November 2026).
   */
  @Test
  void withNewValue_ofNobody_isThatOfCtor() {
    RandomnessState state =
        RandomnessState.empty(HOURLY, Instant.EPOCH, Instant.EPOCH.plusSeconds(3600))
            .withNewValue(List.of());

    assertThat(state.current())
        .extracting(SharedRandomValue::write)
        .isEqualTo("0 zxJao+gBmFMSezvz/VXkEWEQJD5b/z+7AXNCGoLFVW0=");
  }
}
