package org.tropea.relay.keys;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.crypto.key.X25519KeyPair;

/**
 * The keys by which clients agree on keys with this relay (tor-spec 1.1). Immutable.
 *
 * @param previousNtor good for those who have not heard of the new one; null where its time is over
 * @param since when {@code ntor} was made
 * @param tap RSA of 1024 bits: only published, no handshake uses it any more
 * @param times by which they were looked at
 */
public record OnionKeys(
    X25519KeyPair ntor,
    @Nullable X25519KeyPair previousNtor,
    Instant since,
    RsaSigningKey tap,
    OnionKeyTimes times) {
  /** Every key that a client may still use, the current one first. */
  public List<X25519KeyPair> accepted() {
    return previousNtor == null ? List.of(ntor) : List.of(ntor, previousNtor);
  }
}
