package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLexer;
import org.tropea.proxy.address.AddressMap;
import org.tropea.proxy.address.AddressRule;
import org.tropea.proxy.request.Caution;

/** Rows S11 and S12: what a torrc says of programs' requests. */
class ProgramOptionsTest {
  @Test
  void nothingGiven_isCTorsDefault() throws Exception {
    ProgramOptions options = read("");
    Caution usual = Caution.USUAL;
    assertThat(options.caution())
        .isEqualTo(
            new Caution(
                options.caution().admits(),
                false,
                false,
                usual.warnPorts(),
                usual.refusePorts(),
                true));
    assertThat(options.addresses()).isEqualTo(AddressMap.Settings.USUAL);
  }

  @Test
  void cautions_areRead() throws Exception {
    Caution caution =
        read("SafeSocks 1\nTestSocks 1\nWarnPlaintextPorts 21, 25\nRejectPlaintextPorts 25")
            .caution();
    assertThat(caution.refuseAddresses()).isTrue();
    assertThat(caution.tellAddresses()).isTrue();
    assertThat(caution.warnPorts()).containsExactlyInAnyOrder(21, 25);
    assertThat(caution.refusePorts()).containsExactly(25);
    assertThat(read("ClientRejectInternalAddresses 0").caution().refuseInternal()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'accept 127.0.0.1, reject *', 127.0.0.1, true",
    "'accept 127.0.0.1, reject *', 127.0.0.2, false",
    "'accept 127.0.0.1, reject *', ::1, false",
    "reject 10.0.0.0/8, 10.1.2.3, false",
    "reject 10.0.0.0/8, 11.1.2.3, true",
    "reject 10.0.0.0/8:25, 10.1.2.3, false",
    "'accept [::1], reject *', ::1, true",
    "'accept6 FC00::/7, reject *', fc00::1, true",
    "reject private, 192.168.0.1, false"
  })
  void socksPolicy_admits(String policy, String program, boolean admitted) throws Exception {
    assertThat(
            read("SocksPolicy " + policy)
                .caution()
                .admits()
                .test(InetAddress.getAllByName(program)[0]))
        .isEqualTo(admitted);
  }

  @Test
  void addresses_areRead() throws Exception {
    AddressMap.Settings addresses =
        read("MapAddress a.example 192.0.2.1\nMapAddress *.b.example *.c.example\n"
                + "AutomapHostsOnResolve 1\nAutomapHostsSuffixes onion, .test\n"
                + "VirtualAddrNetworkIPv4 10.192.0.0/10\nVirtualAddrNetworkIPv6 [fd00::]/16")
            .addresses();
    assertThat(addresses.rules())
        .containsExactly(
            AddressRule.of("a.example", "192.0.2.1"), AddressRule.of("*.b.example", "*.c.example"));
    assertThat(addresses.automapSuffixes()).containsExactly(".onion", ".test");
    assertThat(addresses.ipv4().bits()).isEqualTo(10);
    assertThat(addresses.ipv6().base()).isEqualTo(InetAddress.getAllByName("fd00::")[0]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MapAddress a.example",
        "MapAddress a.example b.exit",
        "MapAddress a.example *.b.example",
        "VirtualAddrNetworkIPv4 10.0.0.0/17",
        "VirtualAddrNetworkIPv4 [fd00::]/10",
        "VirtualAddrNetworkIPv6 10.0.0.0/10",
        "VirtualAddrNetworkIPv6 [fd00::]/105",
        "VirtualAddrNetworkIPv6 [fd00::]",
        "SocksPolicy accept nowhere",
        "RejectPlaintextPorts x"
      })
  void optionThatCannotBe_isRefused(String torrc) {
    assertThatThrownBy(() -> read(torrc)).isInstanceOf(OptionException.class);
  }

  private static ProgramOptions read(String text) throws OptionException {
    return OptionsReader.read(Torrc.of(TorrcLexer.lines("torrc", text), List.of())).programs();
  }
}
