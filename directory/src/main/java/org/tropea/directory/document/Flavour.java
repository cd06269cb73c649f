package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.security.MessageDigest;
import org.tropea.crypto.bytes.Digest;

/** The two forms of a consensus, each signed by a digest of its own (dir-spec 3.4.1 and 3.10). */
public enum Flavour {
  /** Names each relay's descriptor; relays and other authorities read it. */
  NS("ns", "sha1"),
  /** Names each relay's microdescriptor; clients read it. */
  MICRODESC("microdesc", "sha256");

  private final String word;
  private final String algorithm;

  Flavour(String word, String algorithm) {
    this.word = word;
    this.algorithm = algorithm;
  }

  /** As documents and URLs write it. */
  public String word() {
    return word;
  }

  /** The digest that authorities sign, as documents write it: SHA-1, or SHA-256. */
  public String algorithm() {
    return algorithm;
  }

  /** That digest of the signed part, which ends behind {@code "directory-signature "}. */
  public Bytes digest(byte[] signed, int length) {
    MessageDigest digest = this == NS ? Digest.sha1() : Digest.sha256();
    digest.update(signed, 0, length);
    return Bytes.copyFrom(digest.digest());
  }
}
