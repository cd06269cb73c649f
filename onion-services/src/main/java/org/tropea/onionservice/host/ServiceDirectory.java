package org.tropea.onionservice.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.Base32;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.TaggedKey;
import org.tropea.crypto.key.X25519PublicKey;
import org.tropea.directory.store.AtomicFile;
import org.tropea.directory.store.PrivateFiles;
import org.tropea.onionservice.address.OnionAddress;

/**
 * The folder of an onion service, as C tor keeps it, who can go on with it at any time (rows O01
 * and O14): {@code hs_ed25519_secret_key}, {@code hs_ed25519_public_key}, {@code hostname}, and in
 * {@code authorized_clients} a file {@code *.auth} with {@code descriptor:x25519:KEY} for each
 * client that can read its descriptors.
 *
 * @param identity the service's key, which whoever read it destroys
 * @param clients everybody where there are none
 */
public record ServiceDirectory(Ed25519SigningKey identity, List<X25519PublicKey> clients) {
  private static final Logger log = LoggerFactory.getLogger(ServiceDirectory.class);
  private static final String SECRET_FILE = "hs_ed25519_secret_key";
  private static final String PUBLIC_FILE = "hs_ed25519_public_key";
  private static final String HOSTNAME_FILE = "hostname";
  private static final String CLIENTS_FOLDER = "authorized_clients";
  private static final String SECRET = "ed25519v1-secret";
  private static final String PUBLIC = "ed25519v1-public";
  private static final String TAG = "type0";
  private static final int MAX_CLIENTS = 10_000;
  private static final int MAX_LENGTH = 1024;

  /** Keeps its own copy. */
  public ServiceDirectory {
    clients = List.copyOf(clients);
  }

  /**
   * Reads the folder, and makes what is missing in it. Blocks.
   *
   * @param groupReads whether the group of the folder may enter it and read the host name
   * @throws IOException when it is another user's, or holds what cannot be meant; says what to do
   */
  public static ServiceDirectory open(Path folder, boolean groupReads, SecureRandom random)
      throws IOException {
    prepare(folder, groupReads);
    Ed25519SigningKey identity = identity(folder, random);
    try {
      writeHostname(folder.resolve(HOSTNAME_FILE), identity.identity(), groupReads);
      Path clients = folder.resolve(CLIENTS_FOLDER);
      prepare(clients, groupReads);
      return new ServiceDirectory(identity, clients(clients));
    } catch (IOException e) {
      identity.destroy();
      throw e;
    }
  }

