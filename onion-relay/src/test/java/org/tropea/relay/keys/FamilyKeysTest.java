package org.tropea.relay.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;

class FamilyKeysTest {
  /** What {@code tor --keygen-family} of 0.4.9.15 wrote. */
  private static final String OF_CTOR =
      "3d3d206564323535313976312d7365637265743a20666d6c792d6964203d3d00"
          + "c0f15890ac1b781d3843f6e9da8878c76f40be7b9f7b7a010518eefac925365c"
          + "86d50decae1022cbf253a516e20f286d76c57f7dcb68224e1a5c63d166b1f78a";

  private static final String ID = "1B8rdSqdAjN8tbarSfgD5l6NzZOUxkjCdy1SHOj7B6k";

  @TempDir Path directory;

  private List<Ed25519Identity> read(Set<Ed25519Identity> ids, boolean all)
      throws KeyFileException {
    return FamilyKeys.read(new FamilyKeys.Wanted(directory, ids, all)).stream()
        .map(Ed25519SigningKey::identity)
        .toList();
  }

  private void ofCtor() throws IOException {
    Files.write(directory.resolve("a.secret_family_key"), HexFormat.of().parseHex(OF_CTOR));
  }

  @Test
  void keyOfCtor_isRead() throws Exception {
    ofCtor();
    Ed25519Identity id = Ed25519Identity.fromBase64(ID);
    assertThat(read(Set.of(id), false)).containsExactly(id);
    assertThat(read(Set.of(), true)).containsExactly(id);
  }

  @Test
  void nothingWanted_noDiskIsLookedAt() throws Exception {
    assertThat(FamilyKeys.read(new FamilyKeys.Wanted(Path.of("/nowhere"), Set.of(), false)))
        .isEmpty();
  }

  @Test
  void newKey_isReadAgain_isOnlyItsOwners_andIsNeverReplaced() throws Exception {
    Ed25519Identity made = FamilyKeys.create(directory.resolve("b"), new SecureRandom());
    Path secret = directory.resolve("b.secret_family_key");
    assertThat(read(Set.of(made), false)).containsExactly(made);
    assertThat(directory.resolve("b.public_family_id")).hasContent(made.toBase64());
    assertThat(secret).hasSize(96);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
    byte[] before = Files.readAllBytes(secret);
    assertThatThrownBy(() -> FamilyKeys.create(directory.resolve("b"), new SecureRandom()))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("there already");
    assertThat(secret).hasBinaryContent(before);
  }

  @Test
  void keyOfAnotherFamily_isLeftOut() throws Exception {
    ofCtor();
    Ed25519Identity made = FamilyKeys.create(directory.resolve("b"), new SecureRandom());
    assertThat(read(Set.of(made), false)).containsExactly(made);
    assertThat(read(Set.of(), true)).hasSize(2);
  }

  @Test
  void missingKey_isNamed() throws Exception {
    ofCtor();
    Ed25519Identity other = Ed25519SigningKey.generate(new SecureRandom()).identity();
    assertThatThrownBy(() -> read(Set.of(other), true))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining(other.toBase64());
  }

  @Test
  void damagedKey_isRefused() throws Exception {
    Files.write(directory.resolve("a.secret_family_key"), new byte[96]);
    assertThatThrownBy(() -> read(Set.of(), true)).isInstanceOf(KeyFileException.class);
    Files.write(directory.resolve("a.secret_family_key"), new byte[100_000]);
    assertThatThrownBy(() -> read(Set.of(), true)).isInstanceOf(KeyFileException.class);
  }
}
