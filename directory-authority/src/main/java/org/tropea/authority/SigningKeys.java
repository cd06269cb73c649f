package org.tropea.authority;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.crypto.key.RsaIdentity;

/**
 * What we sign with: one round by the same keys, from its vote to its consensus. Confined as its
 * owner.
 */
final class SigningKeys {
  private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

  private AuthorityKeys current;
  private @Nullable AuthorityKeys renewed;
  private ExpiryWarning expiry;

  SigningKeys(AuthorityKeys keys) {
    this.current = keys;
    this.expiry = new ExpiryWarning(keys.certificate().expires());
  }

  AuthorityKeys current() {
    return current;
  }

  RsaIdentity identity() {
    return current.identity();
  }

  /**
   * Signs with these from the next vote on: a round's consensus is signed by the key that its vote
   * named.
   *
   * @throws IllegalArgumentException when they are another authority's
   */
  void renew(AuthorityKeys next) {
    if (!next.identity().equals(current.identity())) {
      throw new IllegalArgumentException("keys of another authority");
    }
    renewed = next;
  }

  /** A round begins: whether there is something to vote with. */
  boolean begin(Instant now) {
    AuthorityKeys next = renewed;
    if (next != null) {
      renewed = null;
      current = next;
      expiry = new ExpiryWarning(next.certificate().expires());
      log.info("Voting with the certificate that ends at {}", next.certificate().expires());
    }
    if (expiry.isDue(now)) {
      log.warn(
          "Our signing certificate ends at {}, and nothing we sign counts then: renew it with"
              + " tropea gencert, and send SIGHUP",
          current.certificate().expires());
    }
    if (current.certificate().isExpired(now)) {
      log.warn("Our signing certificate has expired, so we do not vote");
      return false;
    }
    return true;
  }
}
