package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLexer;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.protocol.rate.Rate;
import org.tropea.relay.Bandwidth;
import org.tropea.relay.exit.ExitSettings;
import org.tropea.relay.exit.ResolvConf;

/** What a torrc has to say for a relay, and what it gets when it says little. */
class RelayOptionsTest {
  private static final String RELAY = "ORPort 9001\nAddress 192.0.2.1\n";
  private static final InetAddress PUBLIC = address("198.51.100.7");
  private static final InetAddress PRIVATE = address("10.0.0.1");
  private static final InetAddress IPV6 = address("2001:db8::1");

  private final List<String> warnings = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(strings = {"", "SocksPort 9050", "ORPort 0", "ORPort 0\nAddress 192.0.2.1"})
  void torrc_withoutOrPort_asksForNoRelay(String torrc) throws Exception {
    assertThat(read(torrc, false).isRelay()).isFalse();
  }

  @Test
  void relay_thatAsksForNothingElse_isOpenToAllAndNoExit() throws Exception {
    Options relay = relay(RELAY, false);
    assertThat(ports(relay).listen().address().getAddress().isAnyLocalAddress()).isTrue();
    assertThat(ports(relay).listen().address().getPort()).isEqualTo(9001);
    assertThat(relay.identity().address()).isEqualTo(address("192.0.2.1"));
    assertThat(relay.exit().policy()).isEqualTo(ExitPolicy.REJECT_ALL);
    assertThat(relay.directory().publish()).isTrue();
    assertThat(relay.limits().privateAddresses()).isFalse();
    assertThat(relay.limits().loops()).isPositive();
    assertThat(relay.identity().contact()).isNull();
    assertThat(warnings).isEmpty();
  }

  @Test
  void relay_onATestNetwork_isOpenToThisMachineAndExtendsToPrivateAddresses() throws Exception {
    Options relay = relay(RELAY, true);
    assertThat(ports(relay).listen().isLocal()).isTrue();
    assertThat(relay.limits().privateAddresses()).isTrue();
  }

  @Test
  void exitRelay_allowsWhatItsPolicySays_butNothingPrivateAndNoIpv6() throws Exception {
    ExitPolicy policy =
        relay(RELAY + "ExitRelay 1\nExitPolicy accept *:80, reject *:*", false).exit().policy();
    assertThat(policy.allows(PUBLIC, 80)).isTrue();
    assertThat(policy.allows(PUBLIC, 81)).isFalse();
    assertThat(policy.allows(PRIVATE, 80)).isFalse();
    assertThat(policy.allows(IPV6, 80)).isFalse();
  }

  @Test
  void exitRelay_mayBeOpenedToPrivateAddressesAndIpv6() throws Exception {
    ExitPolicy policy =
        relay(
                RELAY + "ExitRelay 1\nExitPolicyRejectPrivate 0\nIPv6Exit 1\nExitPolicy accept *:*",
                false)
            .exit()
            .policy();
    assertThat(policy.allows(PRIVATE, 80)).isTrue();
    assertThat(policy.allows(IPV6, 80)).isTrue();
  }

  /** Case fault-16. */
  @Test
  void exit_refusesItsOwnAddressesOfBothFamilies() throws Exception {
    String torrc =
        RELAY + "ORPort [2001:db8::7]:9001\nExitRelay 1\nIPv6Exit 1\nExitPolicy accept *:*\n";
    ExitPolicy policy = relay(torrc, false).exit().policy();
    assertThat(policy.allows(address("2001:db8::7"), 80)).isFalse();
    assertThat(policy.allows(address("2001:db8::8"), 80)).isTrue();
    assertThat(policy.allows(address("192.0.2.1"), 80)).isFalse();
    ExitPolicy open = relay(torrc + "ExitPolicyRejectPrivate 0", false).exit().policy();
    assertThat(open.allows(address("2001:db8::7"), 80)).isTrue();
  }

