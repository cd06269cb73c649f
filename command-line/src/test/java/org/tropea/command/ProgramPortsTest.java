package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.client.pool.Isolation.By;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLexer;
import org.tropea.proxy.ListenerSettings;
import org.tropea.proxy.ListenerSettings.Kind;
import org.tropea.proxy.ListenerSettings.UnixAccess;
import org.tropea.proxy.request.PortRules;
import org.tropea.proxy.request.PortRules.Manners;
import org.tropea.proxy.request.PortRules.Reach;

/** Rows S05 to S09: the ports at which programs ask, and their flags. */
class ProgramPortsTest {
  @Test
  void portsOfAllKinds_standSideBySide() throws Exception {
    List<ListenerSettings> ports =
        read("SocksPort 1\nSocksPort [::1]:2\nHTTPTunnelPort 3\nDNSPort auto").ports().programs();
    assertThat(ports)
        .extracting(ListenerSettings::kind)
        .containsExactly(Kind.SOCKS, Kind.SOCKS, Kind.HTTP_TUNNEL, Kind.DNS);
    assertThat(ports)
        .extracting(port -> ((InetSocketAddress) port.address()).getPort())
        .containsExactly(1, 2, 3, 0);
    assertThat(ports).extracting(ListenerSettings::rules).containsOnly(PortRules.USUAL);
  }

  @Test
  void withoutLines_thereIsOneSocksPort() throws Exception {
    assertThat(read("").ports().programs()).hasSize(1);
    assertThat(read("SocksPort 0\nDNSPort 0\nHTTPTunnelPort 0").ports().programs()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "IsolateDestPort, DESTINATION_PORT",
    "isolatedestaddrs, DESTINATION_ADDRESS",
    "IsolateClientProtocol, CLIENT_PROTOCOL"
  })
  void isolationFlag_adds(String flag, By kind) throws Exception {
    assertThat(rules(flag).apart()).containsExactlyInAnyOrder(kind, By.CLIENT_ADDRESS, By.LOGIN);
    assertThat(rules(flag + " No" + flag)).isEqualTo(PortRules.USUAL);
  }

  @Test
  void isolationFlags_canBeTakenAway() throws Exception {
    assertThat(rules("NoIsolateClientAddr").apart()).containsExactly(By.LOGIN);
    PortRules withoutLogin = rules("NoIsolateSOCKSAuth");
    assertThat(withoutLogin.apart()).containsExactly(By.CLIENT_ADDRESS);
    assertThat(withoutLogin.manners().withoutLoginFirst()).as("as in C tor").isTrue();
    assertThat(rules("SessionGroup=7").sessionGroup()).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({
    "NoIPv4Traffic, false, true, false, true, true",
    "NoIPv6Traffic, true, false, false, true, true",
    "PreferIPv6, true, true, true, true, true",
    "NoDNSRequest, true, true, false, false, true",
    "NoOnionTraffic, true, true, false, true, false",
    "OnionTrafficOnly, false, false, false, false, true"
  })
  void reachFlags_areRead(
      String flag, boolean ipv4, boolean ipv6, boolean first, boolean names, boolean onion)
      throws Exception {
    assertThat(rules(flag).reach()).isEqualTo(new Reach(ipv4, ipv6, first, names, onion));
  }

  @ParameterizedTest
  @CsvSource({
    "PreferSOCKSNoAuth, true, false, false, true",
    "ExtendedErrors, false, true, false, true",
    "KeepAliveIsolateSOCKSAuth, false, false, true, true",
    "NoPreferIPv6Automap, false, false, false, false"
  })
  void mannerFlags_areRead(
      String flag, boolean noLogin, boolean extended, boolean lasting, boolean ipv6)
      throws Exception {
    assertThat(rules(flag).manners()).isEqualTo(new Manners(noLogin, extended, lasting, ipv6));
  }

  @ParameterizedTest
  @CsvSource({
    "unix:/run/x, /run/x, false, false, false",
    "'unix:\"/run/a b\"', /run/a b, false, false, false",
    "unix:/run/x GroupWritable, /run/x, true, false, false",
    "unix:/run/x WorldWritable RelaxDirModeCheck, /run/x, false, true, true"
  })
  void unixSocket_isRead(String value, String path, boolean group, boolean world, boolean relaxed)
      throws Exception {
    ListenerSettings port = read("SocksPort " + value).ports().programs().get(0);
    assertThat(port.address()).isEqualTo(UnixDomainSocketAddress.of(path));
    assertThat(port.access()).isEqualTo(new UnixAccess(group, world, relaxed));
  }

  @Test
  void unixSockets_canBeTheGroupsByDefault() throws Exception {
    String torrc = "UnixSocksGroupWritable 1\nSocksPort unix:/run/x";
    assertThat(read(torrc).ports().programs().get(0).access().group()).isTrue();
    assertThat(read(torrc + " NoGroupWritable").ports().programs().get(0).access())
        .isEqualTo(UnixAccess.OWNER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SocksPort 1 SessionGroup=x",
        "SocksPort 1 SessionGroup=-1",
        "SocksPort 1 SessionGroup=1 SessionGroup=2",
        "SocksPort 1 NoIPv4Traffic NoIPv6Traffic",
        "SocksPort 1 NoIPv4Traffic NoIPv6Traffic NoDNSRequest NoOnionTraffic",
        "SocksPort 1 GroupWritable",
        "SocksPort 1 NoIsolateSOCKSAuth KeepAliveIsolateSOCKSAuth",
        "DNSPort 1 NoDNSRequest",
        "HTTPTunnelPort unix:/run/x",
        "DNSPort 0\nDNSPort 5"
      })
  void portsThatCannotWork_areRefused(String torrc) {
    assertThatThrownBy(() -> read(torrc)).isInstanceOf(OptionException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SocksPort 1 UseDNSCache",
        "SocksPort 1 NoCacheIPv4DNS",
        "SocksPort 1 Nonsense",
        "DNSPort 0.0.0.0:53",
        "HTTPTunnelPort 0.0.0.0:80"
      })
  void portsThatAreOdd_areWarnedOf(String torrc) throws Exception {
    assertThat(read(torrc).warnings()).hasSize(1);
  }

  private static PortRules rules(String flags) throws Exception {
    Options options = read("SocksPort 9050 " + flags);
    assertThat(options.warnings()).isEmpty();
    return options.ports().programs().get(0).rules();
  }

  private static Options read(String text) throws OptionException {
    return OptionsReader.read(Torrc.of(TorrcLexer.lines("torrc", text), List.of()));
  }
}
