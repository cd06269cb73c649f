package org.tropea.authority;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.directory.document.KeyCertificate;

/** Keys of authorities, made once, shorter than real ones. */
public final class TestKeys {
  private static final Instant MADE = Instant.parse("2026-11-01T00:00:00Z");
  private static final List<AuthorityKeys> KEYS =
      IntStream.range(0, 5).mapToObj(i -> make()).toList();

  private TestKeys() {}

  /** The first of them. */
  public static AuthorityKeys first() {
    return KEYS.get(0);
  }

  /** So many of them, up to five. */
  public static List<AuthorityKeys> some(int count) {
    return KEYS.subList(0, count);
  }

  /** Two signing keys of one identity, the second a day younger. */
  static List<AuthorityKeys> ofOneIdentity() {
    RsaSigningKey identity = RsaSigningKey.generate(1024, new SecureRandom());
    return List.of(make(identity, MADE), make(identity, MADE.plus(Duration.ofDays(1))));
  }

  private static AuthorityKeys make() {
    return make(RsaSigningKey.generate(1024, new SecureRandom()), MADE);
  }

  private static AuthorityKeys make(RsaSigningKey identity, Instant made) {
    SecureRandom random = new SecureRandom();
    RsaSigningKey signing = RsaSigningKey.generate(1024, random);
    Instant expires = made.plus(Duration.ofDays(365));
    return new AuthorityKeys(KeyCertificate.sign(identity, signing, made, expires, null), signing);
  }
}
