package org.tropea.authority.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.authority.consensus.Vectors;
import org.tropea.authority.intake.Upload;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Curve25519;
import org.tropea.directory.document.RouterDescriptor;

/** Who belongs to a set of relays that an operator wrote, and what an override does with it. */
class RelaySetTest {
  private static ObservedRelay relay;

  @BeforeAll
  static void read() throws Exception {
    RouterDescriptor descriptor =
        Upload.read(
                Vectors.bytes("0.4.9.11-a", "descriptors"),
                Curve25519.fastest(),
                Vectors.votes("0.4.9.11-a").get(0).header().published())
            .descriptors()
            .get(0);
    relay = new ObservedRelay(descriptor, true, Stability.unbroken(0));
  }

  @Test
  void set_namingTheRelay_containsIt() throws Exception {
    String hex = relay.identity().toHex();
    String nickname = relay.description().nickname();
    String address = relay.description().address().getAddress().getHostAddress();
    int port = relay.description().address().getPort();
    for (String each :
        new String[] {
          "*",
          hex,
          "$" + hex.toLowerCase(Locale.ROOT),
          nickname.toUpperCase(Locale.ROOT),
          address,
          address + "/8",
          address + ":" + port,
          "somebody, " + nickname + " ,",
          "[::1], *4"
        }) {
      assertThat(RelaySet.read(each).contains(relay)).as(each).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "somebody",
        "192.0.2.0/24",
        "*:1",
        "[::1]",
        "0000000000000000000000000000000000000000"
      })
  void set_namingOthers_doesNotContainIt(String text) throws Exception {
    assertThat(RelaySet.read(text).contains(relay)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{de}", "no way", "300.1.1.1", "$abc"})
  void set_malformed_refused(String text) {
    assertThatThrownBy(() -> RelaySet.read(text)).isInstanceOf(DecodeException.class);
  }

  @Test
  void override_givesToItsRelays_andStrictlyToNobodyElse() {
    assertThat(FlagOverride.NONE.gives(relay, true)).isTrue();
    assertThat(FlagOverride.NONE.gives(relay, false)).isFalse();
    assertThat(FlagOverride.EVERYBODY.gives(relay, false)).isTrue();
    assertThat(new FlagOverride(RelaySet.NONE, true).gives(relay, true)).isFalse();
    assertThat(new FlagOverride(RelaySet.ALL, true).gives(relay, false)).isTrue();
  }
}
