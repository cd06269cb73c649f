package org.tropea.directory.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource({"Link=001,1", "Link=1-0005,4", "Link=00000000000000000000000063,63"})
  void protocols_withLeadingZeros_areReadAsNumbers(String text, int version) throws Exception {
    assertThat(read(text).supports("Link", version)).isTrue();
  }

  @Test
  void demand_forAVersionAbove63_isMetByNobody() throws Exception {
    Protocols demand = Protocols.readDemand("Link=4,99 Relay=70-2000000000000");
    assertThat(demand.without(read("Link=0-62 Relay=0-62")).text()).isEqualTo("Link=63 Relay=63");
    assertThatThrownBy(() -> Protocols.readDemand("Link=x")).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> Protocols.readDemand("Link=99-4")).isInstanceOf(DecodeException.class);
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
        "Link=0064",
        "Link=18446744073709551617",
        "Link=1\tRelay=2",
        "Link=1\t",
        "Link=1\u00a0Relay=2",
        "Link=\u0661",
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
    String list = "Link=0-63,1,2,3 ".repeat(1_000_000);
    assertThat(Protocols.read(list).versions()).hasSize(1);
  }

  private static Protocols read(String text) throws DecodeException {
    return Protocols.read(text);
  }
}
