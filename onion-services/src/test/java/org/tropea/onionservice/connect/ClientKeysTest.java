package org.tropea.onionservice.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.Base32;
import org.tropea.crypto.key.X25519PrivateKey;
import org.tropea.onionservice.address.OnionAddress;

/** The files of ClientOnionAuthDir (row O14); C tor's service takes a key in OnionServiceTest. */
class ClientKeysTest {
  private static final String ADDRESS = "25njqamcweflpvkl73j4szahhihoc4xt3ktcgjnpaingr5yhkenl5sid";
  private static final String KEY = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbba";

  @TempDir Path folder;

  private void write(String name, String text) throws Exception {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void keys_areReadByTheirServices() throws Exception {
    write("a.auth_private", ADDRESS + ":descriptor:x25519:" + KEY + "\n");
    write("b.auth", "another file");
    Map<OnionAddress, X25519PrivateKey> keys = ClientKeys.read(folder);
    assertThat(keys.keySet()).containsExactly(OnionAddress.read(ADDRESS));
    byte[] expected = Base32.decode(KEY);
    X25519PrivateKey key = Objects.requireNonNull(keys.get(OnionAddress.read(ADDRESS)));
    assertThat(Arrays.equals(key.copyBytes(), expected)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x:descriptor:x25519:" + KEY,
        ADDRESS + ":descriptor:x25519",
        ADDRESS + ":descriptor:x448:" + KEY,
        ADDRESS + ":intro:x25519:" + KEY,
        ADDRESS + ":descriptor:x25519:aaaa",
        ADDRESS + ":descriptor:x25519:" + KEY + ":more"
      })
  void fileThatSaysNothing_isPassedOver(String text) throws Exception {
    write("a.auth_private", text);
    assertThat(ClientKeys.read(folder)).isEmpty();
  }

  @Test
  void twoKeysForOneService_areRefused() throws Exception {
    write("a.auth_private", ADDRESS + ":descriptor:x25519:" + KEY);
    write("b.auth_private", ADDRESS + ":descriptor:x25519:" + KEY);
    assertThatIOException().isThrownBy(() -> ClientKeys.read(folder));
  }

  @Test
  void folderThatIsNotThere_isRefused() {
    assertThatIOException().isThrownBy(() -> ClientKeys.read(folder.resolve("none")));
  }
}
