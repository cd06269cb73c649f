package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaPublicKey;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.directory.text.Item;
import org.tropea.directory.text.ItemWriter;
import org.tropea.directory.text.Section;

/**
 * The two signatures that end a router descriptor or an extra-info document (dir-spec 2.1.3).
 *
 * @param ed25519Digest what the signing key signs, 32 bytes
 * @param digest what the RSA identity key signs, 20 bytes; the document's name
 */
record DescriptorSignatures(Bytes ed25519Digest, Bytes ed25519, Bytes digest, Bytes rsa) {
  static final String ED25519 = "router-sig-ed25519";
  static final String RSA = "router-signature";
  private static final byte[] PREFIX =
      "Tor router descriptor signature v1".getBytes(StandardCharsets.US_ASCII);

  /** Reads the signatures, which must be the document's last two items, each in its plain form. */
  static DescriptorSignatures read(byte[] document, Section section) throws DecodeException {
    Item ed25519 = section.get(ED25519);
    Item rsa = section.get(RSA);
    int end = ed25519.place().start() + ED25519.length() + 1;
    if (ed25519.place().end() != rsa.place().start()
        || rsa.place().end() != document.length
        || document[end - 1] != ' '
        || rsa.place().lineEnd() - rsa.place().start() != RSA.length() + 1) {
      throw rsa.bad("does not end the document behind its other signature");
    }
    byte[] signature;
    try {
      signature = Base64Digest.read(ed25519.argument(0), 64);
    } catch (DecodeException e) {
      throw ed25519.bad("is malformed");
    }
    return new DescriptorSignatures(
        Bytes.copyFrom(ed25519Digest(Arrays.copyOf(document, end))),
        Bytes.copyFrom(signature),
        Bytes.copyFrom(Digest.sha1(Arrays.copyOf(document, rsa.place().lineEnd()))),
        Bytes.copyFrom(rsa.object("SIGNATURE")));
  }

  /** Signs what was written, which is all of the document but the signatures. */
  static void write(ItemWriter writer, Ed25519SigningKey signingKey, RsaSigningKey identity) {
    writer.text(ED25519 + " ");
    byte[] signature = signingKey.sign(ed25519Digest(writer.toByteArray()));
    writer.text(Base64Digest.write(Bytes.copyFrom(signature)) + "\n");
    writer.line(RSA);
    writer.object("SIGNATURE", identity.sign(Digest.sha1(writer.toByteArray())));
  }

  /** Refuses a document that either key has not signed. */
  void check(Curve25519 curve, Ed25519Identity signingKey, RsaPublicKey identity)
      throws DecodeException {
    if (!curve.verify(signingKey, ed25519Digest.toByteArray(), ed25519.toByteArray())) {
      throw new DecodeException("the Ed25519 signature of a descriptor is wrong");
    }
    if (!identity.verify(digest.toByteArray(), rsa.toByteArray())) {
      throw new DecodeException("the RSA signature of a descriptor is wrong");
    }
  }

  private static byte[] ed25519Digest(byte[] signed) {
    MessageDigest digest = Digest.sha256();
    digest.update(PREFIX);
    return digest.digest(signed);
  }
}
