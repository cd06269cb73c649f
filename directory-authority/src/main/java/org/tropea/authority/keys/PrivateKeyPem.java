package org.tropea.authority.keys;

import java.security.SecureRandom;
import java.util.Set;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.PemBlock;
import org.tropea.crypto.key.RsaSigningKey;

/**
 * RSA private keys in PEM: written as tor-gencert does, plain PKCS#1 or PKCS#8 under a passphrase;
 * read in each form that C tor or tor-gencert reads.
 */
final class PrivateKeyPem {
  private static final String PKCS1 = "RSA PRIVATE KEY";
  private static final String PKCS8 = "PRIVATE KEY";
  private static final String SEALED = "ENCRYPTED PRIVATE KEY";
  private static final Set<String> TAGS = Set.of(PKCS1, PKCS8, SEALED);

  private PrivateKeyPem() {}

  /** Writes PKCS#1, in the clear. */
  static String writePlain(RsaSigningKey key) {
    return PemBlock.write(PKCS1, key.der());
  }

  /**
   * Reads a key in the clear, in whatever form C tor or OpenSSL takes: PKCS#1 or PKCS#8, among
   * other text.
   */
  static RsaSigningKey readPlain(byte[] file) throws DecodeException {
    try {
      return RsaSigningKey.fromDer(PemBlock.readFirst(PKCS1, file));
    } catch (DecodeException e) {
      // C tor's own rule: OpenSSL's are others.
      PemBlock block = block(file);
      if (block.tag().equals(SEALED) || SealedKey.isTraditional(block)) {
        throw new DecodeException(
            "a key file is sealed with a passphrase, where none is asked for");
      }
      return plain(block);
    }
  }

  /** Reads a key under a passphrase, or in the clear, in whatever form OpenSSL takes. */
  static RsaSigningKey readSealed(byte[] file, char[] passphrase) throws DecodeException {
    PemBlock block = block(file);
    if (block.tag().equals(SEALED)) {
      return RsaSigningKey.fromPkcs8(SealedKey.openPkcs8(block.body().toByteArray(), passphrase));
    }
    return SealedKey.isTraditional(block)
        ? RsaSigningKey.fromDer(SealedKey.openTraditional(block, passphrase))
        : plain(block);
  }

  /** The first private key; certificates and parameters before it are passed over. */
  private static PemBlock block(byte[] file) throws DecodeException {
    for (PemBlock block : PemBlock.readAll(file)) {
      if (TAGS.contains(block.tag())) {
        return block;
      }
    }
    throw new DecodeException("a key file holds no RSA private key");
  }

  private static RsaSigningKey plain(PemBlock block) throws DecodeException {
    byte[] body = block.body().toByteArray();
    if (block.tag().equals(PKCS8)) {
      return RsaSigningKey.fromPkcs8(body);
    }
    try {
      return RsaSigningKey.fromDer(body);
    } catch (DecodeException e) {
      // Under this name OpenSSL takes either.
      return RsaSigningKey.fromPkcs8(body);
    }
  }

  /** Writes PKCS#8 under a passphrase. */
  static String writeSealed(RsaSigningKey key, char[] passphrase, SecureRandom random) {
    return PemBlock.write(
        SEALED, SealedKey.sealPkcs8(key.privateKey().getEncoded(), passphrase, random));
  }
}
