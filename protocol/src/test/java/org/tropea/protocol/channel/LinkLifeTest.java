package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.cell.Padding;
import org.tropea.protocol.cell.Relay;

/** Row L14: how long a link stays, and what is written on one that nobody uses. */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
class LinkLifeTest {
  private static final int LINKS = 20;

  private final List<EmbeddedLink> links = new ArrayList<>();

  @AfterEach
  void close() {
    links.forEach(EmbeddedLink::close);
  }

  private EmbeddedLink open(LinkRules rules) {
    EmbeddedLink link = EmbeddedLink.open(rules);
    links.add(link);
    return link;
  }

  private static LinkRules rules(boolean betweenRelays, LinkWishes wishes) {
    return new LinkRules(
        PriorityDecay.STANDARD,
        PaddingRules.STANDARD,
        Duration.ofHours(1),
        peer -> betweenRelays,
        peer -> false,
        wishes);
  }

  private void assertIdleFrom(LinkRules rules, Duration least, Duration most) {
    for (int i = 0; i < LINKS; i++) {
      EmbeddedLink link = open(rules);
      link.advance(least.minusSeconds(1));
      assertThat(link.peer().isOpen()).isTrue();
      link.advance(most.minus(least).plusSeconds(2));
      link.peer().expectClosed();
    }
  }

  @Test
  void linkWithoutCircuits_ends_soonerAtAClientThanBetweenRelays() {
    assertIdleFrom(rules(true, LinkWishes.USUAL), Duration.ofMinutes(45), Duration.ofMinutes(75));
    assertIdleFrom(rules(false, LinkWishes.USUAL), Duration.ofMinutes(3), Duration.ofSeconds(270));
    assertIdleFrom(
        rules(false, new LinkWishes(LinkWishes.Padding.AUTO, true, Duration.ofMinutes(5))),
        Duration.ofSeconds(90),
        Duration.ofSeconds(135));
  }

  @Test
  void linkOnWhichNothingIsWritten_getsACellOfPadding_eachFiveMinutes() throws Exception {
    EmbeddedLink link = open(LinkRules.STANDARD);
    link.channel().attach(new RecordedEnd());
    for (int i = 0; i < 3; i++) {
      link.advance(Duration.ofSeconds(299));
      link.peer().expectNothing();
      link.advance(Duration.ofSeconds(2));
      link.peer().expect(Padding.class);
      link.peer().expectNothing();
    }
    for (int i = 0; i < 3; i++) {
      link.advance(Duration.ofSeconds(200));
      link.channel().write(new Relay(5, false, new byte[509]));
      link.channel().flush();
      link.peer().expect(Relay.class);
      link.peer().expectNothing();
    }
  }

  @Test
  void linkOfAWeek_takesNoMoreCircuits_andEndsWithItsLast() throws Exception {
    EmbeddedLink link = open(LinkRules.STANDARD);
    ChannelCircuit circuit = link.channel().attach(new RecordedEnd());
    link.advance(Duration.ofDays(7).minusSeconds(1));
    assertThat(link.channel().isRetired()).isFalse();
    link.advance(Duration.ofSeconds(1));
    assertThat(link.channel().isRetired()).isTrue();
    link.advance(Duration.ofMinutes(10));
    assertThat(link.peer().isOpen()).isTrue();
    circuit.detach();
    link.advance(Duration.ofSeconds(1));
    link.peer().expectClosed();
  }
}
