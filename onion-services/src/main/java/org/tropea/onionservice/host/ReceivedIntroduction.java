package org.tropea.onionservice.host;

import com.google.crypto.tink.util.Bytes;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.HsNtorService;
import org.tropea.crypto.handshake.IntroductionKeys;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.onionservice.effort.Proof;
import org.tropea.onionservice.effort.ProofCheck;
import org.tropea.onionservice.effort.Puzzle;
import org.tropea.protocol.linkspec.LinkSpecifier;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.Extension;
import org.tropea.protocol.message.Introduction;
import org.tropea.protocol.message.RendezvousCookie;

/**
 * What a client told the service alone, opened (rend-spec 3.3): the client's key (32), sealed by
 * it: cookie (20), extensions, key type (1) = 1, key length (2), the rendezvous point's onion key
 * (32), its link specifiers, zeros; a MAC (32). Made by {@link #open} only.
 *
 * @param cookie by which the client waits
 * @param extensions what it asks for besides
 * @param onionKey of the rendezvous point
 * @param point the rendezvous point
 * @param handshake what the service answers by
 */
record ReceivedIntroduction(
    RendezvousCookie cookie,
    List<Extension> extensions,
    X25519PublicKey onionKey,
    RelayTarget point,
    HsNtorService handshake) {
  private static final int MAC_LENGTH = 32;
  private static final int NTOR = 1;
  private static final int CONGESTION_CONTROL_REQUEST = 1;

  /** The keys of a service at an introduction point. */
  record Keys(Ed25519Identity authentication, X25519KeyPair encryption) {}

  /** Whether the client asks for congestion control. */
  boolean asksForCongestionControl() {
    return Extension.first(extensions, CONGESTION_CONTROL_REQUEST).isPresent();
  }

  /**
   * What the client has proved; empty where nothing.
   *
   * @param puzzles of the service; none where it asks for no proofs
   * @throws DecodeException where its proof does not hold, or nobody has asked for one
   */
  Optional<ProofCheck.Held> proof(List<Puzzle> puzzles, ProofCheck check) throws DecodeException {
    Optional<Proof> proof = Proof.find(extensions);
    if (proof.isEmpty()) {
      return Optional.empty();
    }
    Optional<ProofCheck.Held> held = check.check(puzzles, proof.get());
    if (held.isEmpty()) {
      throw new DecodeException("a proof of work that does not hold");
    }
    return held;
  }

  /**
   * Opens the part that the introduction point cannot read.
   *
   * @param subcredentials that the client may have, each 32 bytes; all are tried
   * @throws DecodeException when nobody who knows the service's descriptor has made it
   */
  static ReceivedIntroduction open(
      Introduction message, Keys keys, Collection<Bytes> subcredentials, Curve25519 curve)
      throws DecodeException {
    byte[] encrypted = message.encrypted().toByteArray();
    int end = encrypted.length - MAC_LENGTH;
    if (!message.authenticationKey().equals(keys.authentication())
        || end < X25519PublicKey.LENGTH) {
      throw new DecodeException("an introduction for another service, or too short for one");
    }
    X25519PublicKey client = X25519PublicKey.of(Arrays.copyOf(encrypted, X25519PublicKey.LENGTH));
    HsNtorService handshake =
        new HsNtorService(curve, keys.authentication(), keys.encryption(), client);
    ByteWriter covered = new ByteWriter(encrypted.length + 60);
    message.writeUnencrypted(covered);
    covered.bytes(encrypted, 0, end);
    byte[] mac = Arrays.copyOfRange(encrypted, end, encrypted.length);
    byte[] opened = null;
    for (Bytes each : subcredentials) {
      IntroductionKeys tried = handshake.introductionKeys(each.toByteArray());
      if (MessageDigest.isEqual(tried.mac(covered.toByteArray()), mac)) {
        opened = crypt(tried.encryption(), encrypted, end);
      }
      tried.destroy();
    }
    if (opened == null) {
      throw new DecodeException("the MAC of an introduction is wrong");
    }
    try {
      return read(new ByteReader(opened), handshake);
    } finally {
      Arrays.fill(opened, (byte) 0);
    }
  }

  private static ReceivedIntroduction read(ByteReader reader, HsNtorService handshake)
      throws DecodeException {
    RendezvousCookie cookie = RendezvousCookie.read(reader);
    List<Extension> extensions = Extension.readList(reader);
    if (reader.u8() != NTOR || reader.u16() != X25519PublicKey.LENGTH) {
      throw new DecodeException("an introduction with an onion key of another kind");
    }
    X25519PublicKey onionKey = X25519PublicKey.read(reader);
    if (Arrays.equals(onionKey.value().toByteArray(), new byte[X25519PublicKey.LENGTH])) {
      throw new DecodeException("an introduction with an onion key of zeros");
    }
    RelayTarget point = RelayTarget.of(LinkSpecifier.readList(reader));
    return new ReceivedIntroduction(cookie, extensions, onionKey, point, handshake);
  }

  private static byte[] crypt(byte[] key, byte[] encrypted, int end) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
      return cipher.doFinal(encrypted, X25519PublicKey.LENGTH, end - X25519PublicKey.LENGTH);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CTR is missing from this Java runtime", e);
    }
  }

  /** Tells nothing: it holds what client and service share. */
  @Override
  public String toString() {
    return "ReceivedIntroduction";
  }
}
