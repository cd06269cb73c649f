package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.RsaPublicKey;
import org.tropea.directory.text.Chunks;
import org.tropea.directory.text.Grammar;
import org.tropea.directory.text.Item;
import org.tropea.directory.text.ItemReader;
import org.tropea.directory.text.Keyword;
import org.tropea.directory.text.Section;

/**
 * A key certificate as read, its signatures not yet checked (dir-spec 3.1); at most 128 KiB.
 *
 * @param identity the fingerprint it names, which is its identity key's
 * @param signedDigest SHA-1 of the range that the certification covers
 */
public record UnverifiedKeyCertificate(
    RsaIdentity identity,
    RsaPublicKey identityKey,
    RsaPublicKey signingKey,
    RsaIdentity signingKeyDigest,
    Instant published,
    Instant expires,
    Bytes crossCertification,
    Bytes certification,
    Bytes signedDigest,
    Bytes text) {
  private static final int MAX_LENGTH = 128 * 1024;
  private static final String FIRST = "dir-key-certificate-version";
  private static final String LAST = "dir-key-certification";
  private static final Grammar GRAMMAR =
      Grammar.startingWith(
          Keyword.once(FIRST, 1),
          Keyword.atMostOnce("dir-address", 1),
          Keyword.once("fingerprint", 1),
          Keyword.once("dir-identity-key", 0).withObject(),
          Keyword.once("dir-key-published", 2),
          Keyword.once("dir-key-expires", 2),
          Keyword.once("dir-signing-key", 0).withObject(),
          Keyword.once("dir-key-crosscert", 0).withObject(),
          Keyword.once(LAST, 0).withObject());

  /** Reads one certificate. */
  public static UnverifiedKeyCertificate read(byte[] document) throws DecodeException {
    if (document.length > MAX_LENGTH) {
      throw new DecodeException("a key certificate is too long");
    }
    Section section = GRAMMAR.read(new ItemReader(document));
    if (!section.get(FIRST).argument(0).equals("3")) {
      throw section.get(FIRST).bad("has an unknown version");
    }
    Item last = section.get(LAST);
    if (last.place().end() != document.length
        || last.place().lineEnd() - last.place().start() != LAST.length() + 1) {
      throw last.bad("is not the plain end of the certificate");
    }
    RsaPublicKey identityKey = key(section.get("dir-identity-key"));
    RsaPublicKey signingKey = key(section.get("dir-signing-key"));
    RsaIdentity identity = fingerprint(section.get("fingerprint"));
    if (!identity.equals(identityKey.identity())) {
      throw section.get("fingerprint").bad("is not that of the identity key");
    }
    Item crossCertification = section.get("dir-key-crosscert");
    byte[] signed = Arrays.copyOf(document, last.place().lineEnd());
    return new UnverifiedKeyCertificate(
        identity,
        identityKey,
        signingKey,
        signingKey.identity(),
        section.get("dir-key-published").time(0),
        section.get("dir-key-expires").time(0),
        crossSignature(crossCertification),
        Bytes.copyFrom(last.object("SIGNATURE")),
        Bytes.copyFrom(Digest.sha1(signed)),
        Bytes.copyFrom(document));
  }

  /** Reads certificates one behind the other; a malformed one is left out and counted. */
  public static Batch<UnverifiedKeyCertificate> readAll(byte[] documents) {
    List<UnverifiedKeyCertificate> read = new ArrayList<>();
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

  /** Checks the certification and the cross-certification; expiry is checked where it is used. */
  public KeyCertificate verify() throws DecodeException {
    if (!identityKey.verify(signedDigest.toByteArray(), certification.toByteArray())) {
      throw new DecodeException("the signature of a key certificate is wrong");
    }
    byte[] identityDigest = identity.value().toByteArray();
    if (!signingKey.verify(identityDigest, crossCertification.toByteArray())) {
      throw new DecodeException("the cross-certification of a key certificate is wrong");
    }
    return new KeyCertificate(this);
  }

  private static RsaPublicKey key(Item item) throws DecodeException {
    try {
      return RsaPublicKey.fromDer(item.object("RSA PUBLIC KEY"));
    } catch (DecodeException e) {
      throw item.bad("has no RSA key that Tor uses");
    }
  }

  private static RsaIdentity fingerprint(Item item) throws DecodeException {
    try {
      return RsaIdentity.fromHex(item.argument(0));
    } catch (DecodeException e) {
      throw item.bad("is malformed");
    }
  }

  /** Its tag is {@code ID SIGNATURE}, or {@code SIGNATURE} as old authorities wrote it. */
  private static Bytes crossSignature(Item item) throws DecodeException {
    boolean old = item.object() != null && item.object().tag().equals("SIGNATURE");
    return Bytes.copyFrom(item.object(old ? "SIGNATURE" : "ID SIGNATURE"));
  }
}
