package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionRow;
import org.tropea.configuration.OptionTable;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLexer;
import org.tropea.directory.network.PublicNetwork;
import org.tropea.directory.release.Release;
import org.tropea.proxy.ListenerSettings;

/** What lines of torrc and command line come to, and which are refused. */
class OptionsReaderTest {
  private static final String AUTHORITY =
      "DirAuthority one orport=5001 127.0.0.1:5002 " + "A".repeat(40);

  @Test
  void options_nothingGiven_defaultsOfCTor() throws Exception {
    Options options = read("");
    assertThat(options.identity().dataDirectory())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".tropea"));
    assertThat(options.identity().nickname()).isEqualTo("Unnamed");
    assertThat(options.ports().programs())
        .containsExactly(
            ListenerSettings.socks(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9050)));
    assertThat(options.limits().socksTimeout()).isEqualTo(Duration.ofMinutes(2));
    assertThat(options.limits().maxCircuitDirtiness()).isEqualTo(Duration.ofMinutes(10));
    assertThat(options.limits().pathsNeeded()).isEmpty();
    assertThat(options.directory().testing()).isFalse();
    assertThat(options.limits().distinctSubnets()).isTrue();
    assertThat(options.directory().builtIn()).isTrue();
    assertThat(options.logs().targets()).isEmpty();
    assertThat(options.warnings()).isEmpty();
  }

  @Test
  void options_testingNetwork_subnetsMayBeShared() throws Exception {
    Options options = read("TestingTorNetwork 1\n" + AUTHORITY + "\n" + AUTHORITY);
    assertThat(options.directory().testing()).isTrue();
    assertThat(options.limits().distinctSubnets()).isFalse();
    assertThat(options.directory().authorities()).hasSize(2);
  }

  /** Row P01. The options are read, and nothing is started. */
  @Test
  void options_withoutAuthorities_areThoseOfThePublicNetwork_andOnlyAReleaseEntersIt()
      throws Exception {
    Directory directory = read("").directory();
    PublicNetwork network = PublicNetwork.read();
    assertThat(directory.authorities()).isEqualTo(network.authorities());
    assertThat(directory.fallbacks()).isEqualTo(network.fallbacks());
    Release released = new Release("1.0.0", Release.current().made());
    assertThatCode(() -> directory.checkEntry(false, released)).doesNotThrowAnyException();
    assertThatThrownBy(() -> directory.checkEntry(true, released))
        .hasMessageContaining("no relay of Tropea");
    assertThatThrownBy(() -> directory.checkEntry(false))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("no build of the source tree");
  }

  @Test
  void fallbacks_areThoseOfTheLines_andElseNobody() throws Exception {
    String line = "FallbackDir 192.0.2.1 orport=443 id=" + "A".repeat(40);
    assertThat(read(line).directory().fallbacks()).hasSize(1);
    assertThat(read(AUTHORITY).directory().fallbacks()).isEmpty();
    assertThat(read("UseDefaultFallbackDirs 0").directory().fallbacks()).isEmpty();
    assertThatThrownBy(() -> read("FallbackDir 192.0.2.1 orport=443"))
        .hasMessageContaining("torrc:1")
        .hasMessageContaining("id=");
  }

  @Test
  void option_keyInAnyCase_known() throws Exception {
    assertThat(read("nIcKnAmE bob").identity().nickname()).isEqualTo("bob");
  }

  @Test
  void option_givenTwice_lastWinsWithWarning() throws Exception {
    Options options = read("Nickname one\nNickname two");
    assertThat(options.identity().nickname()).isEqualTo("two");
    assertThat(options.warnings())
        .containsExactly("torrc:2: Nickname was given before; this one counts");
  }

  @Test
  void option_onCommandLine_winsOverFile() throws Exception {
    Options options =
        read("Nickname one\nSocksPort 1\nSocksPort 2", "--Nickname", "two", "SocksPort", "3");
    assertThat(options.identity().nickname()).isEqualTo("two");
    assertThat(socks(options)).extracting(InetSocketAddress::getPort).containsExactly(3);
    assertThat(options.warnings()).isEmpty();
  }

  @Test
  void option_onCommandLineWithPlus_addsToFile() throws Exception {
    Options options = read("SocksPort 1", "--+SocksPort", "2", "--SocksPort", "3");
    assertThat(socks(options)).extracting(InetSocketAddress::getPort).containsExactly(1, 2, 3);
  }

  @Test
  void option_onCommandLineWithSlash_clearsFile() throws Exception {
    assertThat(read(AUTHORITY).directory().builtIn()).isFalse();
    assertThat(read(AUTHORITY, "--/DirAuthority").directory().builtIn()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "9050, 127.0.0.1, 9050",
    "auto, 127.0.0.1, 0",
    "127.0.0.2:9, 127.0.0.2, 9",
    "127.0.0.1:auto, 127.0.0.1, 0",
    "localhost:9150, 127.0.0.1, 9150",
    "[::1]:9050, ::1, 9050"
  })
  void socksPort_eachForm_read(String value, String address, int port) throws Exception {
    assertThat(socks(read("SocksPort " + value)))
        .extracting(InetSocketAddress::getAddress, InetSocketAddress::getPort)
        .containsExactly(Tuple.tuple(InetAddress.getAllByName(address)[0], port));
  }

  @Test
  void socksPort_zero_off() throws Exception {
    assertThat(read("SocksPort 0").ports().programs()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SocksPort 9050 CacheDNS", "SocksPort 9050 NoFlag", "SocksPort 0.0.0.0:9050"})
  void socksPort_flagsOrOpen_oneWarning(String line) throws Exception {
    assertThat(read(line).warnings()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "30, 30",
    "30 seconds, 30",
    "2 minutes, 120",
    "2minutes, 120",
    "1.5 HOURS, 5400",
    "1 day, 86400",
    "1 week, 604800"
  })
  void socksTimeout_eachUnit_read(String value, long seconds) throws Exception {
    assertThat(read("SocksTimeout " + value).limits().socksTimeout()).hasSeconds(seconds);
  }

  @ParameterizedTest
  @CsvSource({"1 second, 10", "1 month, 2592000"})
  void maxCircuitDirtiness_outOfBounds_boundCountsWithWarning(String value, long seconds)
      throws Exception {
    Options options = read("MaxCircuitDirtiness " + value);
    assertThat(options.limits().maxCircuitDirtiness()).hasSeconds(seconds);
    assertThat(options.warnings()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"0.67, 0.67, 0", "0.1, 0.25, 1", "1, 0.95, 1"})
  void pathsNeeded_number_withinBounds(String value, double kept, int warnings) throws Exception {
    Options options = read("PathsNeededToBuildCircuits " + value);
    assertThat(options.limits().pathsNeeded()).hasValue(kept);
    assertThat(options.warnings()).hasSize(warnings);
  }

  @Test
  void log_eachForm_read() throws Exception {
    String text =
        "Log notice\nLog info-WARN stderr\nLog debug file /tmp/a b.log\nLog err syslog\nLog err stdout";
    Options options = read(text);
    assertThat(options.logs().targets())
        .containsExactly(
            LogTarget.standardOutput(Severity.NOTICE),
            new LogTarget(Severity.WARN, Severity.INFO, new LogTarget.StandardError()),
            new LogTarget(
                Severity.ERR, Severity.DEBUG, new LogTarget.LogFile(Path.of("/tmp/a b.log"))),
            new LogTarget(Severity.ERR, Severity.ERR, new LogTarget.Journal()),
            LogTarget.standardOutput(Severity.ERR));
    assertThat(options.warnings()).hasSize(1).allMatch(line -> line.startsWith("torrc:4: "));
  }

  @Test
  void nodeThatHidesNoService_saysSo() throws Exception {
    assertThat(
            read("HiddenServiceNonAnonymousMode 1\nHiddenServiceSingleHopMode 1\nSocksPort 0")
                .warnings())
        .containsExactly(
            "torrc:1: HiddenServiceNonAnonymousMode is on: every onion service of this node is"
                + " NON-ANONYMOUS");
  }

  @Test
  void option_knownWithoutEffect_oneWarningEach() throws Exception {
    assertThat(read("TransPort 9051\nTransPort 9052\nNATDPort 9053").warnings())
        .containsExactly(
            "torrc:1: TransPort has no effect yet; Tropea goes on without it",
            "torrc:3: NATDPort has no effect yet; Tropea goes on without it");
  }

  @Test
  void metricsPort_withoutPolicy_answersNobody_andSaysSo() throws Exception {
    Options silent = read("MetricsPort 9053");
    assertThat(silent.warnings()).hasSize(1).allMatch(w -> w.contains("MetricsPortPolicy"));
    assertThat(silent.metrics().admits().test(InetAddress.getLoopbackAddress())).isFalse();
    Options open = read("MetricsPort 9053 prometheus\nMetricsPortPolicy accept 127.0.0.1");
    assertThat(open.warnings()).isEmpty();
    assertThat(open.metrics().addresses())
        .containsExactly(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9053));
    assertThat(open.metrics().admits().test(InetAddress.getLoopbackAddress())).isTrue();
    assertThat(open.metrics().admits().test(new InetSocketAddress("192.0.2.1", 1).getAddress()))
        .isFalse();
    assertThat(read("MetricsPort 0").metrics().addresses()).isEmpty();
    assertThatThrownBy(() -> read("MetricsPort 9053 json")).hasMessageContaining("prometheus");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SafeLogging 0", "SafeLogging relay"})
  void option_readButNotActedOn_oneWarning(String line) throws Exception {
    assertThat(read(line).warnings()).hasSize(1).allMatch(w -> w.contains("has no effect"));
  }

  static Stream<OptionRow> exposing() {
    return OptionTable.ofCTor().rows().stream().filter(row -> row.words().loss() != null);
  }

  /** Row B27: what the user forbade is not done because we cannot forbid it yet. */
  @ParameterizedTest
  @MethodSource("exposing")
  void option_whoseLossExposesTheUser_endsTheStart(OptionRow option) throws Exception {
    String value = "0".equals(option.initial()) ? "1" : "0";
    boolean bridge = option.name().equals("BridgeRelay");
    String beside = bridge ? "\nORPort 9001\nAddress 192.0.2.1" : "\nBridge 192.0.2.1:1";
    assertThatThrownBy(() -> read(option.name() + " " + value + beside))
        .isInstanceOf(OptionException.class)
        .hasMessageStartingWith("torrc:1: " + option.name() + " does not work yet");
    if ("01".contains(String.valueOf(option.initial()))) {
      assertThat(read(option.name() + " " + option.initial()).warnings()).isEmpty();
    }
  }

  /** The inputs of the issue: a bridge, and a client behind a proxy. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ORPort 19560\nAddress 127.0.0.1\nBridgeRelay 1\nPublishServerDescriptor bridge",
        "SocksPort 19191\nDisableNetwork 1\nUseBridges 1\nBridge 127.0.0.1:1",
        "UseBridges 1\nBridge 127.0.0.1:1",
        "Socks5Proxy 127.0.0.1:2"
      })
  void torrc_thatProtectsItsUser_isNotRunWithoutThat(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("does not work yet");
  }

  @ParameterizedTest
  @CsvSource({"1, true", "v3, true", "0, false", "bridge, false", "'v2,hidserv', false"})
  void publishServerDescriptor_ofTheVotingAuthoritiesOnly_publishes(String value, boolean publish)
      throws Exception {
    assertThat(read("PublishServerDescriptor " + value).directory().publish()).isEqualTo(publish);
  }

  @Test
  void jsonApi_isOffByDefault_andForThisMachineOnly() throws Exception {
    assertThat(read("").json().listeners()).isEmpty();
    assertThat(read("").json().token().getFileName()).hasToString("json_auth_token");
    assertThat(read("JsonPort 0\nDashboard 0").json().listeners()).isEmpty();

    JsonOptions all =
        read("JsonPort 9052\nJsonPort unix:/run/json\nDashboard [::1]:9051\nJsonTokenFile /t")
            .json();
    assertThat(all.listeners())
        .extracting(each -> each.address().toString().replaceFirst("^/", "") + each.dashboard())
        .containsExactly("127.0.0.1:9052false", "run/jsonfalse", "[0:0:0:0:0:0:0:1]:9051true");
    assertThat(all.token()).isEqualTo(Path.of("/t"));

    for (String line : List.of("JsonPort 0.0.0.0:9052", "Dashboard 192.0.2.1:9051")) {
      assertThatThrownBy(() -> read(line)).hasMessageContaining("for this machine only");
    }
    assertThatThrownBy(() -> read("Dashboard unix:/run/page")).isInstanceOf(OptionException.class);
    assertThatThrownBy(() -> read("JsonP 9052")).hasMessageContaining("unknown option");
  }

  @Test
  void clientOnly_isNoRelay() throws Exception {
    assertThat(read("ORPort 9001\nClientOnly 1").isRelay()).isFalse();
  }

  @Test
  void user_ofAnotherName_isRefusedAtTheStart() throws Exception {
    Identity identity = read("User _tor").identity();
    assertThatThrownBy(() -> identity.checkUser("root"))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("start it as that one");
    identity.checkUser("_tor");
    read("").identity().checkUser("root");
  }

  /**
   * Row B30: as C tor, no value is none, which is another thing than the default; of a list
   * skipped.
   */
  @Test
  void option_withoutValue_hasNone() throws Exception {
    Options options =
        read("Nickname\nSocksTimeout\nLog\nSocksPort\nNumCPUs\nClientUseIPv6\nExitPolicy");
    assertThat(options.identity().nickname()).isEqualTo("Unnamed");
    assertThat(options.limits().socksTimeout()).isZero();
    assertThat(options.ports().programs()).hasSize(1);
    assertThat(options.warnings())
        .containsExactly(
            "torrc:3: Log has no value and is skipped",
            "torrc:4: SocksPort has no value and is skipped",
            "torrc:7: ExitPolicy has no value and is skipped");
    assertThat(read("Nickname bob\nNickname").identity().nickname()).isEqualTo("Unnamed");
  }

  @Test
  void obsoleteOption_isSkippedWithAWarning() throws Exception {
    assertThat(read("StrictExitNodes 1\nGroup x").warnings())
        .containsExactly(
            "torrc:1: StrictExitNodes is obsolete and skipped; remove it",
            "torrc:2: Group is obsolete and skipped; remove it");
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("FooBar 1", "unknown option 'FooBar'"),
        Arguments.of("SocksPort 70000", "SocksPort is no PORT"),
        Arguments.of("SocksPort -1", "SocksPort is no PORT"),
        Arguments.of("SocksPort host.example:9050", "SocksPort is no PORT"),
        Arguments.of("DirAuthority one", "a DirAuthority line lacks"),
        Arguments.of("SocksPort 999.0.0.1:9050", "SocksPort is no PORT"),
        Arguments.of("DNSPort unix:/tmp/socket", "DNSPort cannot be a unix socket"),
        Arguments.of("SocksPort 0\nSocksPort 9050", "SocksPort 0 stands beside"),
        Arguments.of("SocksTimeout x", "SocksTimeout has an unknown unit"),
        Arguments.of("SocksTimeout 3 parsecs", "SocksTimeout has an unknown unit"),
        Arguments.of("SocksTimeout -1", "SocksTimeout is below zero"),
        Arguments.of("SocksTimeout 99999999999999999999 hours", "SocksTimeout is below zero"),
        Arguments.of("SocksTimeout " + "9".repeat(1000), "SocksTimeout does not begin"),
        Arguments.of("BandwidthRate -1", "BandwidthRate is below zero"),
        Arguments.of("PublishServerDescriptor bad", "PublishServerDescriptor is none of"),
        Arguments.of("PublishServerDescriptor v3,bridge", "PublishServerDescriptor asks for a"),
        Arguments.of("NumCPUs x\nNumCPUs 2", "NumCPUs is not a whole number"),
        Arguments.of("NumCPUs many", "NumCPUs is not a whole number"),
        Arguments.of("NumCPUs 99999999999", "NumCPUs is not a whole number"),
        Arguments.of("ClientUseIPv6 yes", "ClientUseIPv6 is neither 0 nor 1"),
        Arguments.of("TestingTorNetwork 1", "TestingTorNetwork needs a network of its own"),
        Arguments.of("Nickname a_b", "Nickname is not 1 to 19"),
        Arguments.of("Nickname " + "a".repeat(20), "Nickname is not 1 to 19"),
        Arguments.of("HiddenServiceSingleHopMode 1", "HiddenServiceSingleHopMode hides no"),
        Arguments.of("HiddenServiceNonAnonymousMode 1", "HiddenServiceNonAnonymousMode hides no"),
        Arguments.of(
            "HiddenServiceNonAnonymousMode 1\nHiddenServiceSingleHopMode 1",
            "HiddenServiceNonAnonymousMode is not for anonymous clients"),
        Arguments.of("SafeLogging maybe", "SafeLogging is none of"),
        Arguments.of("Log loud stdout", "no log severity 'loud'"),
        Arguments.of("Log [nosuch]info stdout", "there is no log domain nosuch"),
        Arguments.of("Log err-notice stdout", "the Log range is upside down"),
        Arguments.of("Log notice file", "the Log destination is unclear"),
        Arguments.of("Log notice printer", "two severities"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void option_badValue_refusedWithPlace(String text, String problem) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(OptionException.class)
        .hasMessageStartingWith("torrc:1: " + problem);
  }

  @Test
  void argument_withoutValue_refused() {
    assertThatThrownBy(() -> read("", "--Nickname"))
        .isInstanceOf(OptionException.class)
        .hasMessage("command line: option 'Nickname' has no value; write --Nickname VALUE");
  }

  private static List<InetSocketAddress> socks(Options options) {
    return options.ports().programs().stream().map(p -> (InetSocketAddress) p.address()).toList();
  }

  private static Options read(String text, String... arguments) throws OptionException {
    return OptionsReader.read(
        Torrc.of(TorrcLexer.lines("torrc", text), ArgumentOptions.read(List.of(arguments))));
  }
}
