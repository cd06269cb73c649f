package org.tropea.directory.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;

/** Row G11: the form of Debian's tor-geoipdb. */
class CountryTableTest {
  private static final List<String> LINES =
      List.of(
          "# Last updated based on something",
          "",
          "16777216,16777471,AU",
          "3221225984,3221226239,DE",
          "4026531840,4294967295,ZZ",
          "2001:200::,2001:200:ffff:ffff:ffff:ffff:ffff:ffff,JP");

  @ParameterizedTest
  @CsvSource({
    "0.255.255.255, ??",
    "1.0.0.0, au",
    "1.0.0.255, au",
    "1.0.1.0, ??",
    "192.0.2.7, de",
    "255.255.255.255, zz",
    "2001:1ff::, ??",
    "2001:200::, jp",
    "2001:200:1::1, jp",
    "2001:201::, ??"
  })
  void of_anAddress_isTheCountryOfItsRange(String address, String country) throws Exception {
    assertThat(CountryTable.read(LINES).of(InetAddress.getByName(address))).isEqualTo(country);
  }

  @Test
  void none_knowsNoCountry() throws Exception {
    assertThat(CountryTable.NONE.of(InetAddress.getByName("1.0.0.0"))).isEqualTo("??");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1,2",
        "1,2,DE,x",
        "1,2,DEU",
        "2,1,DE",
        "1,4294967296,DE",
        "-1,2,DE",
        "1.2.3.4,1.2.3.5,DE",
        "1,2001::,DE",
        "20g1::,2001::,DE"
      })
  void read_aMalformedLine_isRefused(String line) {
    assertThatThrownBy(() -> CountryTable.read(List.of(line))).isInstanceOf(DecodeException.class);
  }
}
