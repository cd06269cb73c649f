package org.tropea.relay.keys;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.PemBlock;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.certificate.UnverifiedEd25519Certificate;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.crypto.key.TaggedKey;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.crypto.key.X25519PublicKey;

/** How each key is written in its file, as C tor does. */
final class KeyFormats {
  private static final String PEM = "RSA PRIVATE KEY";
  private static final String SECRET = "ed25519v1-secret";
  private static final String PUBLIC = "ed25519v1-public";
  private static final String CERTIFICATE = "ed25519v1-cert";
  private static final String X25519 = "c25519v1";
  private static final int IDENTITY_BITS = 1024;

  private KeyFormats() {}

  /** What reads a key from the bytes of its file. */
  interface Reader<K> {
    K read(byte[] file) throws DecodeException;
  }

  /** In any of the forms that C tor takes: its own, and what editors make of it. */
  static RsaSigningKey rsa(byte[] file) throws DecodeException {
    byte[] der = PemBlock.readFirst(PEM, file);
    try {
      RsaSigningKey key = RsaSigningKey.fromDer(der);
      if (key.publicKey().bits() != IDENTITY_BITS) {
        throw new DecodeException("an RSA key file has a key of other than 1024 bits");
      }
      return key;
    } finally {
      Arrays.fill(der, (byte) 0);
    }
  }

  static byte[] write(RsaSigningKey key) {
    return PemBlock.write(PEM, key.der()).getBytes(StandardCharsets.US_ASCII);
  }

  static Ed25519SigningKey secret(byte[] file, String tag) throws DecodeException {
    byte[] expanded = TaggedKey.read(file, SECRET, tag, Ed25519SigningKey.EXPANDED_LENGTH);
    try {
      if ((expanded[31] & 0xc0) != 0x40 || (expanded[0] & 7) != 0) {
        throw new DecodeException("an Ed25519 key file holds no Ed25519 key");
      }
      return Ed25519SigningKey.fromExpanded(expanded);
    } finally {
      Arrays.fill(expanded, (byte) 0);
    }
  }

  static byte[] write(Ed25519SigningKey key, String tag) {
    byte[] expanded = key.copyExpanded();
    try {
      return TaggedKey.write(SECRET, tag, expanded);
    } finally {
      Arrays.fill(expanded, (byte) 0);
    }
  }

  static Ed25519Identity identity(byte[] file) throws DecodeException {
    return Ed25519Identity.of(TaggedKey.read(file, PUBLIC, "type0", Ed25519Identity.LENGTH));
  }

  static byte[] write(Ed25519Identity identity) {
    return TaggedKey.write(PUBLIC, "type0", identity.value().toByteArray());
  }

  static UnverifiedEd25519Certificate certificate(byte[] file) throws DecodeException {
    return UnverifiedEd25519Certificate.read(TaggedKey.read(file, CERTIFICATE, "type4"));
  }

  static byte[] write(Ed25519Certificate certificate) {
    return TaggedKey.write(CERTIFICATE, "type4", certificate.encoded().toByteArray());
  }

  static X25519KeyPair x25519(byte[] file, Curve25519 curve) throws DecodeException {
    byte[] both = TaggedKey.read(file, X25519, "onion", 2 * X25519PublicKey.LENGTH);
    try {
      X25519KeyPair pair =
          X25519KeyPair.of(curve, X25519PrivateKey.of(Arrays.copyOf(both, X25519PublicKey.LENGTH)));
      X25519PublicKey named =
          X25519PublicKey.of(Arrays.copyOfRange(both, X25519PublicKey.LENGTH, both.length));
      if (!pair.publicKey().equals(named)) {
        throw new DecodeException("an X25519 key file has keys that do not belong together");
      }
      return pair;
    } finally {
      Arrays.fill(both, (byte) 0);
    }
  }

  static byte[] write(X25519KeyPair pair) {
    byte[] secret = pair.privateKey().copyBytes();
    byte[] both = new ByteWriter(64).bytes(secret).bytes(pair.publicKey().value()).toByteArray();
    try {
      return TaggedKey.write(X25519, "onion", both);
    } finally {
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(both, (byte) 0);
    }
  }
}
