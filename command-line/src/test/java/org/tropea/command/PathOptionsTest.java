package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.client.guard.BiasSettings;
import org.tropea.client.path.PathRules;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLexer;
import org.tropea.directory.document.RelaySet;
import org.tropea.directory.network.ReachableAddresses;

/** Rows P08, P09 and G11: what a torrc says of a client's paths. */
class PathOptionsTest {
  @TempDir Path folder;

  /** Row P19, as C tor reads it: what is named last in this list wins. */
  @ParameterizedTest
  @CsvSource({
    "'', true, true, true",
    "ReachableAddresses *:443, true, false, false",
    "'ReachableAddresses reject 192.0.2.0/24, 0.0.0.0/0:9001', false, false, true",
    "'ReachableAddresses *:1;ReachableORAddresses *:9001', false, true, true",
    "FascistFirewall 1, true, false, false",
    "'FascistFirewall 1;FirewallPorts 80,9001', false, true, true",
    "'FascistFirewall 1;FirewallPorts 80;ReachableAddresses 198.51.100.1', false, false, true",
    "'FirewallPorts 80', true, true, true",
    "ClientUseIPv4 0, false, false, false"
  })
  void reachableAddresses_areAsCtorReadsThem(
      String lines, boolean https, boolean other, boolean elsewhere) throws Exception {
    ReachableAddresses reach = read(lines.replace(';', '\n')).reachable();
    assertThat(reach.allows(new InetSocketAddress("192.0.2.1", 443))).isEqualTo(https);
    assertThat(reach.allows(new InetSocketAddress("192.0.2.1", 9001))).isEqualTo(other);
    assertThat(reach.allows(new InetSocketAddress("198.51.100.1", 9001))).isEqualTo(elsewhere);
  }

  @Test
  void families_areAsCtorReadsThem() throws Exception {
    assertThat(read("").reachable()).isEqualTo(ReachableAddresses.ALL);
    assertThat(read("ClientUseIPv6 0").reachable().ipv6()).isFalse();
    assertThat(read("ClientUseIPv6 0\nClientUseIPv4 0").reachable().ipv6()).isTrue();
    assertThat(read("ClientPreferIPv6ORPort 1").reachable().prefersIpv6()).isTrue();
    assertThat(read("ClientUseIPv4 0").reachable().prefersIpv6()).isTrue();
    assertThatThrownBy(() -> read("FirewallPorts x")).hasMessageContaining("FirewallPorts");
    assertThatThrownBy(() -> read("ReachableAddresses x.y")).hasMessageContaining("Reachable");
  }

  @Test
  void client_thatIsToldNothing_doesAsCTors_andReadsNoCountries() throws Exception {
    assertThat(read("GeoIPFile /nowhere").rules()).isEqualTo(PathRules.USUAL);
  }

  @Test
  void relays_areThoseOfTheLines() throws Exception {
    PathRules rules =
        read("ExcludeNodes a\nExcludeExitNodes b\nExitNodes c\nMiddleNodes d\nEntryNodes e\n"
                + "NodeFamily f,g\nNodeFamily h\nStrictNodes 1\n"
                + "HSLayer2Nodes i\nHSLayer3Nodes j")
            .rules();
    assertThat(rules.relays().excluded()).isEqualTo(RelaySet.read("a"));
    assertThat(rules.relays().excludedExits()).isEqualTo(RelaySet.read("b"));
    assertThat(rules.relays().exits()).isEqualTo(RelaySet.read("c"));
    assertThat(rules.relays().middles()).isEqualTo(RelaySet.read("d"));
    assertThat(rules.relays().entries()).isEqualTo(RelaySet.read("e"));
    assertThat(rules.relays().secondLayer()).isEqualTo(RelaySet.read("i"));
    assertThat(rules.relays().thirdLayer()).isEqualTo(RelaySet.read("j"));
    assertThat(rules.relays().families()).containsExactly(RelaySet.read("f,g"), RelaySet.read("h"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ExcludeNodes",
        "ExcludeExitNodes",
        "EntryNodes",
        "ExitNodes",
        "MiddleNodes",
        "HSLayer2Nodes",
        "HSLayer3Nodes",
        "NodeFamily"
      })
  void relays_thatCannotBeMeant_areRefused(String option) {
    assertThatThrownBy(() -> read(option + " a,{deu}"))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining(option + " names relays by fingerprint");
  }

  @Test
  void countries_excluded_takeThoseOfNoCountryWithThem_unlessToldNotTo() throws Exception {
    RelaySet de = RelaySet.read("{de}");
    assertThat(read("ExcludeNodes {de}").relays().excluded()).isEqualTo(de.withUnknownCountries());
    assertThat(read("ExcludeNodes {de}").relays().excludedExits()).isEqualTo(RelaySet.NONE);
    assertThat(read("ExcludeNodes {de}\nGeoIPExcludeUnknown 0").relays().excluded()).isEqualTo(de);
    assertThat(read("ExitNodes {de}").relays().exits()).isEqualTo(de);
  }

  @Test
  void countries_areReadFromTheFilesOfTheTorrc() throws Exception {
    Path ipv4 = Files.writeString(folder.resolve("geoip"), "3221225984,3221226239,DE\n");
    Path ipv6 = Files.writeString(folder.resolve("geoip6"), "2001:db8::,2001:db8::ffff,JP\n");
    PathRules rules = read("ExitNodes {de}\nGeoIPFile " + ipv4 + "\nGeoIPv6File " + ipv6).rules();
    assertThat(rules.relays().countries().of(InetAddress.getByName("192.0.2.1"))).isEqualTo("de");
    assertThat(rules.relays().countries().of(InetAddress.getByName("2001:db8::1"))).isEqualTo("jp");
  }

  @Test
  void countries_withoutTheirFiles_stopTheStart_ratherThanBePassedBy() throws Exception {
    PathOptions options = read("ExitNodes {de}\nGeoIPFile " + folder.resolve("none"));
    assertThatThrownBy(options::rules)
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("install tor-geoipdb");
  }

  @Test
  void pathBias_isReadFigureByFigure() throws Exception {
    String text =
        """
        PathBiasCircThreshold 7
        PathBiasNoticeRate 0.6
        PathBiasWarnRate 0.5
        PathBiasExtremeRate 0.4
        PathBiasScaleThreshold 70
        PathBiasDropGuards auto
        PathBiasUseThreshold 8
        PathBiasNoticeUseRate 0.3
        PathBiasExtremeUseRate 1
        PathBiasScaleUseThreshold 80
        """;
    assertThat(read(text).rules().bias())
        .isEqualTo(new BiasSettings(7, 0.6, 0.5, 0.4, 70, null, 8, 0.3, 1, 80));
    assertThatThrownBy(() -> read("PathBiasNoticeUseRate 1.01"))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("a number from 0 to 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "22,x", "-1"})
  void longLivedPorts_thatAreNone_areRefused(String ports) {
    assertThatThrownBy(() -> read("LongLivedPorts " + ports)).isInstanceOf(OptionException.class);
  }

  private static PathOptions read(String text) throws OptionException {
    return OptionsReader.read(Torrc.of(TorrcLexer.lines("torrc", text), List.of())).paths();
  }
}
