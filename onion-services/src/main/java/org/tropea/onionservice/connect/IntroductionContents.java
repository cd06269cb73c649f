package org.tropea.onionservice.connect;

import com.google.crypto.tink.util.Bytes;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.handshake.HsNtorClient;
import org.tropea.crypto.handshake.IntroductionKeys;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.onionservice.effort.Proof;
import org.tropea.protocol.linkspec.LinkSpecifier;
import org.tropea.protocol.message.Extension;
import org.tropea.protocol.message.Introduce1;
import org.tropea.protocol.message.Introduction;
import org.tropea.protocol.message.RendezvousCookie;

/**
 * What a client tells a service alone (rend-spec 3.3): cookie (20), extensions, key type (1) = 1,
 * key length (2), the rendezvous point's onion key (32), its link specifiers, zeros.
 *
 * @param congestionControl whether the client asks for it
 * @param proof that the client has worked; null where it has not
 */
record IntroductionContents(
    RendezvousCookie cookie,
    boolean congestionControl,
    @Nullable Proof proof,
    X25519PublicKey onionKey,
    List<LinkSpecifier> point) {
  private static final int NTOR = 1;
  private static final int CONGESTION_CONTROL_REQUEST = 1;

  /** All of an INTRODUCE1 has so many bytes at least, as C tor's clients fill it up. */
  private static final int LEAST = 246;

  private byte[] write(int outside) {
    ByteWriter writer = new ByteWriter(200).bytes(cookie.value());
    List<Extension> extensions = new ArrayList<>();
    if (congestionControl) {
      extensions.add(Extension.of(CONGESTION_CONTROL_REQUEST));
    }
    if (proof != null) {
      extensions.add(proof.toExtension());
    }
    Extension.writeList(extensions, writer);
    writer.u8(NTOR).u16(X25519PublicKey.LENGTH).bytes(onionKey.value());
    LinkSpecifier.writeList(point, writer);
    return writer.bytes(new byte[Math.max(0, LEAST - outside - writer.length())]).toByteArray();
  }

  /**
   * Seals it for the service.
   *
   * @param authenticationKey of the service at its introduction point
   * @throws DecodeException when the service's key is a point of low order
   */
  Introduce1 seal(Ed25519Identity authenticationKey, HsNtorClient handshake, byte[] subcredential)
      throws DecodeException {
    IntroductionKeys keys = handshake.introductionKeys(subcredential);
    try {
      ByteWriter message = new ByteWriter(400);
      new Introduction(authenticationKey, List.of(), Bytes.copyFrom(new byte[1]))
          .writeUnencrypted(message);
      int outside = message.length();
      ByteWriter encrypted = new ByteWriter(400).bytes(handshake.clientKey().value());
      encrypted.bytes(crypt(keys.encryption(), write(outside)));
      message.bytes(encrypted.toByteArray());
      encrypted.bytes(keys.mac(message.toByteArray()));
      return new Introduce1(
          new Introduction(authenticationKey, List.of(), Bytes.copyFrom(encrypted.toByteArray())));
    } finally {
      keys.destroy();
    }
  }

  private static byte[] crypt(byte[] key, byte[] contents) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
      return cipher.doFinal(contents);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-CTR is missing from this Java runtime", e);
    }
  }
}
