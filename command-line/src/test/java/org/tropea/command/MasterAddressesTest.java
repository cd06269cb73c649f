package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.onionservice.address.OnionAddress;

/** Row O22: the file of OnionBalance, as C tor reads it. */
class MasterAddressesTest {
  @TempDir Path folder;

  private static OnionAddress address() {
    return new OnionAddress(Ed25519SigningKey.generate(new SecureRandom()).identity());
  }

  @Test
  void addresses_areThoseOfAllLines_andOtherLinesArePassedOver() throws Exception {
    OnionAddress one = address();
    OnionAddress two = address();
    Files.writeString(
        folder.resolve("ob_config"),
        "# by onionbalance\nMasterOnionAddress %s.onion\n\nSomethingNew 1\nmasteronionaddress %s.onion"
            .formatted(one.write(), two.write()));
    assertThat(MasterAddresses.read(folder)).containsExactly(one, two);
  }

  @Test
  void fileThatIsNotThere_isRefused_andSaysWhatToDo() {
    assertThatThrownBy(() -> MasterAddresses.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("MasterOnionAddress");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "MasterOnionAddress",
        "MasterOnionAddress example.com",
        "MasterOnionAddress 2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid",
        "MasterOnionAddress 2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wie.onion",
        "MasterOnionAddress \"unended",
      })
  void linesThatCannotBeMeant_areRefused(String text) throws Exception {
    Files.writeString(folder.resolve("ob_config"), text);
    assertThatThrownBy(() -> MasterAddresses.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageNotContaining("2gzyxa");
  }
}