  /** Row B30: blanks of any kind, and commas too many. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "accept\t*:80,reject *:*",
        "accept  *:80 ,, reject *:*,",
        ",accept *:80,reject\t *:*"
      })
  void exitPolicy_writtenLoosely_isTaken(String policy) throws Exception {
    ExitPolicy read = relay(RELAY + "ExitPolicy " + policy, false).exit().policy();
    assertThat(read.allows(PUBLIC, 80)).isTrue();
    assertThat(read.allows(PUBLIC, 81)).isFalse();
  }

  @Test
  void exitPolicy_makesAnExit_unlessExitRelayForbidsIt() throws Exception {
    String torrc = RELAY + "ExitPolicy accept *:*\n";
    assertThat(relay(torrc, false).exit().policy().allows(PUBLIC, 80)).isTrue();
    assertThat(relay(torrc + "ExitRelay 0", false).exit().policy())
        .isEqualTo(ExitPolicy.REJECT_ALL);
  }

  @Test
  void exit_takesCtorsOptionsForNamesAndPeers() throws Exception {
    ExitSettings byDefault = relay(RELAY, false).exit();
    assertThat(byDefault).isEqualTo(ExitSettings.NONE);
    ExitSettings exit =
        relay(
                RELAY
                    + "RefuseUnknownExits 0\nServerDNSDetectHijacking 0\n"
                    + "ServerDNSTestAddresses a.example, b.example",
                false)
            .exit();
    assertThat(exit.refuseUnknown()).isFalse();
    assertThat(exit.detectHijacking()).isFalse();
    assertThat(exit.testNames()).containsExactly("a.example", "b.example");
  }

  @Test
  void maxOnionQueueDelay_isInMilliseconds_andZeroIsWhatTheNetworkSays() throws Exception {
    assertThat(relay(RELAY + "MaxOnionQueueDelay 250", false).limits().maxHandshakeDelay())
        .isEqualTo(Duration.ofMillis(250));
    assertThat(relay(RELAY + "MaxOnionQueueDelay 0", false).limits().maxHandshakeDelay()).isNull();
    assertThat(relay(RELAY, false).limits().maxHandshakeDelay()).isNull();
  }

  @Test
  void bandwidth_isCTors() throws Exception {
    assertThat(relay(RELAY, false).limits().bandwidth()).isEqualTo(Bandwidth.STANDARD);
    assertThat(
            relay(
                    RELAY
                        + "BandwidthRate 1 MB\nBandwidthBurst 2 MB\nRelayBandwidthRate 100 KB\n"
                        + "PerConnBWRate 80 KB\nMaxAdvertisedBandwidth 90 KB",
                    true)
                .limits()
                .bandwidth())
        .isEqualTo(
            new Bandwidth(
                new Rate(1 << 20, 2 << 20),
                new Rate(100 << 10, 100 << 10),
                80 << 10,
                0,
                true,
                90 << 10));
    assertThat(
            relay(RELAY + "BandwidthRate 1 MB\nRelayBandwidthBurst 3 MB", false)
                .limits()
                .bandwidth()
                .all())
        .isEqualTo(new Rate(3 << 20, 1 << 30));
  }

  @Test
  void defence_isTold_whatIsGiven_andNothingElse() throws Exception {
    assertThat(relay(RELAY, false).limits().parameters()).isEmpty();
    assertThat(
            relay(
                    RELAY
                        + "DoSCircuitCreationEnabled 1\nDoSConnectionEnabled 0\n"
                        + "DoSStreamCreationEnabled auto\nDoSCircuitCreationBurst 7\n"
                        + "DoSCircuitCreationRate 0\nDoSConnectionDefenseType 9\n"
                        + "DoSConnectionConnectDefenseTimePeriod 2 minutes",
                    false)
                .limits()
                .parameters())
        .isEqualTo(
            Map.of(
                NetworkParameter.DOS_CIRCUIT_CREATION_ENABLED, 1,
                NetworkParameter.DOS_CONNECTION_ENABLED, 0,
                NetworkParameter.DOS_CIRCUIT_CREATION_BURST, 7,
                NetworkParameter.DOS_CONNECTION_DEFENSE_TYPE, 2,
                NetworkParameter.DOS_CONNECTION_CONNECT_DEFENSE_TIME_PERIOD, 120));
  }

  @ParameterizedTest
  @CsvSource({
    "ORPort 70000, torrc:1: ORPort",
    "ORPort 9001, torrc:1: a relay needs its public IPv4 address",
    "ORPort [::1]:9001|Address 192.0.2.1, torrc:1: a relay needs an ORPort of IPv4",
    "ORPort 9001|Address relay.example, torrc:2: Address",
    "ORPort 9001|Address 300.1.1.1, torrc:2: Address",
    "ORPort 9001|Address 192.0.2.1|BandwidthRate 74 KB, torrc:3: BandwidthRate",
    "ORPort 9001|Address 192.0.2.1|RelayBandwidthRate 74 KB, torrc:3: RelayBandwidthRate",
    "ORPort 9001|Address 192.0.2.1|MaxAdvertisedBandwidth 37 KB, torrc:3: MaxAdvertisedBandwidth",
    "ORPort 9001|Address 192.0.2.1|BandwidthBurst 1 MB, torrc:3: BandwidthBurst",
    "ORPort 9001|Address 192.0.2.1|RelayBandwidthRate 2 MB|RelayBandwidthBurst 1 MB, torrc:4: Rel",
    "ORPort 9001|Address 192.0.2.1|ExitRelay 1|ExitPolicy accept *:0, torrc:4: ExitPolicy"
  })
  void badLine_isRefusedByItsPlace(String torrc, String complaint) {
    assertThatThrownBy(() -> read(torrc.replace('|', '\n'), false))
        .isInstanceOf(OptionException.class)
        .hasMessageStartingWith(complaint);
  }

  @Test
  void whatHasNoEffectYet_isSaid() throws Exception {
    relay("ORPort 9001 bogus\nORPort 9002\nAddress 192.0.2.1", false);
    assertThat(warnings).hasSize(2);
  }

  /** Row R05: what {@code tor --verify-config} of C tor 0.4.9.11 says of these. */
  @ParameterizedTest
  @CsvSource({
    "ORPort 9001 NoListen, false",
    "ORPort 9001 NoAdvertise, false",
    "ORPort 9001 NoListen NoAdvertise, false",
    "ORPort 9001 IPv4Only IPv6Only, false",
    "ORPort [::1]:9001 IPv4Only, false",
    "ORPort 127.0.0.1:9001 IPv6Only, false",
    "ORPort 9001 IPv6Only, false",
    "ORPort 9001 NoListen|ORPort 127.0.0.1:9090 NoAdvertise, true",
    "ORPort 9001 bogus, true",
    "ORPort 9001 IPv4Only|ORPort 9001 IPv6Only, true",
    "ORPort [2001:db8::1]:9001 NoListen|ORPort 9001 IPv4Only|ORPort [::1]:9090 NoAdvertise, true",
    "ORPort 9001|ORPort 9002, true",
    "ORPort 9001 nolisten|ORPort 9090 NOADVERTISE, true"
  })
  void orPorts_areRefusedAsByCtor(String ports, boolean valid) throws Exception {
    String torrc = ports.replace('|', '\n') + "\nAddress 192.0.2.1";
    if (valid) {
      assertThat(relay(torrc, false)).isNotNull();
    } else {
      assertThatThrownBy(() -> read(torrc, false)).isInstanceOf(OptionException.class);
    }
  }

