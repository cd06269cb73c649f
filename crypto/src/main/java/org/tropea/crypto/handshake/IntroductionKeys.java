package org.tropea.crypto.handshake;

import java.util.Arrays;
import javax.security.auth.Destroyable;

/**
 * What seals the part of an introduction that only the service reads (rend-spec 3.3.2).
 *
 * @param encryption of AES-256-CTR, 32 bytes
 * @param authentication of the MAC, 32 bytes
 */
public record IntroductionKeys(byte[] encryption, byte[] authentication) implements Destroyable {
  /** The MAC of {@code message}: 32 bytes. */
  public byte[] mac(byte[] message) {
    return HsNtor.mac(authentication, message);
  }

  @Override
  public void destroy() {
    Arrays.fill(encryption, (byte) 0);
    Arrays.fill(authentication, (byte) 0);
  }

  @Override
  public String toString() {
    return "IntroductionKeys";
  }
}
