package org.tropea.authority.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.UnverifiedKeyCertificate;

/**
 * An authority's key files, under tor-gencert's names: {@code authority_identity_key} under a
 * passphrase, {@code authority_signing_key}, {@code authority_certificate}. Blocks on the disk.
 *
 * <p>The identity key may live on another machine; only making a certificate needs it.
 */
public final class AuthorityKeyFiles {
  /** Length of identity keys that we make. */
  public static final int IDENTITY_BITS = 3072;

  /** Length of signing keys that we make. */
  public static final int SIGNING_BITS = 2048;

  private static final int MAX_FILE = 64 * 1024;

  private final Path directory;

  /** The files in this directory, {@code keys} under the data directory. */
  public AuthorityKeyFiles(Path directory) {
    this.directory = directory;
  }

  /** What a running authority needs: the signing key and its certificate. */
  public AuthorityKeys read() throws IOException {
    try {
      RsaSigningKey key = PrivateKeyPem.readPlain(text(signingKeyFile()));
      byte[] certificate = text(certificateFile()).getBytes(StandardCharsets.ISO_8859_1);
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
    Files.createDirectories(directory, owner("rwx------"));
    RsaSigningKey key = RsaSigningKey.generate(IDENTITY_BITS, random);
    Files.createFile(identityKeyFile(), owner("rw-------"));
    Files.writeString(identityKeyFile(), PrivateKeyPem.writeEncrypted(key, passphrase, random));
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
    RsaSigningKey identity;
    try {
      identity = PrivateKeyPem.readEncrypted(text(identityKeyFile()), passphrase);
    } catch (DecodeException e) {
      throw new IOException(e.getMessage() + ": check the passphrase and the file", e);
    }
    RsaSigningKey signing = RsaSigningKey.generate(SIGNING_BITS, random);
    Instant published = Instant.ofEpochSecond(now.getEpochSecond());
    Instant expires = published.atZone(ZoneOffset.UTC).plus(lifetime).toInstant();
    KeyCertificate certificate =
        KeyCertificate.sign(identity, signing, published, expires, address);
    replace(signingKeyFile(), PrivateKeyPem.writePlain(signing));
    replace(
        certificateFile(),
        new String(certificate.text().toByteArray(), StandardCharsets.ISO_8859_1));
    return new AuthorityKeys(certificate, signing);
  }

  private Path identityKeyFile() {
    return directory.resolve("authority_identity_key");
  }

  private Path signingKeyFile() {
    return directory.resolve("authority_signing_key");
  }

  private Path certificateFile() {
    return directory.resolve("authority_certificate");
  }

  private static String text(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_FILE) {
        throw new IOException("the file " + file.getFileName() + " is too long to hold a key");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new IOException(
          "the file " + file.getFileName() + " is missing: make it with tropea gencert", e);
    }
  }

  private static void replace(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, owner("rw-------"));
    Files.writeString(fresh, text, StandardCharsets.ISO_8859_1);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Nobody but the owner, where the file system knows owners. */
  private static FileAttribute<?>[] owner(String permissions) {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
