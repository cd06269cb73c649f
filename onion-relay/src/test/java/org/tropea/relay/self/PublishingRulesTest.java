package org.tropea.relay.self;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RelayDescription.Bandwidth;
import org.tropea.directory.document.RelayDescriptionBuilder;

/** Row R03. */
class PublishingRulesTest {
  private static final Instant START = Instant.parse("2026-11-20T22:00:00Z");

  private static RelayDescriptionBuilder at(Duration age) {
    return RelayDescription.builder(
            "ours", new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001))
        .published(START.plus(age))
        .uptime(age.toSeconds())
        .bandwidth(new Bandwidth(1000, 2000, 500));
  }

  private static boolean changed(RelayDescriptionBuilder now) {
    return PublishingRules.hasChanged(at(Duration.ZERO).build(), now.build(), START);
  }

  @Test
  void description_olderOnly_hasNotChanged() {
    assertThat(changed(at(Duration.ofHours(17)))).isFalse();
    assertThat(PublishingRules.forced(START)).isEqualTo(START.plus(Duration.ofHours(18)));
  }

  @Test
  void description_ofAnotherPolicyOrContact_hasChanged() {
    assertThat(changed(at(Duration.ofMinutes(1)).exitPolicy(ExitPolicy.DEFAULT))).isTrue();
    assertThat(changed(at(Duration.ofMinutes(1)).contact("me"))).isTrue();
    assertThat(changed(at(Duration.ofMinutes(1)).hibernating(true))).isTrue();
  }

  @Test
  void bandwidth_twiceAsFast_countsOnTheFirstDayOnly_andNotAtOnce() {
    Bandwidth twice = new Bandwidth(1000, 2000, 1000);
    Bandwidth more = new Bandwidth(1000, 2000, 999);
    assertThat(changed(at(Duration.ofHours(1)).bandwidth(twice))).isFalse();
    assertThat(changed(at(Duration.ofHours(3)).bandwidth(more))).isFalse();
    assertThat(changed(at(Duration.ofHours(3)).bandwidth(twice))).isTrue();
    assertThat(changed(at(Duration.ofHours(25)).bandwidth(twice))).isFalse();
  }
}
