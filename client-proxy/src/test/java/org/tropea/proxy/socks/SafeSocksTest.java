package org.tropea.proxy.socks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.tropea.protocol.Vector.hex;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tropea.proxy.address.AddressMap;
import org.tropea.proxy.address.AddressRule;
import org.tropea.proxy.request.Caution;
import org.tropea.proxy.request.PortRules;
import org.tropea.proxy.request.ProgramChannel;
import org.tropea.proxy.request.Requests;

/** Row S12, case socks-15: requests for addresses, by every command and kind of address. */
class SafeSocksTest extends OverSocks {
  private static final Caution SAFE =
      new Caution(program -> true, true, false, Set.of(), Set.of(), true);

  /** What it is, the request, and the answer with SafeSocks; empty where it is handed on. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "SOCKS5 CONNECT to an IPv4 address, 050100 05010001 5db8d822 0050, 0500 05020001000000000000",
    "SOCKS5 CONNECT to an IPv6 address, 050100 05010004 26062800000000000000000000000001 0050,"
        + " 0500 05020001000000000000",
    "SOCKS5 CONNECT to a name, 050100 05010003 0161 0050, 0500",
    "SOCKS5 RESOLVE of an address, 050100 05f00001 5db8d822 0000, 0500 05020001000000000000",
    "SOCKS5 RESOLVE of a name, 050100 05f00003 0161 0000, 0500",
    "SOCKS5 RESOLVE_PTR, 050100 05f10001 5db8d822 0000, 0500",
    "SOCKS4 CONNECT, 0401 0050 5db8d822 00, 005b000000000000",
    "SOCKS4 RESOLVE, 04f0 0050 5db8d822 00, 005b000000000000",
    "SOCKS4a CONNECT, 0401 0050 00000001 00 6100, ''",
    "SOCKS4a RESOLVE, 04f0 0050 00000001 00 6100, ''",
    "SOCKS5 CONNECT to a mapped address, 050100 05010001 5db8d823 0050, 0500"
  })
  void request_isRefusedWithSafeSocks_andHandedOnWithout(
      String what, String request, String answer) {
    ProgramChannel safe = serve(new ProgramChannel(), requests(SAFE));
    safe.send(hex(request));
    assertThat(safe.answer()).isEqualTo(hex(answer));
    boolean refused = answer.contains("0502") || answer.contains("5b");
    assertThat(safe.isOpen()).isEqualTo(!refused);
    assertThat(network.isolations).hasSize(refused ? 0 : 1);
    ProgramChannel usual = serve(new ProgramChannel(), requests(Caution.USUAL));
    usual.send(hex(request));
    assertThat(network.isolations).hasSize(refused ? 1 : 2);
  }

  @Test
  void requestsForAddresses_areWarnedOf_nowAndThen() {
    for (int i = 0; i < 5; i++) {
      serve(new ProgramChannel(), requests(Caution.USUAL))
          .send(hex("050100 05010001 5db8d822 0050"));
    }
    verify(network.log, times(1)).warn(contains("for an address"), any(Object[].class));
  }

  /** Only test networks lead there: {@code testnet --check} asks so itself. */
  @Test
  void requestForAPrivateAddress_isNotWarnedOf() {
    serve(new ProgramChannel(), requests(Caution.USUAL)).send(hex("050100 05010001 7f000001 0050"));
    verify(network.log, never()).warn(contains("asked a resolver"), any(Object[].class));
  }

  private Requests requests(Caution caution) {
    AddressMap.Settings usual = AddressMap.Settings.USUAL;
    return network.requests(
        PortRules.USUAL,
        caution,
        new AddressMap.Settings(
            List.of(AddressRule.of("93.184.216.35", "a.example")),
            List.of(),
            usual.ipv4(),
            usual.ipv6()));
  }
}
