package org.tropea.protocol.channel;

import java.security.SecureRandom;
import java.time.InstantSource;
import org.tropea.crypto.key.Curve25519;

/**
 * What a node takes from the machine it runs on. Immutable, for any thread.
 *
 * @param tls how its links are encrypted
 * @param curve how its handshakes are computed
 * @param clock the time of day
 * @param random the only source of randomness
 */
public record Machine(ChannelTls tls, Curve25519 curve, InstantSource clock, SecureRandom random) {
  /** The best that this machine has. */
  public static Machine best(InstantSource clock, SecureRandom random) {
    return new Machine(ChannelTls.best(), Curve25519.fastest(), clock, random);
  }
}
