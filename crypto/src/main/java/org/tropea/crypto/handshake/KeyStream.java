package org.tropea.crypto.handshake;

import javax.security.auth.Destroyable;

/**
 * The secret bytes two parties agreed on, handed out in order (tor-spec 5.2).
 *
 * <p>For one thread. Whoever takes bytes wipes them; destroying the stream wipes what is left.
 */
public sealed interface KeyStream extends Destroyable permits KdfTor, KdfRfc5869, KdfShake {
  /**
   * The next {@code count} bytes.
   *
   * @throws IllegalStateException when destroyed, or at its end, which is beyond 5,120 bytes
   */
  byte[] take(int count);

  @Override
  void destroy();
}
