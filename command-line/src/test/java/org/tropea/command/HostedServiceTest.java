package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLexer;
import org.tropea.onionservice.effort.EffortQueue;
import org.tropea.onionservice.host.HostSettings;
import org.tropea.onionservice.host.HostSettings.IntroductionLimit;
import org.tropea.onionservice.host.HostSettings.StreamRules;
import org.tropea.onionservice.host.VirtualPort;

/** Rows O06 to O11 and O23: what a torrc says of the onion services of a node. */
class HostedServiceTest {
  private static List<HostedService> read(String torrc) throws OptionException {
    return HostedService.read(Torrc.of(TorrcLexer.lines("torrc", torrc), List.of()));
  }

  private static SocketAddress ip(String address, int port) throws Exception {
    return new InetSocketAddress(InetAddress.getByName(address), port);
  }

  @Test
  void service_thatIsToldNothing_isAsCtors() throws Exception {
    HostedService service = read("HiddenServiceDir /s/www\nHiddenServicePort 80").get(0);
    assertThat(service.directory()).isEqualTo(Path.of("/s/www"));
    assertThat(service.groupReads()).isFalse();
    assertThat(service.tellsCircuit()).isFalse();
    assertThat(service.settings()).isEqualTo(HostSettings.USUAL);
    assertThat(service.ports()).containsExactly(new VirtualPort(80, ip("127.0.0.1", 80)));
    assertThat(service).hasToString("HostedService");
  }

  @Test
  void lines_areOfTheServiceBeforeThem() throws Exception {
    List<HostedService> services =
        read(
            """
            HiddenServiceDir /s/one
            HiddenServicePort 80
            HiddenServicePort 80 127.0.0.1:8080
            HiddenServiceMaxStreams 7
            HiddenServiceMaxStreamsCloseCircuit 1
            HiddenServiceAllowUnknownPorts 1
            HiddenServiceDir /s/two
            HiddenServiceVersion 3
            HiddenServicePort 22 unix:/s/ssh
            HiddenServiceNumIntroductionPoints 5
            HiddenServiceDirGroupReadable 1
            HiddenServiceEnableIntroDoSDefense 1
            HiddenServiceEnableIntroDoSRatePerSec 10
            HiddenServiceEnableIntroDoSBurstPerSec 20
            HiddenServiceExportCircuitID haproxy
            HiddenServicePoWDefensesEnabled 1
            HiddenServicePoWQueueRate 7
            HiddenServicePoWQueueBurst 8
            PublishHidServDescriptors 0
            """);
    assertThat(services).hasSize(2);
    HostedService one = services.get(0);
    assertThat(one.ports())
        .containsExactly(
            new VirtualPort(80, ip("127.0.0.1", 80)), new VirtualPort(80, ip("127.0.0.1", 8080)));
    assertThat(one.settings().streams()).isEqualTo(new StreamRules(7, true, true));
    assertThat(one.settings().introductions().points()).isEqualTo(3);
    assertThat(one.settings().publishes()).isFalse();
    HostedService two = services.get(1);
    assertThat(two.ports())
        .containsExactly(new VirtualPort(22, UnixDomainSocketAddress.of("/s/ssh")));
    assertThat(two.settings().streams()).isEqualTo(StreamRules.USUAL);
    assertThat(two.settings().introductions().points()).isEqualTo(5);
    assertThat(two.settings().introductions().limit())
        .isEqualTo(Optional.of(new IntroductionLimit(10, 20)));
    assertThat(two.settings().introductions().proofs())
        .isEqualTo(Optional.of(new EffortQueue.Terms(7, 8)));
    assertThat(two.groupReads()).isTrue();
    assertThat(two.tellsCircuit()).isTrue();
  }

  @Test
  void servicesThatHideNothing_andThoseBehindOnionBalance_areRead() throws Exception {
    List<HostedService> services =
        read(
            """
            HiddenServiceSingleHopMode 1
            HiddenServiceNonAnonymousMode 1
            HiddenServiceDir /s/one
            HiddenServicePort 80
            HiddenServiceOnionBalanceInstance 1
            HiddenServiceDir /s/two
            HiddenServicePort 80
            """);
    assertThat(services).allMatch(service -> service.settings().single());
    assertThat(services).extracting(HostedService::balanced).containsExactly(true, false);
  }

  @ParameterizedTest
  @CsvSource({
    "80 8080, 127.0.0.1, 8080",
    "80 10.0.0.1, 10.0.0.1, 80",
    "80 10.0.0.1:81, 10.0.0.1, 81",
    "80 localhost:81, 127.0.0.1, 81",
    "80 [::1]:81, ::1, 81",
    "80 [::1], ::1, 80",
  })
  void target_isAsAtCtor(String written, String address, int port) throws Exception {
    assertThat(read("HiddenServiceDir /s\nHiddenServicePort " + written).get(0).ports())
        .containsExactly(new VirtualPort(80, ip(address, port)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HiddenServicePort 80",
        "HiddenServiceDir /s",
        "HiddenServiceDir /s\nHiddenServicePort 0",
        "HiddenServiceDir /s\nHiddenServicePort 65536",
        "HiddenServiceDir /s\nHiddenServicePort 80 70000",
        "HiddenServiceDir /s\nHiddenServicePort 80 127.0.0.1:0",
        "HiddenServiceDir /s\nHiddenServicePort 80 example.com:80",
        "HiddenServiceDir /s\nHiddenServicePort 80 127.0.0.1:80 more",
        "HiddenServiceDir /s\nHiddenServicePort 80\nHiddenServiceVersion 2",
        "HiddenServiceDir /s\nHiddenServicePort 80\nHiddenServiceNumIntroductionPoints 21",
        "HiddenServiceDir /s\nHiddenServicePort 80\nHiddenServiceMaxStreams 65536",
        "HiddenServiceDir /s\nHiddenServicePort 80\nHiddenServiceMaxStreams -1",
        "HiddenServiceDir /s\nHiddenServicePort 80\nHiddenServiceAllowUnknownPorts 2",
        "HiddenServiceDir /s\nHiddenServicePort 80\nHiddenServicePoWDefensesEnabled 2",
        "HiddenServiceDir /s\nHiddenServicePort 80\nHiddenServicePoWQueueRate -1",
        "HiddenServiceDir /s\nHiddenServicePort 80\nHiddenServiceExportCircuitID nginx",
        "HiddenServiceDir /s\nHiddenServicePort 80\nHiddenServiceDir /s\nHiddenServicePort 81",
        "HiddenServiceDir /s\nHiddenServicePort 80\nHiddenServiceEnableIntroDoSDefense 1\n"
            + "HiddenServiceEnableIntroDoSRatePerSec 300",
      })
  void lines_thatCannotBeMeant_areRefused(String torrc) {
    assertThatThrownBy(() -> read(torrc)).isInstanceOf(OptionException.class);
  }
}