  @Test
  void orPort_thatIsOnlyAdvertised_isSaidInPlaceOfTheOther() throws Exception {
    OrPorts ports =
        ports(
            relay(
                "ORPort 443 NoListen\nORPort 127.0.0.1:9090 NoAdvertise\n"
                    + "ORPort [2001:db8::1]:443 NoListen\nORPort [::1]:9091 NoAdvertise\n"
                    + "Address 192.0.2.1",
                false));
    assertThat(ports.listen().address())
        .isEqualTo(new InetSocketAddress(address("127.0.0.1"), 9090));
    assertThat(ports.port()).isEqualTo(443);
    assertThat(Objects.requireNonNull(ports.ipv6()).address())
        .isEqualTo(new InetSocketAddress(address("::1"), 9091));
    assertThat(ports.ipv6Address()).isEqualTo(new InetSocketAddress(address("2001:db8::1"), 443));
    assertThat(warnings).isEmpty();
  }

  @Test
  void orPortOfIpv6_isListenedOnBesideTheOther() throws Exception {
    Options relay =
        relay("ORPort [2001:db8::7]:9002 IPv6Only\n" + RELAY + "ORPort auto IPv4Only", false);
    assertThat(ports(relay).listen().address().getPort()).isEqualTo(9001);
    assertThat(Objects.requireNonNull(ports(relay).ipv6()).address())
        .isEqualTo(new InetSocketAddress(address("2001:db8::7"), 9002));
    assertThat(warnings).hasSize(1);
  }

