package org.tropea.relay.exit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Cases fault-25 and fault-26: the operator's name servers, no others, whatever the file is like.
 */
class ResolvConfTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "search example.org\noptions edns0\n", "nameserver\n", "#\n;\n"})
  void file_withoutNameServers_hasNone_andNoneIsMadeUp(String file) {
    assertThat(ResolvConf.read(file, zone -> null)).isEqualTo(ResolvConf.NONE);
  }

  @Test
  void lineWithAZoneThatIsNotHere_isPassedOver_andTheOthersStay() throws Exception {
    ResolvConf read =
        ResolvConf.read(
            "# Generated\nsearch localdomain\nnameserver 192.0.2.1\n"
                + "nameserver fe80::21c:42ff:fe00:18%enp0s5\nnameserver [2001:db8::1]:5353\n",
            zone -> null);
    assertThat(read.servers())
        .containsExactly(address("192.0.2.1", 53), address("2001:db8::1", 5353));
    assertThat(read.problems()).singleElement().asString().startsWith("line 4 ");
  }

  @Test
  void onlyAZoneThatIsNotHere_isNoServer() {
    ResolvConf read = ResolvConf.read("nameserver fe80::1%ifb0\n", zone -> null);
    assertThat(read.servers()).isEmpty();
    assertThat(read.problems()).singleElement().asString().doesNotContain("fe80").contains("zone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fe80::1%up", "[fe80::1%up]:54"})
  void zoneOfAnInterface_isKept_whereTheInterfaceHasIpv6(String text) throws Exception {
    for (NetworkInterface zone : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      boolean linkLocal =
          Collections.list(zone.getInetAddresses()).stream()
              .anyMatch(each -> each instanceof Inet6Address && each.isLinkLocalAddress());
      ResolvConf read =
          ResolvConf.read("nameserver " + text, name -> name.equals("up") ? zone : null);
      assertThat(read.servers()).hasSize(linkLocal ? 1 : 0);
      assertThat(read.servers())
          .allSatisfy(
              each ->
                  assertThat(((Inet6Address) each.getAddress()).getScopedInterface())
                      .isEqualTo(zone));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "one.example",
        "1.2.3.4:0",
        "1.2.3",
        "%",
        "[::1",
        "fe80::1%a]",
        "[fe80::1]%lo",
        "1.2.3.4%lo"
      })
  void server_thatIsNoAddress_isPassedOver(String text) throws Exception {
    NetworkInterface lo = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    ResolvConf read =
        ResolvConf.read("nameserver " + text + "\nnameserver 192.0.2.1\n", zone -> lo);
    assertThat(read.servers()).containsExactly(address("192.0.2.1", 53));
    assertThat(read.problems()).hasSize(1);
  }

  @Test
  void file_isReadFromDisk(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("names"), "nameserver 127.0.0.1:5353\n");
    assertThat(ResolvConf.read(file).servers()).containsExactly(address("127.0.0.1", 5353));
  }

  private static InetSocketAddress address(String literal, int port) throws Exception {
    return new InetSocketAddress(InetAddress.getByName(literal), port);
  }
}
