package org.tropea.directory.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.protocol.linkspec.RelayTarget;

/** Row P19. */
class ReachableAddressesTest {
  private static final InetSocketAddress IPV4 = new InetSocketAddress("192.0.2.1", 443);
  private static final InetSocketAddress IPV6 = new InetSocketAddress("2001:db8::1", 9001);
  private static final List<InetSocketAddress> BOTH = List.of(IPV4, IPV6);
  private static final RsaIdentity RELAY = RsaIdentity.of(new byte[20]);

  private static ReachableAddresses by(String... rules) throws DecodeException {
    return new ReachableAddresses(true, true, false, ExitPolicy.read(List.of(rules)));
  }

  @Test
  void relayOfBoth_isReachedByOneAddress_theOneThatIsPreferred() {
    assertThat(ReachableAddresses.ALL.choose(BOTH)).contains(IPV4);
    ReachableAddresses six = new ReachableAddresses(true, true, true, ExitPolicy.ACCEPT_ALL);
    assertThat(six.choose(BOTH)).contains(IPV6);
    assertThat(six.choose(List.of(IPV4))).contains(IPV4);
    RelayTarget target = new RelayTarget(RELAY, null, BOTH);
    assertThat(six.choose(target).orElseThrow().addresses()).containsExactly(IPV6);
  }

  @Test
  void family_thatIsNotUsed_isNeverChosen() {
    ReachableAddresses six = new ReachableAddresses(false, true, true, ExitPolicy.ACCEPT_ALL);
    assertThat(six.choose(BOTH)).contains(IPV6);
    assertThat(six.choose(List.of(IPV4))).isEmpty();
    ReachableAddresses four = new ReachableAddresses(true, false, false, ExitPolicy.ACCEPT_ALL);
    assertThat(four.choose(List.of(IPV6))).isEmpty();
  }

  @Test
  void rules_sayWhereItLeads() throws DecodeException {
    ReachableAddresses https = by("accept *:443", "reject *:*");
    assertThat(https.choose(BOTH)).contains(IPV4);
    assertThat(https.allows(new InetSocketAddress("192.0.2.1", 9001))).isFalse();
    assertThat(by("reject *:443", "accept *:*").choose(BOTH)).contains(IPV6);
    assertThat(by("reject *:*").choose(new RelayTarget(RELAY, null, BOTH)))
        .isEqualTo(Optional.empty());
  }

  @Test
  void firstDirectories_areThoseThatCanBeReached_byThatAddress() throws DecodeException {
    FallbackDirectory both = new FallbackDirectory(RELAY, IPV4, IPV6, 2);
    FallbackDirectory one =
        new FallbackDirectory(RELAY, new InetSocketAddress("192.0.2.2", 9001), null, 1);
    assertThat(by("accept *:443", "reject *:*").fallbacks(List.of(both, one)))
        .containsExactly(new FallbackDirectory(RELAY, IPV4, null, 2));
    ReachableAddresses six = new ReachableAddresses(false, true, true, ExitPolicy.ACCEPT_ALL);
    assertThat(six.fallbacks(List.of(both, one)))
        .containsExactly(new FallbackDirectory(RELAY, IPV6, null, 2));
  }
}
