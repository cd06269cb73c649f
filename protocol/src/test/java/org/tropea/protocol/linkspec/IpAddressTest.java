package org.tropea.protocol.linkspec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses are internal: the edges of each network of C tor's list. */
class IpAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.255.255.255",
        "10.0.0.0",
        "10.255.255.255",
        "100.64.0.0",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.0.0",
        "169.254.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.168.0.0",
        "192.168.255.255",
        "::",
        "::1",
        "fc00::",
        "fdff:ffff::",
        "fe80::",
        "febf:ffff::",
        "fec0::",
        "feff:ffff::",
        "::ffff:127.0.0.1",
        "::ffff:10.1.2.3"
      })
  void address_ofNobody_isInternal(String address) {
    assertThat(isInternal(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::2",
        "fbff:ffff::",
        "fe00::",
        "fe7f:ffff::",
        "ff00::",
        "2001:db8::1",
        "::ffff:8.8.8.8",
        "::fffe:7f00:1"
      })
  void address_ofTheInternet_isNot(String address) {
    assertThat(isInternal(address)).isFalse();
  }

  private static boolean isInternal(String address) {
    return IpAddress.isInternal(IpAddress.of(NetUtil.createByteArrayFromIpAddressString(address)));
  }
}
