package org.tropea.onionservice.descriptor;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.onionservice.address.BlindedIdentity;

/**
 * What seals an inner layer of a descriptor (rend-spec 2.5.1.1 and 2.5.2.1): salt (16), the layer
 * by AES-256-CTR, MAC (32). Immutable.
 */
final class LayerCipher {
  private static final int SALT_LENGTH = 16;
  private static final int KEY_LENGTH = 32;
  private static final int IV_LENGTH = 16;
  private static final int MAC_LENGTH = 32;

  private final byte[] secret;
  private final byte[] label;

  private LayerCipher(byte[] cookie, BlindedIdentity service, long revision, String label) {
    this.secret =
        new ByteWriter(120)
            .bytes(service.key().value())
            .bytes(cookie)
            .bytes(service.subcredential())
            .i64(revision)
            .toByteArray();
    this.label = label.getBytes(StandardCharsets.US_ASCII);
  }

  /** Of the first inner layer, of a descriptor of this {@code revision}. */
  static LayerCipher first(BlindedIdentity service, long revision) {
    return new LayerCipher(new byte[0], service, revision, "hsdir-superencrypted-data");
  }

  /** Of the second; {@code cookie} has 16 bytes, or none where everybody may read it. */
  static LayerCipher second(byte[] cookie, BlindedIdentity service, long revision) {
    return new LayerCipher(cookie, service, revision, "hsdir-encrypted-data");
  }

  /** Whether there is room for salt, MAC and something between. */
  static boolean canBeSealed(byte[] bytes) {
    return bytes.length > SALT_LENGTH + MAC_LENGTH;
  }

  /**
   * Opens a layer.
   *
   * @return its text, without the zeros behind it; its last line is ended, where C tor does not
   * @throws DecodeException when it was sealed by another key
   */
  byte[] open(byte[] sealed) throws DecodeException {
    if (!canBeSealed(sealed)) {
      throw new DecodeException("a sealed layer is too short");
    }
    int end = sealed.length - MAC_LENGTH;
    byte[] salt = Arrays.copyOf(sealed, SALT_LENGTH);
    Keys keys = keys(salt);
    byte[] mac = keys.mac(salt, sealed, SALT_LENGTH, end - SALT_LENGTH);
    if (!MessageDigest.isEqual(mac, Arrays.copyOfRange(sealed, end, sealed.length))) {
      throw new DecodeException("a layer was sealed by another key");
    }
    byte[] opened = keys.crypt(sealed, SALT_LENGTH, end - SALT_LENGTH);
    int length = 0;
    while (length < opened.length && opened[length] != 0) {
      length++;
    }
    boolean ended = length == 0 || opened[length - 1] == '\n';
    byte[] text = Arrays.copyOf(opened, ended ? length : length + 1);
    if (!ended) {
      text[length] = '\n';
    }
    return text;
  }

  /** Seals a layer. */
  byte[] seal(byte[] text, SecureRandom random) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    Keys keys = keys(salt);
    byte[] crypted = keys.crypt(text, 0, text.length);
    return new ByteWriter(SALT_LENGTH + text.length + MAC_LENGTH)
        .bytes(salt)
        .bytes(crypted)
        .bytes(keys.mac(salt, crypted, 0, crypted.length))
        .toByteArray();
  }

  private Keys keys(byte[] salt) {
    SHAKEDigest shake = new SHAKEDigest(256);
    shake.update(secret, 0, secret.length);
    shake.update(salt, 0, salt.length);
    shake.update(label, 0, label.length);
    byte[] all = new byte[KEY_LENGTH + IV_LENGTH + MAC_LENGTH];
    shake.doFinal(all, 0, all.length);
    return new Keys(
        Arrays.copyOf(all, KEY_LENGTH),
        Arrays.copyOfRange(all, KEY_LENGTH, KEY_LENGTH + IV_LENGTH),
        Arrays.copyOfRange(all, KEY_LENGTH + IV_LENGTH, all.length));
  }

  /** AES-CTR by this key and this first counter. */
  static byte[] crypt(byte[] key, byte[] iv, byte[] input, int from, int length) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
      return cipher.doFinal(input, from, length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CTR is missing from this Java runtime", e);
    }
  }

  private record Keys(byte[] key, byte[] iv, byte[] macKey) {
    byte[] crypt(byte[] input, int from, int length) {
      return LayerCipher.crypt(key, iv, input, from, length);
    }

    byte[] mac(byte[] salt, byte[] crypted, int from, int length) {
      MessageDigest digest = Digest.sha3();
      digest.update(
          new ByteWriter(80)
              .i64(macKey.length)
              .bytes(macKey)
              .i64(salt.length)
              .bytes(salt)
              .toByteArray());
      digest.update(crypted, from, length);
      return digest.digest();
    }
  }
}
