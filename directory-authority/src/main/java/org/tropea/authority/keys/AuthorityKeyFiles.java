package org.tropea.authority.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.UnverifiedKeyCertificate;
import org.tropea.directory.store.AtomicFile;
import org.tropea.directory.store.PrivateFiles;

/**
 * An authority's key files, under tor-gencert's names: {@code authority_identity_key} under a
 * passphrase, {@code authority_signing_key}, {@code authority_certificate}; for their owner alone,
 * and after a crash each is the old one or the new one, whole. Blocks on the disk.
 *
 * <p>The identity key may live on another machine; only making a certificate needs it.
 */
public final class AuthorityKeyFiles {
  /** Length of identity keys that we make. */
  public static final int IDENTITY_BITS = 3072;

  /** Length of signing keys that we make. */
  public static final int SIGNING_BITS = 2048;

  private static final int MAX_FILE = 64 * 1024;

  private final Path identityKeyFile;
  private final Path signingKeyFile;
  private final Path certificateFile;

  /** The files in this directory, {@code keys} under the data directory. */
  public AuthorityKeyFiles(Path directory) {
    this(
        directory.resolve("authority_identity_key"),
        directory.resolve("authority_signing_key"),
        directory.resolve("authority_certificate"));
  }

  /** These three files, wherever they are. */
  public AuthorityKeyFiles(Path identityKey, Path signingKey, Path certificate) {
    this.identityKeyFile = identityKey;
    this.signingKeyFile = signingKey;
    this.certificateFile = certificate;
  }

  /** The files of a former identity in the same directory: V3AuthUseLegacyKey. */
  public static AuthorityKeyFiles legacy(Path directory) {
    return new AuthorityKeyFiles(
        directory.resolve("legacy_identity_key"),
        directory.resolve("legacy_signing_key"),
        directory.resolve("legacy_certificate"));
  }

  /** What a running authority needs: the signing key and its certificate. */
  public AuthorityKeys read() throws IOException {
    try {
      RsaSigningKey key = PrivateKeyPem.readPlain(secret(signingKeyFile));
      byte[] certificate = content(certificateFile);
      return new AuthorityKeys(UnverifiedKeyCertificate.read(certificate).verify(), key);
    } catch (DecodeException | IllegalArgumentException e) {
      throw new IOException(
          "the authority's signing key and certificate cannot be used ("
              + e.getMessage()
              + "): make them anew with tropea gencert",
          e);
    }
  }

  /** Makes an identity key and writes it under a passphrase; an existing one is never replaced. */
  public void createIdentity(char[] passphrase, SecureRandom random) throws IOException {
    Path directory = identityKeyFile.toAbsolutePath().getParent();
    if (directory != null) {
      PrivateFiles.createDirectories(directory);
    }
    if (Files.exists(identityKeyFile, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(
          identityKeyFile.toString(), null, "an identity key is never replaced");
    }
    RsaSigningKey key = RsaSigningKey.generate(IDENTITY_BITS, random);
    replace(identityKeyFile, PrivateKeyPem.writeSealed(key, passphrase, random));
  }

  /**
   * Makes a signing key, and a certificate by which the identity key vouches for it; replaces both
   * files.
   *
   * @param address where the authority listens, as {@code address:port}; null to leave it out
   */
  public AuthorityKeys certify(
      char[] passphrase,
      Instant now,
      Period lifetime,
      @Nullable String address,
      SecureRandom random)
      throws IOException {
    RsaSigningKey identity = identity(passphrase);
    RsaSigningKey signing = RsaSigningKey.generate(SIGNING_BITS, random);
    replace(signingKeyFile, PrivateKeyPem.writePlain(signing));
    return certify(identity, signing, now, lifetime, address);
  }

  /** The same for the signing key that is there already. */
  public AuthorityKeys certifyAgain(
      char[] passphrase, Instant now, Period lifetime, @Nullable String address)
      throws IOException {
    RsaSigningKey identity = identity(passphrase);
    try {
      RsaSigningKey signing = PrivateKeyPem.readPlain(secret(signingKeyFile));
      return certify(identity, signing, now, lifetime, address);
    } catch (DecodeException e) {
      throw new IOException(
          "the signing key in " + signingKeyFile.getFileName() + " cannot be read", e);
    }
  }

  private RsaSigningKey identity(char[] passphrase) throws IOException {
    try {
      return PrivateKeyPem.readSealed(secret(identityKeyFile), passphrase);
    } catch (DecodeException e) {
      throw new IOException(e.getMessage() + ": check the passphrase and the file", e);
    }
  }

  private AuthorityKeys certify(
      RsaSigningKey identity,
      RsaSigningKey signing,
      Instant now,
      Period lifetime,
      @Nullable String address)
      throws IOException {
    Instant published = Instant.ofEpochSecond(now.getEpochSecond());
    Instant expires = published.atZone(ZoneOffset.UTC).plus(lifetime).toInstant();
    KeyCertificate certificate =
        KeyCertificate.sign(identity, signing, published, expires, address);
    replace(
        certificateFile, new String(certificate.text().toByteArray(), StandardCharsets.ISO_8859_1));
    return new AuthorityKeys(certificate, signing);
  }

  /** A key that others could read is closed to them; a link, to wherever it leads, is refused. */
  private static byte[] secret(Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(
            "the file " + file.getFileName() + " is a link or no plain file: put the key there");
      }
      PrivateFiles.closeToOthers(file);
    }
    return content(file);
  }

  private static byte[] content(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_FILE) {
        throw new IOException("the file " + file.getFileName() + " is too long to hold a key");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "the file " + file.getFileName() + " is missing: make it with tropea gencert", e);
    }
  }

  private static void replace(Path file, String text) throws IOException {
    AtomicFile.replace(file, text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
