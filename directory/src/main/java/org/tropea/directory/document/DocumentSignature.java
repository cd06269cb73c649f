package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.PemBlock;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.text.Item;

/** One authority's signature on a vote or consensus, not yet checked. */
public record DocumentSignature(
    RsaIdentity identity, RsaIdentity signingKeyDigest, Bytes signature) {
  private static final String OBJECT = "SIGNATURE";
  private static final int MIN_LENGTH = 128;
  private static final int MAX_LENGTH = 512;

  /** Reads the identity, the digest of the signing key from {@code index} on, and the object. */
  static DocumentSignature read(Item item, int index) throws DecodeException {
    byte[] signature = item.object(OBJECT);
    if (signature.length < MIN_LENGTH || signature.length > MAX_LENGTH) {
      throw item.bad("has a signature of a length that Tor does not use");
    }
    try {
      return new DocumentSignature(
          RsaIdentity.fromHex(item.argument(index)),
          RsaIdentity.fromHex(item.argument(index + 1)),
          Bytes.copyFrom(signature));
    } catch (DecodeException e) {
      throw item.bad("has a malformed identity");
    }
  }

  /** Writes all that stands behind the keyword and, where there is one, the algorithm. */
  void writeBehindKeyword(StringBuilder text) {
    text.append(identity.toHex()).append(' ').append(signingKeyDigest.toHex());
    text.append('\n').append(PemBlock.write(OBJECT, signature.toByteArray()));
  }

  /** Writes the {@code directory-signature} item of a consensus. */
  public void write(StringBuilder text, Flavour flavour) {
    text.append("directory-signature ");
    if (flavour != Flavour.NS) {
      text.append(flavour.algorithm()).append(' ');
    }
    writeBehindKeyword(text);
  }
}
