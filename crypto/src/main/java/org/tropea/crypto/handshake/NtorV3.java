package org.tropea.crypto.handshake;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.X25519PublicKey;

/** What both sides of an ntor v3 handshake compute the same way (proposal 332). */
final class NtorV3 {
  /** The verification string of circuits. */
  static final String CIRCUIT_EXTEND = "circuit extend";

  /** Length of MAC and AUTH. */
  static final int MAC_LENGTH = 32;

  /** ID | B | X | MAC; the client's message is between the last two. */
  static final int LEAST_REQUEST_LENGTH = 128;

  /** Y | AUTH; the relay's message follows. */
  static final int LEAST_REPLY_LENGTH = 64;

  private static final int KEY_LENGTH = 32;
  private static final byte[] PROTOCOL = ascii("ntor3-curve25519-sha3_256-1");
  private static final byte[] T_MSGKDF = tweak("kdf_phase1");
  private static final byte[] T_MSGMAC = tweak("msg_mac");
  private static final byte[] T_KEY_SEED = tweak("key_seed");
  private static final byte[] T_VERIFY = tweak("verify");
  private static final byte[] T_FINAL = tweak("kdf_final");
  private static final byte[] T_AUTH = tweak("auth_final");
  private static final byte[] SERVER = ascii("Server");

  private NtorV3() {}

  /**
   * The public values of a request, and what both sides must mean by it.
   *
   * @param relay ID
   * @param onionKey B
   * @param clientKey X
   */
  record Asked(
      Ed25519Identity relay,
      X25519PublicKey onionKey,
      X25519PublicKey clientKey,
      String verification) {}

  /** The keys of a request's message: for AES-256-CTR and for its MAC. */
  record RequestKeys(byte[] encryption, byte[] mac) {
    /** From {@code EXP(B,x)}. */
    static RequestKeys of(byte[] onion, Asked asked) {
      byte[] secret =
          encapsulated(T_MSGKDF)
              .bytes(onion)
              .bytes(asked.relay.value())
              .bytes(asked.clientKey.value())
              .bytes(asked.onionKey.value())
              .bytes(PROTOCOL)
              .bytes(encapsulated(ascii(asked.verification)).toByteArray())
              .toByteArray();
      KdfShake stream = new KdfShake(secret);
      RequestKeys keys = new RequestKeys(stream.take(KEY_LENGTH), stream.take(KEY_LENGTH));
      wipe(secret);
      stream.destroy();
      return keys;
    }

    /** The MAC of a message that was encrypted. */
    byte[] seal(byte[] encrypted, Asked asked) {
      byte[] input =
          encapsulated(T_MSGMAC)
              .bytes(encapsulated(mac).toByteArray())
              .bytes(asked.relay.value())
              .bytes(asked.onionKey.value())
              .bytes(asked.clientKey.value())
              .bytes(encrypted)
              .toByteArray();
      byte[] sealed = Digest.sha3().digest(input);
      wipe(input);
      return sealed;
    }

    void destroy() {
      wipe(encryption);
      wipe(mac);
    }
  }

  /**
   * What follows from both secrets.
   *
   * @param verify proves that the other side has them
   * @param encryption the key of the reply's message
   * @param keys the circuit's
   */
  record Agreed(byte[] verify, byte[] encryption, KeyStream keys) {
    /** From {@code EXP(Y,x)}, {@code EXP(B,x)} and Y. */
    static Agreed of(byte[] ephemeral, byte[] onion, Asked asked, X25519PublicKey relayKey) {
      byte[] secret =
          new ByteWriter(256)
              .bytes(ephemeral)
              .bytes(onion)
              .bytes(asked.relay.value())
              .bytes(asked.onionKey.value())
              .bytes(asked.clientKey.value())
              .bytes(relayKey.value())
              .bytes(PROTOCOL)
              .bytes(encapsulated(ascii(asked.verification)).toByteArray())
              .toByteArray();
      byte[] seed = tweaked(T_KEY_SEED, secret);
      byte[] verify = tweaked(T_VERIFY, secret);
      byte[] last = encapsulated(T_FINAL).bytes(seed).toByteArray();
      KdfShake stream = new KdfShake(last);
      wipe(secret);
      wipe(seed);
      wipe(last);
      return new Agreed(verify, stream.take(KEY_LENGTH), stream);
    }

    /** AUTH of a reply whose message was encrypted to {@code encrypted}. */
    byte[] auth(Asked asked, X25519PublicKey relayKey, byte[] requestMac, byte[] encrypted) {
      byte[] input =
          encapsulated(T_AUTH)
              .bytes(verify)
              .bytes(asked.relay.value())
              .bytes(asked.onionKey.value())
              .bytes(relayKey.value())
              .bytes(asked.clientKey.value())
              .bytes(requestMac)
              .bytes(encapsulated(encrypted).toByteArray())
              .bytes(PROTOCOL)
              .bytes(SERVER)
              .toByteArray();
      return Digest.sha3().digest(input);
    }

    void destroy() {
      wipe(verify);
      wipe(encryption);
    }
  }

  /** AES-256-CTR from zero. To look it up costs more than to use it. For one thread. */
  static final class MessageCipher {
    private final Cipher cipher;

    MessageCipher() {
      try {
        cipher = Cipher.getInstance("AES/CTR/NoPadding");
      } catch (GeneralSecurityException e) {
        throw missing(e);
      }
    }

    /** Encrypts or decrypts a message, which is the same. */
    byte[] crypt(byte[] key, byte[] message) {
      try {
        cipher.init(
            Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
        return cipher.doFinal(message);
      } catch (GeneralSecurityException e) {
        throw missing(e);
      }
    }

    private static IllegalStateException missing(GeneralSecurityException e) {
      return new IllegalStateException("AES-CTR is missing from this Java runtime", e);
    }
  }

  /** Whether a shared secret comes of a point of low order. */
  static boolean isZero(byte[] secret) {
    int bits = 0;
    for (byte next : secret) {
      bits |= next;
    }
    return bits == 0;
  }

  static void wipe(byte[] secret) {
    Arrays.fill(secret, (byte) 0);
  }

  private static byte[] tweaked(byte[] tweak, byte[] secret) {
    byte[] input = encapsulated(tweak).bytes(secret).toByteArray();
    byte[] digest = Digest.sha3().digest(input);
    wipe(input);
    return digest;
  }

  /** ENCAP: the length in eight bytes, then the bytes. */
  private static ByteWriter encapsulated(byte[] bytes) {
    return new ByteWriter(512).i64(bytes.length).bytes(bytes);
  }

  private static byte[] tweak(String name) {
    return ascii("ntor3-curve25519-sha3_256-1:" + name);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
