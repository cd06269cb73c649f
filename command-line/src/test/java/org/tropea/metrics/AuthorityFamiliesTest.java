package org.tropea.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tropea.authority.AuthorityTotals;
import org.tropea.authority.RoundFacts;
import org.tropea.crypto.key.RsaIdentity;

class AuthorityFamiliesTest {
  private static final RsaIdentity ONE = identity(1);
  private static final RsaIdentity TWO = identity(2);
  private static final RsaIdentity THREE = identity(3);

  private static RsaIdentity identity(int number) {
    byte[] bytes = new byte[20];
    bytes[19] = (byte) number;
    return RsaIdentity.of(bytes);
  }

  private static String text(@Nullable RoundFacts round) {
    AuthorityFamilies families =
        new AuthorityFamilies(() -> new AuthorityTotals(7, 20, 12, 1), () -> round);
    return new String(Exposition.write(List.of(families)), UTF_8);
  }

  @Test
  void families_beforeARoundHasEnded_areCounters() {
    assertThat(text(null))
        .contains("\ntropea_authority_voted_total 7")
        .contains("\ntropea_authority_votes_taken_total 20")
        .contains("\ntropea_authority_consensuses_total 12")
        .contains("\ntropea_authority_missed_rounds_total 1")
        .doesNotContain("seconds");
  }

  @Test
  void families_afterARound_sayWhatCameWhenAndWhatIsMissing() {
    RoundFacts round =
        new RoundFacts(
            Instant.ofEpochSecond(1_800_000_000L),
            Set.of(ONE, TWO, THREE),
            Map.of(ONE, Duration.ZERO, TWO, Duration.ofMillis(1_250)),
            Map.of(ONE, Duration.ofMillis(500)),
            null);
    assertThat(text(round))
        .contains("\ntropea_authority_votes_missing 1")
        .contains("\ntropea_authority_signatures_missing 2")
        .contains("\ntropea_authority_vote_seconds{authority=\"" + TWO.toHex() + "\"} 1.25")
        .contains("\ntropea_authority_signature_seconds{authority=\"" + ONE.toHex() + "\"} 0.5")
        .doesNotContain(THREE.toHex());
  }
}
