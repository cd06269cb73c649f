package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.cell.Netinfo;
import org.tropea.protocol.cell.Versions;

/** Row L09: what is learned from a relay's NETINFO. */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
class PeerViewTest {
  private final List<PeerView> views = new ArrayList<>();

  private PeerView view(long timestamp) {
    LinkObserver observer =
        new LinkObserver() {
          @Override
          public void heard(LinkFacts link, PeerView view) {
            views.add(view);
          }
        };
    try (EmbeddedLink link = EmbeddedLink.watched(new LinkWatch(observer))) {
      link.peer().expect(Versions.class);
      InetAddress address = InetAddress.getLoopbackAddress();
      link.peer()
          .send(
              ScriptedPeer.versions(),
              RelayCredentials.one().certs(),
              ScriptedPeer.authChallenge(),
              new Netinfo(timestamp, address, List.of(address)));
    }
    assertThat(views).hasSize(1);
    return views.remove(0);
  }

  @Test
  void netinfo_ofARelay_tellsItsTimeAndOurAddress() {
    long now = RelayCredentials.NOW.getEpochSecond();
    assertThat(view(now)).isEqualTo(new PeerView(Duration.ZERO, InetAddress.getLoopbackAddress()));
    assertThat(view(now - 3_601).ahead()).isEqualTo(Duration.ofSeconds(3_601));
    assertThat(view(now + 7_200).ahead()).isEqualTo(Duration.ofHours(-2));
    assertThat(view(0).isSkewed()).isTrue();
    assertThat(view(0xffff_ffffL).isSkewed()).isTrue();
  }

  @Test
  void skew_ofMoreThanAnHour_isSpokenOf() {
    assertThat(new PeerView(Duration.ofHours(1), null).isSkewed()).isFalse();
    assertThat(new PeerView(Duration.ofHours(-1).minusSeconds(1), null).isSkewed()).isTrue();
    assertThat(new PeerView(Duration.ofHours(-2), null).warning())
        .isEqualTo(
            "An authority's clock differs from this machine's, which is behind by 120 minutes:"
                + " Tor needs a clock that is right, so check its time and time zone");
  }
}