  private static void prepare(Path folder, boolean groupReads) throws IOException {
    if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
      PrivateFiles.createDirectories(folder);
    }
    if (!Files.isDirectory(folder)) {
      throw new IOException("something that is no folder is there; move it away");
    }
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    PosixFileAttributes now = Files.readAttributes(folder, PosixFileAttributes.class);
    if (!now.owner().getName().equals(System.getProperty("user.name"))) {
      throw new IOException("the folder is another user's; give it to the one that runs Tropea");
    }
    Set<PosixFilePermission> wanted =
        PosixFilePermissions.fromString(groupReads ? "rwxr-x---" : "rwx------");
    Set<PosixFilePermission> allowed = EnumSet.copyOf(wanted);
    if (!allowed.containsAll(now.permissions())
        || !now.permissions().containsAll(PosixFilePermissions.fromString("rwx------"))
        || (groupReads && !now.permissions().containsAll(wanted))) {
      log.warn("Mending the permissions of an onion service's folder");
      Files.setPosixFilePermissions(folder, wanted);
    }
  }

  private static Ed25519SigningKey identity(Path folder, SecureRandom random) throws IOException {
    byte[] secret = read(folder.resolve(SECRET_FILE));
    byte[] named = read(folder.resolve(PUBLIC_FILE));
    if (secret == null && named != null) {
      throw new IOException(
          SECRET_FILE + " is missing beside " + PUBLIC_FILE + "; put it back, or remove both");
    }
    Ed25519SigningKey identity;
    if (secret == null) {
      identity = Ed25519SigningKey.generate(random);
      byte[] expanded = identity.copyExpanded();
      byte[] file = TaggedKey.write(SECRET, TAG, expanded);
      AtomicFile.replace(folder.resolve(SECRET_FILE), file);
      Arrays.fill(expanded, (byte) 0);
      Arrays.fill(file, (byte) 0);
    } else {
      identity = secret(secret);
    }
    byte[] whole = TaggedKey.write(PUBLIC, TAG, identity.identity().value().toByteArray());
    if (named == null) {
      AtomicFile.replace(folder.resolve(PUBLIC_FILE), whole);
    } else if (!Arrays.equals(named, whole)) {
      identity.destroy();
      throw new IOException(
          SECRET_FILE + " and " + PUBLIC_FILE + " are not of one key; put those back that are");
    }
    return identity;
  }

  private static Ed25519SigningKey secret(byte[] file) throws IOException {
    byte[] expanded = new byte[0];
    try {
      expanded = TaggedKey.read(file, SECRET, TAG, Ed25519SigningKey.EXPANDED_LENGTH);
      return Ed25519SigningKey.fromExpanded(expanded);
    } catch (DecodeException e) {
      throw new IOException(SECRET_FILE + " is damaged; put a copy back", e);
    } finally {
      Arrays.fill(expanded, (byte) 0);
      Arrays.fill(file, (byte) 0);
    }
  }

  private static byte @Nullable [] read(Path file) throws IOException {
    if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_LENGTH) {
      throw new IOException(file.getFileName() + " is no key file; put the right one there");
    }
    PrivateFiles.closeToOthers(file);
    return Files.readAllBytes(file);
  }

  private static void writeHostname(Path file, Ed25519Identity key, boolean groupReads)
      throws IOException {
    byte[] text = (new OnionAddress(key).write() + ".onion\n").getBytes(StandardCharsets.US_ASCII);
    boolean there = Files.isRegularFile(file) && Files.size(file) == text.length;
    if (!there || !Arrays.equals(Files.readAllBytes(file), text)) {
      AtomicFile.replace(file, text);
    }
    if (groupReads && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    }
  }

  /** A service whose every client file is damaged would be open to all, so that it is refused. */
  private static List<X25519PublicKey> clients(Path folder) throws IOException {
    List<X25519PublicKey> clients = new ArrayList<>();
    int files = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path file : all) {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(".auth") || name.equals(".auth")) {
          log.warn("A file of {} does not end in .auth; going on without it", CLIENTS_FOLDER);
          continue;
        }
        if (++files > MAX_CLIENTS) {
          throw new IOException(CLIENTS_FOLDER + " has more than 10000 clients");
        }
        try {
          clients.add(client(file));
        } catch (DecodeException e) {
          log.warn("A file of {} is no client's key; going on without it", CLIENTS_FOLDER);
        }
      }
    }
    if (files > 0 && clients.isEmpty()) {
      throw new IOException(
          "no file of "
              + CLIENTS_FOLDER
              + " is a client's key, so that the service would be open"
              + " to all; write descriptor:x25519:KEY into each, or remove them");
    }
    return clients;
  }

  private static X25519PublicKey client(Path file) throws IOException, DecodeException {
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_LENGTH) {
      throw new DecodeException("no plain file, or too long");
    }
    String[] fields =
        Files.readString(file, StandardCharsets.ISO_8859_1).strip().split("\\s*:\\s*", -1);
    if (fields.length != 3 || !fields[0].equals("descriptor") || !fields[1].equals("x25519")) {
      throw new DecodeException("it does not say descriptor:x25519:KEY");
    }
    byte[] key = Base32.decode(fields[2]);
    if (key.length != X25519PublicKey.LENGTH || Arrays.equals(key, new byte[key.length])) {
      throw new DecodeException("its key has not 32 bytes, or only zeros");
    }
    return X25519PublicKey.of(key);
  }

  /** Tells nothing: it holds the service's key. */
  @Override
  public String toString() {
    return "ServiceDirectory";
  }
}
