package org.tropea.protocol.channel;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.conscrypt.Conscrypt;
import org.tropea.crypto.key.Curve25519;
import org.tropea.protocol.dial.Dialler;
import org.tropea.protocol.dial.TcpDialler;

/**
 * What a node takes from the machine it runs on. Immutable, for any thread.
 *
 * @param tls how its links are encrypted
 * @param curve how its handshakes are computed
 * @param clock the time of day
 * @param random the only source of randomness
 * @param dialler how its connections leave the machine
 */
public record Machine(
    ChannelTls tls, Curve25519 curve, InstantSource clock, SecureRandom random, Dialler dialler) {
  /** The best that this machine has, its clock, and its randomness. */
  public static Machine best() {
    return new Machine(
        ChannelTls.best(),
        Curve25519.fastest(),
        InstantSource.system(),
        randomness(),
        new TcpDialler());
  }

  /** The same, whose connections leave by {@code other}. */
  public Machine by(Dialler other) {
    return new Machine(tls, curve, clock, random, other);
  }

  /**
   * The machine's randomness, for any thread: BoringSSL's where Conscrypt's native part loads,
   * which fills a cell in a sixth of the time that the JDK's takes. Both are seeded by the system,
   * and neither goes on without it.
   */
  public static SecureRandom randomness() {
    if (!Conscrypt.isAvailable()) {
      return new SecureRandom();
    }
    try {
      // The name under which Conscrypt lists its own source, whatever the JDK's of that name is.
      return SecureRandom.getInstance("SHA1PRNG", Conscrypt.newProvider());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Conscrypt has no source of randomness", e);
    }
  }
}
