package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.certificate.UnverifiedEd25519Certificate;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.directory.text.Grammar;
import org.tropea.directory.text.Item;
import org.tropea.directory.text.ItemReader;
import org.tropea.directory.text.Keyword;
import org.tropea.directory.text.Section;

/**
 * An onion service's descriptor of version 3 as read, its signatures not yet checked: the outer
 * layer, which is all that directories see (rend-spec 2.4).
 *
 * @param lifetime how long it is kept, at most 12 hours
 * @param revision of two descriptors the one with the higher is newer; unsigned
 * @param superencrypted the inner layers, more than 48 bytes
 * @param signature by the key that the certificate names, of all that stands before its line, 64
 *     bytes
 * @param signedLength how many bytes of the text that is
 * @param text the whole of it
 */
public record UnverifiedOnionServiceDescriptor(
    Duration lifetime,
    UnverifiedEd25519Certificate signingCertificate,
    long revision,
    Bytes superencrypted,
    Bytes signature,
    int signedLength,
    Bytes text) {
  /** A descriptor has fewer bytes than this, where the network says nothing else. */
  public static final int LENGTH_LIMIT = 50_000;

  static final String FIRST = "hs-descriptor";
  static final String LIFETIME = "descriptor-lifetime";
  static final String CERTIFICATE = "descriptor-signing-key-cert";
  static final String REVISION = "revision-counter";
  static final String SUPERENCRYPTED = "superencrypted";
  static final String SIGNATURE = "signature";
  static final int VERSION = 3;
  static final long MAX_LIFETIME_MINUTES = 12 * 60;
  private static final int SALT_AND_MAC_LENGTH = 16 + 32;
  private static final int SIGNATURE_CHARACTERS = 86;
  private static final byte[] PREFIX =
      "Tor onion service descriptor sig v3".getBytes(StandardCharsets.US_ASCII);
  private static final Grammar GRAMMAR =
      Grammar.startingWith(
          Keyword.once(FIRST, 1),
          Keyword.once(LIFETIME, 1),
          Keyword.once(CERTIFICATE, 0).withObject(),
          Keyword.once(REVISION, 1),
          Keyword.once(SUPERENCRYPTED, 0).withObject(),
          Keyword.once(SIGNATURE, 1));

  /**
   * Reads one.
   *
   * @param limit it has fewer bytes than this; {@link #LENGTH_LIMIT}, or what the network says
   */
  public static UnverifiedOnionServiceDescriptor read(byte[] document, int limit)
      throws DecodeException {
    if (document.length >= limit) {
      throw new DecodeException("an onion service descriptor is too long");
    }
    Section section = GRAMMAR.read(new ItemReader(document));
    only(section.get(FIRST)).number(0, VERSION, VERSION);
    long minutes = only(section.get(LIFETIME)).number(0, 0, MAX_LIFETIME_MINUTES);
    byte[] superencrypted = section.get(SUPERENCRYPTED).object("MESSAGE");
    if (superencrypted.length <= SALT_AND_MAC_LENGTH) {
      throw section.get(SUPERENCRYPTED).bad("is too short");
    }
    Item signature = only(section.get(SIGNATURE));
    int start = signature.place().start();
    if (signature.place().end() != document.length
        || document[start] != 's'
        || document[start + SIGNATURE.length()] != ' '
        || signature.argument(0).length() != SIGNATURE_CHARACTERS) {
      throw signature.bad("does not end the document plainly");
    }
    return new UnverifiedOnionServiceDescriptor(
        Duration.ofMinutes(minutes),
        UnverifiedEd25519Certificate.read(section.get(CERTIFICATE).object("ED25519 CERT")),
        counter(only(section.get(REVISION))),
        Bytes.copyFrom(superencrypted),
        Bytes.copyFrom(Base64Digest.read(signature.argument(0), 64)),
        start,
        Bytes.copyFrom(document));
  }

  private static Item only(Item item) throws DecodeException {
    if (item.arguments().size() != 1) {
      throw item.bad("has more than one argument");
    }
    return item;
  }

  private static long counter(Item item) throws DecodeException {
    try {
      return Long.parseUnsignedLong(item.argument(0));
    } catch (NumberFormatException e) {
      throw item.bad("is no number of 64 bits");
    }
  }

  /**
   * The blinded key of the service that it says it is of; null where its certificate names none.
   */
  public @Nullable Ed25519Identity blindedKey() {
    return signingCertificate.signedWith();
  }

  /**
   * Checks that its certificate holds at {@code now}, and both signatures; a {@link
   * DecodeException} names the check that failed. Whose it is, is {@link
   * OnionServiceDescriptor#blindedKey}.
   */
  public OnionServiceDescriptor verify(Curve25519 curve, Instant now) throws DecodeException {
    Ed25519Identity blindedKey = blindedKey();
    if (blindedKey == null) {
      throw new DecodeException("the certificate of a descriptor does not name its signer");
    }
    Ed25519Certificate certificate =
        signingCertificate.verify(curve, CertificateType.ONION_DESCRIPTOR_SIGNING, blindedKey, now);
    byte[] signed = Arrays.copyOf(text.toByteArray(), signedLength);
    if (!curve.verify(certificate.key().ed25519(), prefixed(signed), signature.toByteArray())) {
      throw new DecodeException("the signature of an onion service descriptor is wrong");
    }
    return new OnionServiceDescriptor(this, certificate);
  }

  static byte[] prefixed(byte[] signed) {
    return new ByteWriter(PREFIX.length + signed.length).bytes(PREFIX).bytes(signed).toByteArray();
  }
}
