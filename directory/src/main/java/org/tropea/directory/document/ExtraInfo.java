package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.time.Instant;
import java.util.List;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.RelayDescription.ExtraInfoDigest;
import org.tropea.directory.text.IsoTime;
import org.tropea.directory.text.ItemWriter;

/**
 * An extra-info document whose signatures are good (dir-spec 2.1.2): made only by {@link
 * UnverifiedExtraInfo#verify} and by signing. Immutable.
 */
public final class ExtraInfo {
  /** What a document has besides its statistics is shorter than this. */
  private static final int REST = 2_000;

  private final UnverifiedExtraInfo read;

  ExtraInfo(UnverifiedExtraInfo read) {
    this.read = read;
  }

  /** Signs a document that says nothing but whose it is. */
  public static ExtraInfo sign(String nickname, Instant published, DescriptorKeys keys) {
    return sign(nickname, published, List.of(), keys);
  }

  /**
   * Signs a document with these lines; the last of them are left out where it would become too
   * long.
   */
  public static ExtraInfo sign(
      String nickname, Instant published, List<String> lines, DescriptorKeys keys) {
    ItemWriter writer = new ItemWriter();
    writer
        .line("extra-info", nickname, keys.identity().publicKey().identity().toHex())
        .line("identity-ed25519")
        .object("ED25519 CERT", keys.signingCertificate().encoded().toByteArray())
        .line("published", IsoTime.write(published));
    int left = UnverifiedExtraInfo.MAX_LENGTH - REST;
    for (String line : lines) {
      left -= line.length() + 1;
      if (left < 0) {
        break;
      }
      writer.text(line + "\n");
    }
    DescriptorSignatures.write(writer, keys.signingKey(), keys.identity());
    try {
      return new ExtraInfo(UnverifiedExtraInfo.read(writer.toByteArray()));
    } catch (DecodeException e) {
      throw new IllegalArgumentException("this makes no valid extra-info document", e);
    }
  }

  /** The relay it is about. */
  public RsaIdentity identity() {
    return read.identity();
  }

  /** When it was made. */
  public Instant published() {
    return read.published();
  }

  /** SHA-1 of the signed part: its name. */
  public Bytes digest() {
    return read.signatures().digest();
  }

  /** What the relay's descriptor says of it. */
  public ExtraInfoDigest digests() {
    return new ExtraInfoDigest(digest(), Bytes.copyFrom(Digest.sha256(read.text().toByteArray())));
  }

  /** The document. */
  public Bytes text() {
    return read.text();
  }
}
