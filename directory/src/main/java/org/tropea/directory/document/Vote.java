package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.RsaSigningKey;

/**
 * One authority's view of the network (dir-spec 3.4.1).
 *
 * <p>Made by {@link UnverifiedVote#verify} only, so the authority that it names has signed it;
 * whether we recognise that authority, and whether the vote is for this round, is asked where it is
 * used. Immutable.
 */
public final class Vote {
  private static final String SIGNATURE = "directory-signature ";

  private final UnverifiedVote checked;
  private final KeyCertificate certificate;

  Vote(UnverifiedVote checked, KeyCertificate certificate) {
    this.checked = checked;
    this.certificate = certificate;
  }

  /** Writes and signs a vote with the key that {@code certificate} vouches for. */
  public static Vote sign(
      VoteHeader header,
      VoteSource source,
      KeyCertificate certificate,
      List<VoteEntry> entries,
      RsaSigningKey key) {
    StringBuilder text = new StringBuilder();
    header.write(text);
    source.writeSource(text);
    source.writeContact(text);
    header.randomness().write(text);
    if (source.legacyKey() != null) {
      text.append("legacy-dir-key ").append(source.legacyKey().toHex()).append('\n');
    }
    text.append(new String(certificate.text().toByteArray(), StandardCharsets.ISO_8859_1));
    entries.forEach(entry -> entry.write(text));
    text.append("directory-footer\n").append(SIGNATURE);
    byte[] digest = Digest.sha1(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    DocumentSignature signature =
        new DocumentSignature(
            certificate.identity(),
            certificate.signingKeyDigest(),
            Bytes.copyFrom(key.sign(digest)));
    signature.writeBehindKeyword(text);
    try {
      return UnverifiedVote.read(text.toString().getBytes(StandardCharsets.ISO_8859_1)).verify();
    } catch (DecodeException e) {
      throw new IllegalStateException("wrote a vote that does not read back", e);
    }
  }

  /** What it says of the network as a whole. */
  public VoteHeader header() {
    return checked.header();
  }

  /** Whose it is. */
  public VoteSource source() {
    return checked.source();
  }

  /** The certificate of the key that signed it. */
  public KeyCertificate certificate() {
    return certificate;
  }

  /** What it says of each relay, by ascending identity. */
  public List<VoteEntry> entries() {
    return checked.entries();
  }

  /** SHA-1 of the signed part, by which consensuses name it. */
  public Bytes digest() {
    return checked.digest();
  }

  /** The document itself. */
  public Bytes text() {
    return checked.text();
  }
}
