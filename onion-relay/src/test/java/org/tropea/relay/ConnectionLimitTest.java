package org.tropea.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Case link-26 by row R11: how many links one address may have. */
class ConnectionLimitTest {
  private static final InetAddress CLIENT = new InetSocketAddress("192.0.2.1", 1).getAddress();
  private static final InetAddress RELAY = new InetSocketAddress("192.0.2.2", 1).getAddress();

  private final ConnectionLimit limit = new ConnectionLimit(false);

  @Test
  void withoutConsensus_itIsAHundred_butInATestNetworkNone() {
    assertThat(limit.links(CLIENT)).isEqualTo(100);
    assertThat(new ConnectionLimit(true).links(CLIENT)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void consensus_thatDoesNotAskForIt_setsNone() {
    limit.set(Map.of("DoSConnectionMaxConcurrentCount", 7), Set.of(RELAY));
    assertThat(limit.links(CLIENT)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void consensus_thatAsksForIt_setsItForAllButRelays() {
    limit.set(Map.of("DoSConnectionEnabled", 1), Set.of(RELAY));
    assertThat(limit.links(CLIENT)).isEqualTo(100);
    assertThat(limit.links(RELAY)).isEqualTo(Integer.MAX_VALUE);
    assertThat(limit.isRelay(RELAY)).isTrue();
    assertThat(limit.isRelay(CLIENT)).isFalse();
    limit.set(
        Map.of("DoSConnectionEnabled", 1, "DoSConnectionMaxConcurrentCount", 7), Set.of(RELAY));
    assertThat(limit.links(CLIENT)).isEqualTo(7);
    assertThat(limit.links(RELAY)).isEqualTo(Integer.MAX_VALUE);
  }
}
