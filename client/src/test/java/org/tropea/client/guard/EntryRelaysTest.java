package org.tropea.client.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.Relay;

/** TROVE-2026-030: a guard is blamed for links that did not come about, and once for each. */
class EntryRelaysTest {
  private Instant now = Instant.parse("2026-11-27T12:00:00Z");
  private final EntryRelays entries = new EntryRelays(() -> now);
  private final Relay one = relay("11");
  private final Relay two = relay("22");

  @Test
  void unreachable_relay_isAvoidedForFiveMinutes() {
    assertThat(entries.mayEnter(one)).isTrue();
    assertThat(entries.unreachable(one)).isTrue();
    assertThat(entries.mayEnter(one)).isFalse();
    assertThat(entries.mayEnter(two)).isTrue();
    now = now.plus(Duration.ofMinutes(5));
    assertThat(entries.mayEnter(one)).isTrue();
  }

  @Test
  void unreachable_again_isNoNews_andDoesNotProlongIt() {
    assertThat(entries.unreachable(one)).isTrue();
    now = now.plus(Duration.ofMinutes(4));
    assertThat(entries.unreachable(one)).isFalse();
    now = now.plus(Duration.ofMinutes(1));
    assertThat(entries.mayEnter(one)).isTrue();
  }

  @Test
  void reached_orForgiven_isNotAvoided() {
    assertThat(entries.unreachable(one)).isTrue();
    entries.reached(one);
    assertThat(entries.mayEnter(one)).isTrue();
    assertThat(entries.unreachable(one)).isTrue();
    assertThat(entries.unreachable(two)).isTrue();
    entries.forgive();
    assertThat(entries.mayEnter(one)).isTrue();
    assertThat(entries.mayEnter(two)).isTrue();
  }

  private static Relay relay(String twoDigits) {
    Relay relay = mock(Relay.class);
    try {
      when(relay.identity()).thenReturn(RsaIdentity.fromHex(twoDigits.repeat(20)));
    } catch (DecodeException e) {
      throw new AssertionError(e);
    }
    return relay;
  }
}
