package org.tropea.relay.exit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointerNameTest {
  @Test
  void name_ofAnAddress_isRead() throws UnknownHostException {
    assertThat(PointerName.read("44.2.0.192.in-addr.arpa"))
        .isEqualTo(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 44}));
    byte[] ipv6 = new byte[16];
    ipv6[0] = 0x20;
    ipv6[1] = 0x01;
    ipv6[15] = (byte) 0xa6;
    assertThat(PointerName.read("6.a." + "0.".repeat(26) + "1.0.0.2.ip6.arpa"))
        .isEqualTo(InetAddress.getByAddress(ipv6));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example",
        ".in-addr.arpa",
        "1.2.in-addr.arpa",
        "1.2.3.4.5.in-addr.arpa",
        "256.2.3.4.in-addr.arpa",
        "a.2.3.4.in-addr.arpa",
        "1..3.4.in-addr.arpa",
        "1.0.0.2.ip6.arpa",
        "g.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa",
        "11.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa"
      })
  void anythingElse_isNoName(String name) {
    assertThat(PointerName.read(name)).isNull();
  }
}
