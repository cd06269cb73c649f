package org.tropea.directory.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;

/** Feature D12. */
class ProtocolsTest {
  @Test
  void protocols_ofRangesAndSingles_areRead() throws Exception {
    Protocols protocols = read("Link=1-3,5 Relay=0,63 X-9= Link=7 All=0-63");
    assertThat(protocols.supports("Link", 2)).isTrue();
    assertThat(protocols.supports("Link", 4)).isFalse();
    assertThat(protocols.supports("Link", 7)).isTrue();
    assertThat(protocols.supports("Relay", 0)).isTrue();
    assertThat(protocols.supports("Relay", 63)).isTrue();
    assertThat(protocols.supports("Relay", 64)).isFalse();
    assertThat(protocols.supports("Relay", -1)).isFalse();
    assertThat(protocols.supports("X-9", 0)).isFalse();
    assertThat(protocols.supports("Other", 1)).isFalse();
    assertThat(protocols.versions().get("All")).isEqualTo(-1L);
  }

  @Test
  void without_leavesWhatIsMissing() throws Exception {
    Protocols missing = read("Link=1-5 Relay=2 New=1").without(read("Link=1-4 Relay=1-3"));
    assertThat(missing).isEqualTo(read("Link=5 New=1"));
    assertThat(read("Relay=2").without(read("Relay=2"))).isEqualTo(Protocols.NONE);
  }

  @Test
  void text_isInRangesByName() throws Exception {
    assertThat(read("Relay=63,1-2,4,0 Link=5 Empty= All=0-63").text())
        .isEqualTo("All=0-63 Link=5 Relay=0-2,4,63");
    assertThat(Protocols.NONE.text()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Link",
        "=1",
        "Li_nk=1",
        "Link=64",
        "Link=0-4294967295",
        "Link=3-1",
        "Link=-1",
        "Link=1-",
        "Link=1,",
        "Link=,1",
        "Link=a",
        "Link=1-2-3",
        "Link=+1"
      })
  void protocols_malformed_refused(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(DecodeException.class);
  }

  @Test
  void protocols_withALongName_refused() {
    assertThatThrownBy(() -> read("a".repeat(101) + "=1")).isInstanceOf(DecodeException.class);
  }

  @Test
  void protocols_ofAMillionEntries_cost64BitsEach() throws Exception {
    String[] entries = new String[1_000_000];
    Arrays.fill(entries, "Link=0-63,1,2,3");
    assertThat(Protocols.read(List.of(entries)).versions()).hasSize(1);
  }

  private static Protocols read(String text) throws DecodeException {
    return Protocols.read(List.of(text.split(" ", -1)));
  }
}
