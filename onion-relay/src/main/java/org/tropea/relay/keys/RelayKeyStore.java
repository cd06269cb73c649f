package org.tropea.relay.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.directory.store.AtomicFile;
import org.tropea.protocol.channel.LinkKeys;

/**
 * A relay's keys on disk, in the files of C tor: a data directory moves between both and keeps its
 * fingerprints (row R01).
 *
 * <p>What is missing is made, what has expired is renewed; an identity that cannot be read is never
 * replaced. All of it blocks, so it is called by one caller at a time, on no event loop.
 */
public final class RelayKeyStore {
  private static final Logger log = LoggerFactory.getLogger(RelayKeyStore.class);
  private static final int RSA_BITS = 1024;
  private static final String NTOR = "secret_onion_key_ntor";
  private static final String PREVIOUS_NTOR = NTOR + ".old";

  private final Path dataDirectory;
  private final String nickname;
  private final Curve25519 curve;
  private final SecureRandom random;

  /** The store in this directory of a relay of this nickname. */
  public RelayKeyStore(Path dataDirectory, String nickname, Curve25519 curve, SecureRandom random) {
    this.dataDirectory = dataDirectory;
    this.nickname = nickname;
    this.curve = curve;
    this.random = random;
  }

  /** Where the keys of this data directory are. */
  public static Path keysIn(Path dataDirectory) {
    return dataDirectory.resolve("keys");
  }

  /**
   * The relay's keys, with fresh link keys. Called again, at least once a day, it renews whatever
   * has become old.
   */
  public RelayKeys load(Instant now) throws KeyFileException {
    return load(now, OnionKeyTimes.DEFAULT);
  }

  /** The same, with those of the families of which it is told to be. */
  public RelayKeys load(Instant now, FamilyKeys.Wanted families) throws KeyFileException {
    return inFamilies(load(now), families);
  }

  /** Known keys, with those of other families. */
  public RelayKeys inFamilies(RelayKeys known, FamilyKeys.Wanted families) throws KeyFileException {
    return known.in(FamilyKeys.read(families));
  }

  /** The same, the onion keys being renewed by these times. */
  public RelayKeys load(Instant now, OnionKeyTimes times) throws KeyFileException {
    OnDisk keys = onDisk(now, times);
    LinkKeys link = FreshLinkKeys.create(keys.identity(), keys.signing(), now, random);
    return new RelayKeys(
        keys.identity(),
        keys.signing().key(),
        keys.signing().certificate(),
        link,
        keys.onion(),
        List.of());
  }

  /**
   * What becomes of the keys of a running relay: whatever has become old is renewed. A disk that is
   * full or broken costs only the renewal of what it keeps, each by itself: the link keys, without
   * which no link is opened after two days, are made anew in any case. A running relay stays who it
   * is, whatever the disk holds by now.
   */
  public RelayKeys renew(RelayKeys known, Instant now, OnionKeyTimes times) {
    SigningKeyFiles.Signing signing =
        new SigningKeyFiles.Signing(known.signingKey(), known.signingCertificate());
    OnionKeys onion = known.onion();
    try {
      KeyDirectory directory = new KeyDirectory(keysIn(dataDirectory));
      signing = renewedSigning(directory, signing, now);
      onion = onionKeys(directory, now, times);
    } catch (KeyFileException e) {
      log.warn("The relay's keys on disk could not be renewed; it goes on: {}", e.getMessage());
    }
    LinkKeys link = FreshLinkKeys.create(known.identity(), signing, now, random);
    return new RelayKeys(
        known.identity(), signing.key(), signing.certificate(), link, onion, known.families());
  }

  private SigningKeyFiles.Signing renewedSigning(
      KeyDirectory directory, SigningKeyFiles.Signing known, Instant now) {
    try {
      SigningKeyFiles.Signing onDisk = new SigningKeyFiles(directory, curve, random).load(now);
      if (onDisk.certificate().signer().equals(known.certificate().signer())) {
        return onDisk;
      }
      log.warn("The keys on disk are another relay's now; this one goes on with its own");
    } catch (KeyFileException e) {
      log.warn("The signing key could not be renewed; it goes on: {}", e.getMessage());
    }
    return known;
  }

  /**
   * The relay's fingerprint, without starting it: makes the keys on disk where they are missing.
   */
  public RsaIdentity fingerprint(Instant now) throws KeyFileException {
    return onDisk(now, OnionKeyTimes.DEFAULT).identity().publicKey().identity();
  }

  /** All but the link keys, which live in memory only. */
  private record OnDisk(RsaSigningKey identity, SigningKeyFiles.Signing signing, OnionKeys onion) {}

