package org.tropea.onionservice.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.onionservice.address.BlindedIdentity;
import org.tropea.onionservice.address.OnionAddress;
import org.tropea.onionservice.address.TimePeriod;

/** Row O22: by which subcredentials clients of OnionBalance are understood. */
class SubcredentialsTest {
  private static final Bytes OWN = Bytes.copyFrom(new byte[32]);
  private static final TimePeriod NOW = new TimePeriod(20_000, 1440, 720);

  private final SecureRandom random = new SecureRandom();

  private OnionAddress address() {
    return new OnionAddress(Ed25519SigningKey.generate(random).identity());
  }

  private static Bytes of(OnionAddress master, TimePeriod period) throws Exception {
    return BlindedIdentity.of(master, period).subcredential();
  }

  @Test
  void service_ofItsOwn_hasItsOwnAlone() throws Exception {
    Subcredentials alone = new Subcredentials(List.of());
    alone.look(NOW);
    assertThat(alone.all(List.of(OWN))).containsExactly(OWN);
  }

  @Test
  void instance_hasThoseOfItsMastersInThreePeriods_besidesItsOwn() throws Exception {
    OnionAddress one = address();
    OnionAddress two = address();
    Subcredentials instance = new Subcredentials(List.of(one, two));
    instance.look(NOW);
    assertThat(instance.all(List.of(OWN)))
        .containsExactly(
            of(one, NOW),
            of(two, NOW),
            of(one, NOW.previous()),
            of(two, NOW.previous()),
            of(one, NOW.next()),
            of(two, NOW.next()),
            OWN);
  }

  @Test
  void nextPeriod_bringsItsSubcredential() throws Exception {
    OnionAddress master = address();
    Subcredentials instance = new Subcredentials(List.of(master));
    instance.look(NOW);
    TimePeriod later = NOW.next().next();
    assertThat(instance.all(List.of())).doesNotContain(of(master, later));
    instance.look(NOW.next());
    assertThat(instance.all(List.of()))
        .contains(of(master, later), of(master, NOW))
        .doesNotContain(of(master, NOW.previous()));
  }
}
