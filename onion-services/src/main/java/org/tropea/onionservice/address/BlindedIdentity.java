package org.tropea.onionservice.address;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.KeyBlinding;

/**
 * Who a service is for one period, to directories and to its clients (rend-spec 2.1 and appendix
 * A).
 *
 * @param key by which directories know the service; it tells nobody the address
 * @param subcredential what only those know who know the address, 32 bytes
 */
public record BlindedIdentity(OnionAddress address, Ed25519Identity key, Bytes subcredential) {
  private static final byte[] LABEL = ascii("Derive temporary signing key\0");
  private static final byte[] NONCE = ascii("key-blind");
  private static final byte[] BASE_POINT =
      ascii(
          "(15112221349535400772501151409588531511454012693041857206046113283949847762202, "
              + "46316835694926478169428394003475163141307993866256225615783033603165251855960)");
  private static final byte[] CREDENTIAL = ascii("credential");
  private static final byte[] SUBCREDENTIAL = ascii("subcredential");

  /**
   * Of the service with this address.
   *
   * @throws DecodeException when its key is none that a service can have
   */
  public static BlindedIdentity of(OnionAddress address, TimePeriod period) throws DecodeException {
    Ed25519Identity blinded = KeyBlinding.blind(address.key(), factor(address, period));
    byte[] credential = sha3(CREDENTIAL, address.key().value().toByteArray());
    byte[] sub = sha3(SUBCREDENTIAL, credential, blinded.value().toByteArray());
    return new BlindedIdentity(address, blinded, Bytes.copyFrom(sub));
  }

  /** What blinds the service's keys in that period, 32 bytes. */
  public static byte[] factor(OnionAddress address, TimePeriod period) {
    byte[] nonce =
        new ByteWriter(25).bytes(NONCE).i64(period.number()).i64(period.minutes()).toByteArray();
    return sha3(LABEL, address.key().value().toByteArray(), BASE_POINT, nonce);
  }

  private static byte[] sha3(byte[]... parts) {
    MessageDigest digest = Digest.sha3();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return "BlindedIdentity";
  }
}