  private OnDisk onDisk(Instant now, OnionKeyTimes times) throws KeyFileException {
    KeyDirectory directory = new KeyDirectory(keysIn(dataDirectory));
    RsaSigningKey identity = rsa(directory, "secret_id_key", false);
    checkFingerprint(identity);
    SigningKeyFiles.Signing signing = new SigningKeyFiles(directory, curve, random).load(now);
    OnionKeys onion = onionKeys(directory, now, times);
    writeFingerprint("fingerprint", identity.publicKey().identity().toHex());
    writeFingerprint("fingerprint-ed25519", signing.certificate().signer().toBase64());
    return new OnDisk(identity, signing, onion);
  }

  /**
   * Reads a key, or makes it where there is none; {@code mayBeEmpty} says what an empty file is.
   */
  private RsaSigningKey rsa(KeyDirectory directory, String name, boolean mayBeEmpty)
      throws KeyFileException {
    byte[] file = directory.read(name);
    if (file != null && !(file.length == 0 && mayBeEmpty)) {
      return read(name, file, KeyFormats::rsa);
    }
    RsaSigningKey key = RsaSigningKey.generate(RSA_BITS, random);
    directory.write(name, KeyFormats.write(key));
    return key;
  }

  private OnionKeys onionKeys(KeyDirectory directory, Instant now, OnionKeyTimes times)
      throws KeyFileException {
    RsaSigningKey tap = rsa(directory, "secret_onion_key", true);
    X25519KeyPair ntor = ntor(directory, NTOR);
    if (ntor != null && !directory.written(NTOR).plus(times.lifetime()).isAfter(now)) {
      directory.write(PREVIOUS_NTOR, KeyFormats.write(ntor));
      directory.date(PREVIOUS_NTOR, now);
      ntor = null;
    }
    if (ntor == null) {
      ntor = X25519KeyPair.generate(curve, random);
      directory.write(NTOR, KeyFormats.write(ntor));
      directory.date(NTOR, now);
    }
    X25519KeyPair previous = ntor(directory, PREVIOUS_NTOR);
    boolean stillGood =
        previous != null && directory.written(PREVIOUS_NTOR).plus(times.grace()).isAfter(now);
    return new OnionKeys(ntor, stillGood ? previous : null, directory.written(NTOR), tap, times);
  }

  /** Null where there is none, or an empty file, which costs only a rotation. */
  private @Nullable X25519KeyPair ntor(KeyDirectory directory, String name)
      throws KeyFileException {
    byte[] file = directory.read(name);
    if (file != null && file.length == 0) {
      log.warn("The key file {} is empty; a new key takes its place", name);
    }
    return file == null || file.length == 0
        ? null
        : read(name, file, bytes -> KeyFormats.x25519(bytes, curve));
  }

  /** A key file that is there but is no key stops the relay: it is never overwritten. */
  static <K> K read(String name, byte[] file, KeyFormats.Reader<K> reader) throws KeyFileException {
    try {
      return reader.read(file);
    } catch (DecodeException e) {
      throw new KeyFileException(
          "The key file "
              + name
              + " is damaged ("
              + e.getMessage()
              + "); put a copy back, or remove it to begin with a new key.",
          e);
    }
  }

  /** Refuses an RSA identity that is not the one this directory was used with before. */
  private void checkFingerprint(RsaSigningKey identity) throws KeyFileException {
    Path file = dataDirectory.resolve("fingerprint");
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
      int space = text.indexOf(' ');
      String known = text.substring(space + 1).replace(" ", "");
      if (!known.isEmpty() && !known.equals(identity.publicKey().identity().toHex())) {
        throw new KeyFileException(
            "The key in secret_id_key is not the one of the file fingerprint: it is another"
                + " relay's. Put the right key back, or remove the file fingerprint.");
      }
    } catch (IOException e) {
      throw new KeyFileException("The file fingerprint cannot be read.", e);
    }
  }

  private void writeFingerprint(String name, String fingerprint) throws KeyFileException {
    byte[] line = (nickname + " " + fingerprint + "\n").getBytes(StandardCharsets.US_ASCII);
    Path file = dataDirectory.resolve(name);
    try {
      if (!holds(file, line)) {
        AtomicFile.replace(file, line);
      }
    } catch (IOException e) {
      throw new KeyFileException("The file " + name + " cannot be written.", e);
    }
  }

  private static boolean holds(Path file, byte[] content) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.size(file) == content.length
        && Arrays.equals(Files.readAllBytes(file), content);
  }
}
