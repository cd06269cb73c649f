package org.tropea.proxy.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.protocol.linkspec.IpAddress;

/**
 * Row S11; TROVE-2026-036 and 2026-051: maps that are full, wrapped, and used while they change.
 */
class AddressMapTest {
  @ParameterizedTest
  @CsvSource({
    "a.example, b.example, A.Example, b.example",
    "a.example, b.example, www.a.example, www.a.example",
    "*.a.example, b.example, www.a.example, b.example",
    "*.a.example, b.example, a.example, b.example",
    "*.a.example, *.b.example, x.y.a.example, x.y.b.example",
    "*.a.example, *.b.example, a.example, b.example",
    "1.2.3.4, a.example, 1.2.3.4, a.example",
    "2606:2800::1, a.example, 2606:2800:0::1, a.example",
    "*.a.example, a.example, www.a.example, a.example",
    "*.a.example, a.example, a.example, a.example"
  })
  void rule_isAppliedAsInCTor(String from, String to, String host, String expected) {
    assertThat(map(AddressRule.of(from, to)).rewritten(host)).isEqualTo(expected);
  }

  @Test
  void rules_followEachOther_butNotForEver() {
    AddressMap chain =
        map(AddressRule.of("a", "b"), AddressRule.of("b", "c"), AddressRule.of("c", "d"));
    assertThat(chain.rewritten("a")).isEqualTo("d");
    AddressMap circle = map(AddressRule.of("a", "b"), AddressRule.of("b", "a"));
    assertThat(circle.rewritten("a")).isIn("a", "b");
  }

  @Test
  void laterRule_takesThePlaceOfTheEarlier() {
    AddressMap later = map(AddressRule.of("a", "b"), AddressRule.of("a", "c"));
    assertThat(later.rewritten("a")).isEqualTo("c");
    AddressMap undone = map(AddressRule.of("a", "b"), AddressRule.of("a", "a"));
    assertThat(undone.rewritten("a")).isEqualTo("a");
  }

  @ParameterizedTest
  @CsvSource({"*, b", "a, *", ".a, b", "a, .b", "a, *.b", "a, b/c", "a, b.exit"})
  void ruleThatIsNone_isRefused(String from, String to) {
    assertThatThrownBy(() -> AddressRule.of(from, to)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void suffixes_areTheEndsOfNames() {
    AddressMap map = automapping(".onion", ".Exit");
    assertThat(map.isAutomapped("x.ONION")).isTrue();
    assertThat(map.isAutomapped("x.exit")).isTrue();
    assertThat(map.isAutomapped("onion")).isFalse();
    assertThat(automapping(".").isAutomapped("anything")).isTrue();
    assertThat(automapping().isAutomapped("x.onion")).isFalse();
  }

  /** Names by the thousand, in the smallest network: whoever was used lately keeps its address. */
  @Test
  void smallestNetwork_isNeverFull_andNoAddressStandsForTwoNames() {
    AddressMap map = automapping(".");
    Random random = new Random(3);
    Map<InetAddress, String> lately = new HashMap<>();
    for (int i = 0; i < 40_000; i++) {
      String name = "host" + random.nextInt(30_000) + ".example";
      InetAddress address = map.virtualAddress(name, false);
      assertThat(map.isVirtual(address)).isTrue();
      byte last = address.getAddress()[3];
      assertThat(last).isNotIn((byte) 0, (byte) -1);
      assertThat(map.nameOf(address)).isEqualTo(name);
      assertThat(map.virtualAddress(name, false)).isEqualTo(address);
      lately.put(address, name);
      if (i % 1_000 == 999) {
        lately.forEach((used, itsName) -> assertThat(map.nameOf(used)).isEqualTo(itsName));
        lately.clear();
      }
    }
  }

  @Test
  void families_areApart_andIpv6IsOfItsNetwork() {
    AddressMap map = automapping(".");
    Set<InetAddress> drawn = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      InetAddress address = map.virtualAddress("host" + i, true);
      assertThat(map.isVirtual(address)).isTrue();
      assertThat(map.nameOf(address)).isEqualTo("host" + i);
      assertThat(map.isMapped(address.getHostAddress())).isTrue();
      drawn.add(address);
    }
    assertThat(drawn).hasSize(100);
    assertThat(map.nameOf(map.virtualAddress("host1", false))).isEqualTo("host1");
  }

  @Test
  void networks_withTooFewAddresses_areRefused() {
    assertThatThrownBy(() -> new VirtualNetwork(address("127.0.0.0"), 17))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new VirtualNetwork(address("fe80::"), 105))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void usualNetworks_areCTors() {
    AddressMap map = automapping();
    assertThat(map.isVirtual(address("127.192.0.1"))).isTrue();
    assertThat(map.isVirtual(address("127.255.1.1"))).isTrue();
    assertThat(map.isVirtual(address("127.191.255.255"))).isFalse();
    assertThat(map.isVirtual(address("febf::1"))).isTrue();
    assertThat(map.isVirtual(address("fec0::1"))).isFalse();
  }

  @Test
  void virtualName_standsForItsHost_theSameEachTime() {
    AddressMap map = map();
    String name = map.virtualName("A.example").orElseThrow();
    assertThat(name).matches("[a-z2-7]{16}[.]virtual");
    assertThat(map.virtualName("a.Example")).contains(name);
    assertThat(map.virtualName("b.example")).isPresent().isNotEqualTo(Optional.of(name));
    assertThat(map.rewritten(name)).isEqualTo("a.example");
    assertThat(map.isMapped(name)).isTrue();
  }

  private static AddressMap map(AddressRule... rules) {
    AddressMap.Settings usual = AddressMap.Settings.USUAL;
    return new AddressMap(
        new AddressMap.Settings(List.of(rules), List.of(), usual.ipv4(), usual.ipv6()),
        new SecureRandom());
  }

  private static AddressMap automapping(String... suffixes) {
    boolean usual = suffixes.length == 0;
    VirtualNetwork smallest = new VirtualNetwork(address("10.77.0.0"), 16);
    return new AddressMap(
        new AddressMap.Settings(
            List.of(),
            List.of(suffixes),
            usual ? AddressMap.Settings.USUAL.ipv4() : smallest,
            AddressMap.Settings.USUAL.ipv6()),
        new SecureRandom());
  }

  private static InetAddress address(String text) {
    return IpAddress.of(NetUtil.createByteArrayFromIpAddressString(text));
  }
}
