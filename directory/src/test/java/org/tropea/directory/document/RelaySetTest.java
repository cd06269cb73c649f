package org.tropea.directory.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.util.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;

/** Row P09: the ways in which a user names relays. */
class RelaySetTest {
  private static final String IDENTITY = "0123456789ABCDEF0123456789ABCDEF01234567";
  private static final List<String> COUNTRIES = List.of("3221225984,3221226239,DE");

  private static RelayEntry relay() throws Exception {
    return new RelayEntry(
        "Relay7",
        RsaIdentity.fromHex(IDENTITY),
        Instant.EPOCH,
        new InetSocketAddress(InetAddress.getByName("192.0.2.7"), 9001),
        0,
        new InetSocketAddress(InetAddress.getByName("2001:db8::7"), 9001),
        Bytes.copyFrom(new byte[RelayEntry.DIGEST_LENGTH]),
        Set.of(),
        Protocols.NONE,
        0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0123456789ABCDEF0123456789ABCDEF01234567",
        "$0123456789abcdef0123456789abcdef01234567",
        "$0123456789ABCDEF0123456789ABCDEF01234567~Relay7",
        "relay7",
        "other , Relay7",
        "192.0.2.7",
        "192.0.2.0/24",
        "192.0.2.0/255.255.255.0",
        "192.0.0.0/8:9001",
        "[2001:db8::]/32",
        "*",
        "*:9000-9010",
        "{de}",
        "{DE},other"
      })
  void contains_aRelay_byAnyOfItsNames(String text) throws Exception {
    assertThat(RelaySet.read(text).contains(relay(), CountryTable.read(COUNTRIES))).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1123456789ABCDEF0123456789ABCDEF01234567",
        "Relay",
        "Relay77",
        "192.0.2.8",
        "192.0.2.0/30",
        "192.0.2.0/24:443",
        "[2001:db9::]/32",
        "{us}",
        "{??}"
      })
  void contains_notARelay_ofAnotherName(String text) throws Exception {
    assertThat(RelaySet.read(text).contains(relay(), CountryTable.read(COUNTRIES))).isFalse();
  }

  @Test
  void relay_ofNoKnownCountry_isNamedByQuestionMarks() throws Exception {
    assertThat(RelaySet.read("{??}").contains(relay(), CountryTable.NONE)).isTrue();
    RelaySet us = RelaySet.read("{us}");
    assertThat(us.contains(relay(), CountryTable.NONE)).isFalse();
    assertThat(us.withUnknownCountries().contains(relay(), CountryTable.NONE)).isTrue();
  }

  @Test
  void emptyWords_nameNobody() throws Exception {
    assertThat(RelaySet.read(" , ,").isEmpty()).isTrue();
    assertThat(RelaySet.read("a").isEmpty()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{d}", "{deu}", "under_score", "192.0.2.0/33", "192.0.2", "$0123", "a b", "[::1"})
  void read_whatNamesNoRelay_isRefused(String text) {
    assertThatThrownBy(() -> RelaySet.read("ok," + text)).isInstanceOf(DecodeException.class);
  }
}
