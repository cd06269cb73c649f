package org.tropea.protocol.channel;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.tropea.crypto.bytes.ByteWriter;

/**
 * Key material of one TLS link alone, computed from a secret of that link which BoringSSL hands out
 * but does not export from by itself. Wipes the secret that it derives.
 */
enum TlsExporter {
  /** Of cipher suites with SHA-256, and of older ones that name no hash for this. */
  SHA256("SHA-256", "HmacSHA256"),
  /** Of cipher suites with SHA-384. */
  SHA384("SHA-384", "HmacSHA384");

  private static final int TLS12_MASTER_LENGTH = 48;

  private final String digest;
  private final String mac;

  TlsExporter(String digest, String mac) {
    this.digest = digest;
    this.mac = mac;
  }

  /** The exporter of a cipher suite, by its Java name. */
  static TlsExporter of(String cipherSuite) {
    return cipherSuite.endsWith("_SHA384") ? SHA384 : SHA256;
  }

  /** Of TLS 1.3, from exporter_master_secret, as long as the hash (RFC 8446, 7.5). */
  byte[] tls13(byte[] secret, String label, byte[] context, int length) {
    try {
      int hashLength = MessageDigest.getInstance(digest).getDigestLength();
      if (secret.length != hashLength) {
        throw new IllegalArgumentException("no exporter secret of this cipher suite");
      }
      byte[] derived = expandLabel(secret, label, hash(new byte[0]), hashLength);
      byte[] exported = expandLabel(derived, "exporter", hash(context), length);
      Arrays.fill(derived, (byte) 0);
      return exported;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has SHA-2", e);
    }
  }

  /**
   * Of TLS 1.2, from the master secret, 48 bytes, and both randoms, 32 bytes each (RFC 5705, 4).
   */
  byte[] tls12(
      byte[] master,
      byte[] clientRandom,
      byte[] serverRandom,
      String label,
      byte[] context,
      int length) {
    if (master.length != TLS12_MASTER_LENGTH) {
      throw new IllegalArgumentException("no master secret");
    }
    byte[] seed =
        new ByteWriter()
            .bytes(label.getBytes(StandardCharsets.US_ASCII))
            .bytes(clientRandom)
            .bytes(serverRandom)
            .u16(context.length)
            .bytes(context)
            .toByteArray();
    try {
      Mac hmac = keyed(master);
      byte[] exported = new byte[length];
      byte[] a = seed;
      for (int done = 0; done < length; done += hmac.getMacLength()) {
        a = hmac.doFinal(a);
        hmac.update(a);
        take(hmac.doFinal(seed), exported, done);
      }
      return exported;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has SHA-2", e);
    }
  }

  /** HKDF-Expand-Label (RFC 8446, 7.1). */
  private byte[] expandLabel(byte[] secret, String label, byte[] hash, int length)
      throws GeneralSecurityException {
    byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
    byte[] info =
        new ByteWriter()
            .u16(length)
            .u8(name.length)
            .bytes(name)
            .u8(hash.length)
            .bytes(hash)
            .toByteArray();
    Mac hmac = keyed(secret);
    byte[] expanded = new byte[length];
    byte[] block = new byte[0];
    for (int done = 0; done < length; done += hmac.getMacLength()) {
      hmac.update(block);
      hmac.update(info);
      hmac.update((byte) (done / hmac.getMacLength() + 1));
      block = hmac.doFinal();
      System.arraycopy(block, 0, expanded, done, Math.min(block.length, length - done));
    }
    Arrays.fill(block, (byte) 0);
    return expanded;
  }

  private static void take(byte[] block, byte[] out, int offset) {
    System.arraycopy(block, 0, out, offset, Math.min(block.length, out.length - offset));
    Arrays.fill(block, (byte) 0);
  }

  private Mac keyed(byte[] secret) throws GeneralSecurityException {
    Mac hmac = Mac.getInstance(mac);
    hmac.init(new SecretKeySpec(secret, mac));
    return hmac;
  }

  private byte[] hash(byte[] bytes) throws GeneralSecurityException {
    return MessageDigest.getInstance(digest).digest(bytes);
  }
}
