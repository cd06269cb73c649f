package org.tropea.onionservice.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;

/** Addresses of onion services, by C tor's hs_build_address.py (row O01). */
class OnionAddressTest {
  private static final String ADDRESS = "25njqamcweflpvkl73j4szahhihoc4xt3ktcgjnpaingr5yhkenl5sid";
  private static final Ed25519Identity KEY =
      Ed25519Identity.of(
          HexFormat.of()
              .parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));

  @Test
  void address_isThatOfCtor() throws DecodeException {
    assertThat(new OnionAddress(KEY).write()).isEqualTo(ADDRESS);
    assertThat(OnionAddress.read(ADDRESS).key()).isEqualTo(KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "www.", "a.b.", "WWW."})
  void labelsBefore_areTheServicesOwnBusiness(String before) throws DecodeException {
    OnionAddress expected = new OnionAddress(KEY);
    assertThat(OnionAddress.ofHost(before + ADDRESS + ".onion")).isEqualTo(expected);
    assertThat(OnionAddress.ofHost(before + ADDRESS.toUpperCase(Locale.ROOT) + ".ONION."))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "expyuzz4wqqyqhjn.onion",
        ".onion",
        "25njqamcweflpvkl73j4szahhihoc4xt3ktcgjnpaingr5yhkenl5sid.com",
        "25njqamcweflpvkl73j4szahhihoc4xt3ktcgjnpaingr5yhkenl5sie.onion",
        "35njqamcweflpvkl73j4szahhihoc4xt3ktcgjnpaingr5yhkenl5sid.onion",
        "25njqamcweflpvkl73j4szahhihoc4xt3ktcgjnpaingr5yhkenl5si.onion",
        "25njqamcweflpvkl73j4szahhihoc4xt3ktcgjnpaingr5yhkenl5si1.onion"
      })
  void nameThatNoServiceCanHave_isRefused(String host) {
    assertThatExceptionOfType(DecodeException.class).isThrownBy(() -> OnionAddress.ofHost(host));
  }

  @Test
  void address_isNotPrinted() {
    assertThat(new OnionAddress(KEY).toString()).isEqualTo("OnionAddress");
  }
}
