package org.tropea.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row S12: what may be said to an exit. */
class HostKindTest {
  @ParameterizedTest
  @CsvSource({
    "example.com, NAME",
    "EXAMPLE.com., NAME",
    "my_host.example, NAME",
    "a-b.example, NAME",
    "xn--bcher-kva.example, NAME",
    "onion, NAME",
    "exit, NAME",
    "onion.example, NAME",
    "local.example, NAME",
    "notlocalhost, NAME",
    "myonion, NAME",
    "1.2.3.4.5, NAME",
    "8.8.8.8, ADDRESS",
    "8.8.8.8., ADDRESS",
    "2001:db8::1, ADDRESS",
    "2001:DB8::1, ADDRESS",
    "localhost, INTERNAL",
    "LocalHost., INTERNAL",
    "x.localhost, INTERNAL",
    "local, INTERNAL",
    "Printer.LOCAL, INTERNAL",
    "printer.local., INTERNAL",
    "0.0.0.0, INTERNAL",
    "127.1.2.3, INTERNAL",
    "127.0.0.1., INTERNAL",
    "192.168.1.1, INTERNAL",
    "::1, INTERNAL",
    "::ffff:10.0.0.1, INTERNAL",
    "FE80::1, INTERNAL",
    "a.onion, ONION_SERVICE",
    "a.b.onion, ONION_SERVICE",
    "A.ONION, ONION_SERVICE",
    "a.oNiOn., ONION_SERVICE",
    "a.exit, EXIT_NOTATION",
    "www.example.com.Relay.EXIT., EXIT_NOTATION",
    "., MALFORMED",
    ".., MALFORMED",
    ".onion, MALFORMED",
    "a..onion, MALFORMED",
    "a.onion.., MALFORMED",
    "a..b, MALFORMED",
    "-a.example, MALFORMED",
    "_a.example, MALFORMED",
    "a.-b, MALFORMED",
    "a/b, MALFORMED",
    "a@b, MALFORMED",
    "fe80::1%eth0, MALFORMED",
    "2001:db8::1%1, MALFORMED",
    "1::2::3, MALFORMED"
  })
  void host_isWhatItMeans(String host, HostKind kind) {
    assertThat(HostKind.of(host)).isEqualTo(kind);
  }
}
