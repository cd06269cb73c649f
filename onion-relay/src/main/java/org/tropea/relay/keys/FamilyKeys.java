package org.tropea.relay.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.directory.store.AtomicFile;

/**
 * The keys of the families that a relay belongs to, in the files of C tor (row R02, proposal 321):
 * {@code NAME.secret_family_key}, 96 bytes, which every relay of the family has a copy of. Blocks.
 */
public final class FamilyKeys {
  private static final Logger log = LoggerFactory.getLogger(FamilyKeys.class);
  private static final String SECRET = ".secret_family_key";
  private static final String PUBLIC = ".public_family_id";
  private static final String TAG = "fmly-id";
  private static final long MAX_FILE = 1024;
  private static final int MOST_FILES = 1000;

  private FamilyKeys() {}

  /**
   * Which families a relay is told to belong to.
   *
   * @param directory where their keys are
   * @param ids theirs; each has to have its key there
   * @param all whether every key that is there counts
   */
  public record Wanted(Path directory, Set<Ed25519Identity> ids, boolean all) {
    /** Keeps its own copy. */
    public Wanted {
      ids = Set.copyOf(ids);
    }
  }

  /**
   * The keys of these families, in the order of their files' names; none, and no look at the disk,
   * where none is wanted.
   *
   * @throws KeyFileException where a key is missing, or a file with such a name holds none
   */
  static List<Ed25519SigningKey> read(Wanted wanted) throws KeyFileException {
    List<Ed25519SigningKey> keys = new ArrayList<>();
    if (!wanted.all() && wanted.ids().isEmpty()) {
      return keys;
    }
    for (Path file : files(wanted.directory())) {
      String name = file.getFileName().toString();
      Ed25519SigningKey key =
          RelayKeyStore.read(name, bytes(file, name), bytes -> KeyFormats.secret(bytes, TAG));
      if (wanted.all() || wanted.ids().contains(key.identity())) {
        keys.add(key);
      } else {
        log.warn("The family key {} is of no FamilyId of the torrc; it is left out", name);
        key.destroy();
      }
    }
    for (Ed25519Identity id : wanted.ids()) {
      if (keys.stream().noneMatch(each -> each.identity().equals(id))) {
        throw new KeyFileException(
            "There is no key for the FamilyId "
                + id.toBase64()
                + " in the directory of family keys; copy its file "
                + SECRET
                + " there.");
      }
    }
    return keys;
  }

  private static List<Path> files(Path directory) throws KeyFileException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(each -> each.getFileName().toString().endsWith(SECRET))
          .sorted()
          .limit(MOST_FILES)
          .toList();
    } catch (IOException e) {
      throw new KeyFileException("The directory of family keys cannot be read.", e);
    }
  }

  private static byte[] bytes(Path file, String name) throws KeyFileException {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE) {
        throw new KeyFileException("The file " + name + " is no family key; move it away.");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new KeyFileException("The family key " + name + " cannot be read.", e);
    }
  }

  /**
   * Makes the key of a new family: {@code base.secret_family_key}, and its id as a line of text
   * beside it in {@code base.public_family_id}.
   *
   * @throws KeyFileException where there is such a file, which stays as it is
   */
  public static Ed25519Identity create(Path base, SecureRandom random) throws KeyFileException {
    Path secret = Path.of(base + SECRET);
    if (Files.exists(secret, LinkOption.NOFOLLOW_LINKS)) {
      throw new KeyFileException(
          "The file " + secret + " is there already, and is left as it is; choose another name.");
    }
    Ed25519SigningKey key = Ed25519SigningKey.generate(random);
    try {
      AtomicFile.replace(secret, KeyFormats.write(key, TAG));
      byte[] id = (key.identity().toBase64() + "\n").getBytes(StandardCharsets.US_ASCII);
      AtomicFile.replace(Path.of(base + PUBLIC), id);
      return key.identity();
    } catch (IOException e) {
      throw new KeyFileException("The key of a family cannot be written.", e);
    } finally {
      key.destroy();
    }
  }
}
