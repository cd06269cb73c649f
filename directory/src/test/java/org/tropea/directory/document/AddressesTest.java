package org.tropea.directory.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;

class AddressesTest {
  @Test
  void ipv4_isRead() throws Exception {
    assertThat(Addresses.ipv4("192.0.2.255").getAddress())
        .containsExactly((byte) 192, 0, 2, (byte) 255);
    assertThat(Addresses.ipv4("0.0.0.0")).isInstanceOf(Inet4Address.class);
  }

  @ParameterizedTest
  @CsvSource({
    "::, 0:0:0:0:0:0:0:0",
    "::1, 0:0:0:0:0:0:0:1",
    "1::, 1:0:0:0:0:0:0:0",
    "2001:db8::A:b, 2001:db8:0:0:0:0:a:b",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "::1.2.3.4, 0:0:0:0:0:0:102:304",
    "::ffff:1.2.3.4, 0:0:0:0:0:ffff:102:304",
    "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304"
  })
  void ipv6_isRead(String text, String full) throws Exception {
    Inet6Address address = Addresses.ipv6(text);
    assertThat(address.getHostAddress()).isEqualTo(full);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.4.5",
        "256.1.1.1",
        "01.2.3.4",
        "1.2.3.4 ",
        "localhost",
        "1.2.3.-4",
        "1..2.3"
      })
  void ipv4_malformed_refused(String text) {
    assertThatThrownBy(() -> Addresses.ipv4(text)).isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":::",
        "1",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "::12345",
        "fe80::1%lo",
        ":1::",
        "::1:",
        "1.2.3.4::",
        "1.2.3.4",
        "::1.2.3",
        "1:2:3:4:5:6:7::8:9",
        "::g",
        "::\u0661",
        "1:2:3:4:5:6:7:1.2.3.4"
      })
  void ipv6_malformed_refused(String text) {
    assertThatThrownBy(() -> Addresses.ipv6(text)).isInstanceOf(DecodeException.class);
  }

  @Test
  void socketAddress_isReadWithoutAsking() throws Exception {
    assertThat(Addresses.socketAddress("[::1]:65535").getPort()).isEqualTo(65535);
    assertThat(Addresses.socketAddress("1.2.3.4:1").isUnresolved()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.3.4",
        "1.2.3.4:0",
        "1.2.3.4:65536",
        "1.2.3.4:",
        "::1:80",
        "[]:80",
        "[1.2.3.4]:80",
        "a:1"
      })
  void socketAddress_malformed_refused(String text) {
    assertThatThrownBy(() -> Addresses.socketAddress(text)).isInstanceOf(DecodeException.class);
  }

  @FuzzTest
  void anyText_givesAnAddressOrDecodeException(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      assertThat(Addresses.socketAddress(text).isUnresolved()).isFalse();
    } catch (DecodeException e) {
      assertThat(e).hasMessageNotContaining("\n");
    }
  }
}
