package org.tropea.directory.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Addresses;
import org.tropea.directory.document.Vectors;

class AuthorityTest {
  private static final String ONE = "0123456789ABCDEF0123456789ABCDEF01234567";
  private static final String TWO = "89abcdef0123456789abcdef0123456789abcdef";

  @Test
  void authorities_ofCtor_areRead() throws Exception {
    assertThat(Vectors.authorities())
        .hasSize(3)
        .allMatch(each -> each.v3Identity() != null && each.onionAddress() != null);
  }

  @Test
  void line_withAllFlags_isRead() throws Exception {
    Authority authority =
        Authority.read(
            "moria1 OrPort=9101 no-v2 weight=1.5 future=thing v3ident="
                + ONE
                + " ipv6=[2001:db8::1]:9001 128.31.0.39:9131 89ab cdef0123456789abcdef 0123456789abcdef");
    assertThat(authority)
        .isEqualTo(
            new Authority(
                "moria1",
                RsaIdentity.fromHex(ONE),
                RsaIdentity.fromHex(TWO),
                Addresses.socketAddress("128.31.0.39:9131"),
                Addresses.socketAddress("128.31.0.39:9101")));
  }

  @Test
  void line_ofABridgeAuthority_hasNoV3Identity() throws Exception {
    Authority authority = Authority.read("bridge 1.2.3.4:80 " + TWO);
    assertThat(authority.v3Identity()).isNull();
    assertThat(authority.onionAddress()).isNull();
    assertThat(authority.directoryAddress()).isEqualTo(Addresses.socketAddress("1.2.3.4:80"));
  }

  @Test
  void line_withoutNickname_isRead() throws Exception {
    assertThat(Authority.read("orport=1 1.2.3.4:80 " + TWO).nickname()).isEmpty();
  }

  @Test
  void line_withAddressesForUses_sendsEachUseThere() throws Exception {
    Authority authority =
        Authority.read(
            "nick upload=http://1.2.3.5:81/ Vote=http://1.2.3.6:82 vote=http://1.2.3.7:83"
                + " download=http://[2001:db8::1]:84/ 1.2.3.4:80 "
                + TWO);
    assertThat(authority.addressFor(Authority.Use.UPLOAD))
        .isEqualTo(Addresses.socketAddress("1.2.3.5:81"));
    assertThat(authority.addressFor(Authority.Use.VOTE))
        .isEqualTo(Addresses.socketAddress("1.2.3.6:82"));
    assertThat(authority.addressFor(Authority.Use.DOWNLOAD))
        .isEqualTo(authority.directoryAddress());
    assertThat(authority.addressForAuthorities(Authority.Use.DOWNLOAD))
        .isEqualTo(Addresses.socketAddress("1.2.3.6:82"));
  }

  @Test
  void line_withADownloadAddressOnly_sendsAuthoritiesThere() throws Exception {
    Authority authority = Authority.read("download=http://1.2.3.5:81 1.2.3.4:80 " + TWO);
    assertThat(authority.addressForAuthorities(Authority.Use.DOWNLOAD))
        .isEqualTo(Addresses.socketAddress("1.2.3.5:81"));
    assertThat(authority.addressFor(Authority.Use.VOTE)).isEqualTo(authority.directoryAddress());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nick",
        "nick 1.2.3.4:80",
        "nick 1.2.3.4 " + TWO,
        "nick 1.2.3.4:0 " + TWO,
        "nick example.com:80 " + TWO,
        "nick 1.2.3.4:80 abcd",
        "nick 1.2.3.4:80 " + TWO + "00",
        "nick orport=0 1.2.3.4:80 " + TWO,
        "nick orport=x 1.2.3.4:80 " + TWO,
        "nick v3ident=12 1.2.3.4:80 " + TWO,
        "nick upload=1.2.3.4:80 1.2.3.4:80 " + TWO,
        "nick upload=https://1.2.3.4:80 1.2.3.4:80 " + TWO,
        "nick upload=http://1.2.3.4 1.2.3.4:80 " + TWO,
        "nick upload=http://example.com:80/ 1.2.3.4:80 " + TWO,
        "nick upload=http://1.2.3.4:80/tor 1.2.3.4:80 " + TWO
      })
  void line_malformed_refused(String line) {
    assertThatThrownBy(() -> Authority.read(line)).isInstanceOf(DecodeException.class);
  }
}
