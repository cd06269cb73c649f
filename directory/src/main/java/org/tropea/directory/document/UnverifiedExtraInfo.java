package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.certificate.UnverifiedEd25519Certificate;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.RelayDescription.ExtraInfoDigest;
import org.tropea.directory.text.Chunks;
import org.tropea.directory.text.Grammar;
import org.tropea.directory.text.Item;
import org.tropea.directory.text.ItemReader;
import org.tropea.directory.text.Keyword;
import org.tropea.directory.text.Section;

/**
 * An extra-info document as read, its signatures not yet checked; at most 50,000 bytes. Its
 * statistics are passed over (dir-spec 2.1.2).
 *
 * @param identity the relay it says it is about
 */
public record UnverifiedExtraInfo(
    String nickname,
    RsaIdentity identity,
    Instant published,
    UnverifiedEd25519Certificate signingCertificate,
    DescriptorSignatures signatures,
    Bytes text) {
  /** The longest document that anybody takes. */
  public static final int MAX_LENGTH = 50_000;

  static final String FIRST = "extra-info";
  private static final Grammar GRAMMAR =
      Grammar.startingWith(
          Keyword.once(FIRST, 2),
          Keyword.once("identity-ed25519", 0).withObject(),
          Keyword.once("published", 2),
          Keyword.once(DescriptorSignatures.ED25519, 1),
          Keyword.once(DescriptorSignatures.RSA, 0).withObject());

  /** Reads one, without annotations. */
  public static UnverifiedExtraInfo read(byte[] document) throws DecodeException {
    if (document.length > MAX_LENGTH) {
      throw new DecodeException("an extra-info document is too long");
    }
    Section section = GRAMMAR.read(new ItemReader(document));
    Item first = section.get(FIRST);
    Item certificate = section.get("identity-ed25519");
    if (certificate.place().start() != first.place().end()) {
      throw certificate.bad("does not stand second");
    }
    if (!Nickname.isLegal(first.argument(0))) {
      throw first.bad("has no valid nickname");
    }
    return new UnverifiedExtraInfo(
        first.argument(0),
        RsaIdentity.fromHex(first.argument(1)),
        section.get("published").time(0),
        UnverifiedEd25519Certificate.read(certificate.object("ED25519 CERT")),
        DescriptorSignatures.read(document, section),
        Bytes.copyFrom(document));
  }

  /** Reads many, one behind the other; a malformed one is left out and counted. */
  public static Batch<UnverifiedExtraInfo> readAll(byte[] documents) {
    List<UnverifiedExtraInfo> read = new ArrayList<>();
    int refused = 0;
    for (byte[] document : Chunks.startingWith(documents, FIRST)) {
      try {
        read.add(read(document));
      } catch (DecodeException e) {
        refused++;
      }
    }
    return new Batch<>(read, refused);
  }

  /**
   * Checks that it is the very document that {@code descriptor} names: its digests, its relay, its
   * signing key and both signatures; a {@link DecodeException} names the check that failed.
   */
  public ExtraInfo verify(Curve25519 curve, RouterDescriptor descriptor) throws DecodeException {
    ExtraInfoDigest named = descriptor.description().extraInfo();
    if (named == null || !named.sha1().equals(signatures.digest())) {
      throw new DecodeException("an extra-info document is not the one that the descriptor names");
    }
    Bytes sha256 = Bytes.copyFrom(Digest.sha256(text.toByteArray()));
    if (named.sha256() != null && !named.sha256().equals(sha256)) {
      throw new DecodeException("an extra-info document has another SHA-256 than its relay says");
    }
    if (!identity.equals(descriptor.identity())
        || !nickname.equals(descriptor.description().nickname())
        || !signingCertificate.encoded().equals(descriptor.signingCertificate().encoded())) {
      throw new DecodeException("an extra-info document is of another relay or signing key");
    }
    signatures.check(
        curve, descriptor.signingCertificate().key().ed25519(), descriptor.identityKey());
    return new ExtraInfo(this);
  }
}
