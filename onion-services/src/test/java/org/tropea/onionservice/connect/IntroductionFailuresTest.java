package org.tropea.onionservice.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.onionservice.descriptor.IntroductionPoint;
import org.tropea.protocol.linkspec.RelayTarget;

/** Which introduction points are left alone, and for how long (row O13). */
class IntroductionFailuresTest {
  private static final IntroductionPoint ONE = point(1);
  private static final IntroductionPoint TWO = point(2);
  private static final List<IntroductionPoint> BOTH = List.of(ONE, TWO);

  private Instant now = Instant.parse("2026-11-28T06:00:00Z");
  private final IntroductionFailures failures = new IntroductionFailures(() -> now);

  private static IntroductionPoint point(int number) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) number);
    return new IntroductionPoint(
        new RelayTarget(
            RsaIdentity.of(new byte[20]),
            null,
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1))),
        X25519PublicKey.of(seed),
        Ed25519SigningKey.fromSeed(seed).identity(),
        X25519PublicKey.of(seed));
  }

  @Test
  void pointThatRefused_isLeftAloneForTwoMinutes() {
    failures.refused(ONE);
    assertThat(failures.usable(BOTH)).containsExactly(TWO);
    now = now.plus(Duration.ofSeconds(119));
    assertThat(failures.usable(BOTH)).containsExactly(TWO);
    now = now.plusSeconds(1);
    assertThat(failures.usable(BOTH)).containsExactly(ONE, TWO);
  }

  @Test
  void pointThatNoCircuitReached_isTriedFiveTimes() {
    for (int i = 0; i < 4; i++) {
      failures.unreachable(ONE);
      assertThat(failures.usable(BOTH)).containsExactly(ONE, TWO);
    }
    failures.unreachable(ONE);
    assertThat(failures.usable(BOTH)).containsExactly(TWO);
  }

  @Test
  void silence_isToldFromRefusal() {
    failures.late(ONE);
    assertThat(failures.areAllLate(BOTH)).isFalse();
    failures.late(TWO);
    assertThat(failures.usable(BOTH)).isEmpty();
    assertThat(failures.areAllLate(BOTH)).isTrue();
    failures.refused(TWO);
    assertThat(failures.areAllLate(BOTH)).isFalse();
    assertThat(failures.areAllLate(List.of())).isFalse();
  }

  @Test
  void clockSetBack_keepsNobodyAway() {
    failures.refused(ONE);
    now = now.minusSeconds(3600);
    assertThat(failures.usable(BOTH)).containsExactly(ONE, TWO);
  }
}