  @Test
  void shutdownWaitLength_isThirtySecondsUnlessSaid() throws Exception {
    assertThat(relay(RELAY, false).limits().shutdownWait()).isEqualTo(Duration.ofSeconds(30));
    assertThat(relay(RELAY + "ShutdownWaitLength 2 minutes", false).limits().shutdownWait())
        .isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void serverDnsResolvConfFile_namesTheNameServers(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("names");
    Files.writeString(
        file,
        "# ours\nsearch example\nnameserver 192.0.2.53\nnameserver 127.0.0.1:5353\n"
            + "nameserver 2001:db8::53\nnameserver [::1]:53\n");
    assertThat(
            relay(RELAY + "ServerDNSResolvConfFile " + file, false).exit().nameServers().servers())
        .containsExactly(
            new InetSocketAddress(address("192.0.2.53"), 53),
            new InetSocketAddress(address("127.0.0.1"), 5353),
            new InetSocketAddress(address("2001:db8::53"), 53),
            new InetSocketAddress(address("::1"), 53));
    assertThat(relay(RELAY, false).exit().nameServers()).isEqualTo(ResolvConf.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nameserver one.example", "nameserver fe80::1%gone"})
  void serverDnsResolvConfFile_withoutAServer_leavesTheExitWithoutOne(
      String content, @TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("names"), content);
    assertThat(
            relay(RELAY + "ExitRelay 1\nServerDNSResolvConfFile " + file, false)
                .exit()
                .nameServers()
                .servers())
        .isEmpty();
  }

  @Test
  void serverDnsResolvConfFile_thatCannotBeRead_isRefused(@TempDir Path folder) {
    assertThatThrownBy(
            () -> read(RELAY + "ServerDNSResolvConfFile " + folder.resolve("none"), false))
        .isInstanceOf(OptionException.class)
        .hasMessageContaining("ServerDNSResolvConfFile");
  }

  private Options relay(String torrc, boolean testing) throws Exception {
    Options options = read(torrc, testing);
    assertThat(options.isRelay()).isTrue();
    return options;
  }

  private static OrPorts ports(Options options) {
    return Objects.requireNonNull(options.ports().onion());
  }

  private Options read(String text, boolean testing) throws Exception {
    String network = "\nTestingTorNetwork 1\nDirAuthority one orport=5001 127.0.0.1:5002 ";
    String all = testing ? text + network + "A".repeat(40) : text;
    Options options = OptionsReader.read(Torrc.of(TorrcLexer.lines("torrc", all), List.of()));
    warnings.addAll(options.warnings());
    return options;
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }
}
