package org.tropea.onionservice.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;

/**
 * Periods, blinded keys and places on the ring, by the vectors of C tor's tests (rows O02, O03).
 */
class TimePeriodTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private static TimePeriod at(String time) {
    return TimePeriod.at(Instant.parse(time), 1440, HOUR);
  }

  @Test
  void period_isThatOfTheSpecification() {
    assertThat(at("2016-04-13T11:00:00Z").number()).isEqualTo(16903);
    assertThat(at("2016-04-13T11:59:59Z").number()).isEqualTo(16903);
    assertThat(at("2016-04-13T12:00:00Z").number()).isEqualTo(16904);
    assertThat(at("2016-04-13T11:00:00Z").end()).isEqualTo("2016-04-13T12:00:00Z");
    assertThat(at("2016-04-13T12:00:00Z").start()).isEqualTo("2016-04-13T12:00:00Z");
  }

  @Test
  void blindedKeyAndSubcredential_areThoseOfCtor() throws DecodeException {
    TimePeriod period = at("1973-05-20T01:50:33Z");
    assertThat(period.number()).isEqualTo(1234);
    OnionAddress address =
        new OnionAddress(key("833990b085c1a688c1d4c8b1f6b56afaf5a2eca674449e1d704f83765ccb7bc6"));
    assertThat(BlindedIdentity.factor(address, period))
        .isEqualTo(
            HexFormat.of()
                .parseHex("379e50db31fee6775abd0af6fb7c371e060308f4f847db09fe4cfe13af602287"));
    BlindedIdentity blinded = BlindedIdentity.of(address, period);
    assertThat(blinded.key())
        .isEqualTo(key("3a50bf210e8f9ee955ae0014f7a6917fb65ebf098a86305abb508d1a7291b6d5"));
    assertThat(blinded.subcredential().toByteArray())
        .isEqualTo(
            HexFormat.of()
                .parseHex("635d55907816e8d76398a675a50b1c2f3e36b42a5ca77ba3a0441285161ae07d"));
  }

  @Test
  void placesOnTheRing_areThoseOfCtor() {
    TimePeriod period = new TimePeriod(42, 1440, 720);
    Ed25519Identity key = key("42".repeat(32));
    assertThat(HexFormat.of().formatHex(HsDirRing.serviceIndex(key, 1, period)))
        .isEqualTo("37e5cbbd56a22823714f18f1623ece5983a0d64c78495a8cfab854245e5f9a8a");
    byte[] random = HexFormat.of().parseHex("43".repeat(32));
    assertThat(HexFormat.of().formatHex(HsDirRing.relayIndex(key, random, period)))
        .isEqualTo("db475361014a09965e7e5e4d4a25b8f8d4b8f16cb1d8a7e95eed50249cc1a2d5");
  }

  private static Ed25519Identity key(String hex) {
    return Ed25519Identity.of(HexFormat.of().parseHex(hex));
  }
}
