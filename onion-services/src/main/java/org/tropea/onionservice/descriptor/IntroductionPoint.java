package org.tropea.onionservice.descriptor;

import com.google.crypto.tink.util.Bytes;
import java.time.Instant;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.crypto.certificate.CertifiedKey;
import org.tropea.crypto.certificate.Ed25519Certificate;
import org.tropea.crypto.certificate.UnverifiedEd25519Certificate;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.EdwardsForm;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.directory.text.Grammar;
import org.tropea.directory.text.Item;
import org.tropea.directory.text.ItemReader;
import org.tropea.directory.text.ItemWriter;
import org.tropea.directory.text.Keyword;
import org.tropea.directory.text.Section;
import org.tropea.protocol.linkspec.LinkSpecifier;
import org.tropea.protocol.linkspec.RelayTarget;

/**
 * A relay that introduces clients to the service (rend-spec 2.5.2.2).
 *
 * @param relay how to reach it
 * @param onionKey of the relay, for ntor
 * @param authenticationKey by which it knows the service
 * @param encryptionKey of the service, for hs-ntor
 */
public record IntroductionPoint(
    RelayTarget relay,
    X25519PublicKey onionKey,
    Ed25519Identity authenticationKey,
    X25519PublicKey encryptionKey) {
  static final String FIRST = "introduction-point";
  private static final String ONION_KEY = "onion-key";
  private static final String AUTH_KEY = "auth-key";
  private static final String ENC_KEY = "enc-key";
  private static final String ENC_CERTIFICATE = "enc-key-cert";
  private static final String NTOR = "ntor";
  private static final Grammar GRAMMAR =
      Grammar.startingWith(
          Keyword.once(FIRST, 1),
          Keyword.atLeastOnce(ONION_KEY, 2).withOptionalObject(),
          Keyword.once(AUTH_KEY, 0).withObject(),
          Keyword.once(ENC_KEY, 2).withOptionalObject(),
          Keyword.once(ENC_CERTIFICATE, 0).withObject());

  /**
   * Reads one, both of whose certificates must be by {@code signer} and hold at {@code now}.
   *
   * @param signer the key that signed the descriptor
   */
  static IntroductionPoint read(
      ItemReader reader, Curve25519 curve, Ed25519Identity signer, Instant now)
      throws DecodeException {
    Section section = GRAMMAR.read(reader);
    ByteReader specifiers = new ByteReader(TextKeys.decode(section.get(FIRST), 0));
    RelayTarget relay = RelayTarget.of(LinkSpecifier.readList(specifiers));
    specifiers.end("the link specifiers of an introduction point");
    Item encryption = section.get(ENC_KEY);
    if (!encryption.argument(0).equals(NTOR)) {
      throw encryption.bad("is of another kind");
    }
    Ed25519Certificate authentication =
        certificate(
            section.get(AUTH_KEY), CertificateType.INTRODUCTION_AUTHENTICATION, curve, signer, now);
    certificate(
        section.get(ENC_CERTIFICATE), CertificateType.INTRODUCTION_ENCRYPTION, curve, signer, now);
    return new IntroductionPoint(
        relay, onionKey(section), authentication.key().ed25519(), key(encryption));
  }

  /**
   * Writes it, with certificates by {@code signer} until {@code expires}.
   *
   * @param signer the key that signs the descriptor
   */
  void write(ItemWriter writer, Ed25519SigningKey signer, Instant expires) throws DecodeException {
    ByteWriter specifiers = new ByteWriter(100);
    LinkSpecifier.writeList(relay.linkSpecifiers(), specifiers);
    writer
        .line(FIRST, TextKeys.writeFilled(Bytes.copyFrom(specifiers.toByteArray())))
        .line(ONION_KEY, NTOR, TextKeys.writeFilled(onionKey.value()))
        .line(AUTH_KEY);
    certify(
        writer, signer, CertificateType.INTRODUCTION_AUTHENTICATION, authenticationKey, expires);
    writer.line(ENC_KEY, NTOR, TextKeys.writeFilled(encryptionKey.value())).line(ENC_CERTIFICATE);
    Ed25519Identity encryption = EdwardsForm.of(encryptionKey, false);
    certify(writer, signer, CertificateType.INTRODUCTION_ENCRYPTION, encryption, expires);
  }

  private static void certify(
      ItemWriter writer, Ed25519SigningKey signer, int type, Ed25519Identity key, Instant expires) {
    Ed25519Certificate certificate =
        Ed25519Certificate.sign(signer, type, CertifiedKey.of(key), expires, true);
    writer.object("ED25519 CERT", certificate.encoded().toByteArray());
  }

  private static X25519PublicKey onionKey(Section section) throws DecodeException {
    for (Item item : section.all(ONION_KEY)) {
      if (item.argument(0).equals(NTOR)) {
        return key(item);
      }
    }
    throw new DecodeException("an introduction point has no onion key for ntor");
  }

  private static X25519PublicKey key(Item item) throws DecodeException {
    return new X25519PublicKey(TextKeys.bytes(item, 1, X25519PublicKey.LENGTH));
  }

  private static Ed25519Certificate certificate(
      Item item, int type, Curve25519 curve, Ed25519Identity signer, Instant now)
      throws DecodeException {
    UnverifiedEd25519Certificate read =
        UnverifiedEd25519Certificate.read(item.object("ED25519 CERT"));
    if (read.signedWith() == null) {
      throw item.bad("does not name its signer");
    }
    return read.verify(curve, type, signer, now);
  }
}
