package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.Padding;
import org.tropea.protocol.cell.PaddingNegotiate;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.channel.PaddingRules.Silence;

/** Row L13: a link of a client, and what a relay does with what its clients ask for. */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
class LinkPaddingTest {
  private static final Duration STEP = Duration.ofMillis(50);
  private static final PaddingNegotiate STOP = new PaddingNegotiate(PaddingNegotiate.STOP, 0, 0);

  private final List<EmbeddedLink> links = new ArrayList<>();

  @AfterEach
  void close() {
    for (EmbeddedLink each : links) {
      each.stall(false);
      each.close();
    }
  }

  private EmbeddedLink open(LinkRules rules) {
    EmbeddedLink link = EmbeddedLink.open(rules);
    links.add(link);
    try {
      link.channel().attach(new RecordedEnd());
    } catch (ChannelException e) {
      throw new IllegalStateException(e);
    }
    return link;
  }

  private static LinkRules wishing(LinkWishes.Padding padding, boolean reduced) {
    return rules(
        PaddingRules.STANDARD, new LinkWishes(padding, reduced, LinkWishes.USUAL.keepalive()));
  }

  private static LinkRules rules(PaddingRules padding, LinkWishes wishes) {
    LinkRules usual = LinkRules.STANDARD;
    return new LinkRules(
        usual.priority(),
        padding,
        usual.betweenRelays(),
        usual.isRelay(),
        usual.isAuthority(),
        wishes);
  }

  /** How long it is until a cell of padding comes, in milliseconds; -1 for none in so long. */
  private static long silence(EmbeddedLink link, Duration most) {
    for (long waited = STEP.toMillis(); waited <= most.toMillis(); waited += STEP.toMillis()) {
      link.advance(STEP);
      List<Cell> cells = link.peer().received();
      if (!cells.isEmpty()) {
        assertThat(cells).containsExactly(new Padding());
        return waited;
      }
    }
    return -1;
  }

  private static List<Long> silences(EmbeddedLink link, int count) {
    List<Long> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(silence(link, Duration.ofSeconds(20)));
    }
    return all;
  }

  @Test
  void idleLink_thatCarriedACircuit_isPaddedAfterTheLargerOfTwoDraws() {
    EmbeddedLink link = open(LinkRules.STANDARD);
    link.channel().carriesCircuits();
    List<Long> all = silences(link, 200);
    assertThat(all).allMatch(each -> each >= 1_500 && each <= 9_500 + STEP.toMillis());
    // The mean of the larger of two is two thirds of the way; its error here is about 135.
    assertThat(all.stream().mapToLong(each -> each).average().orElseThrow())
        .isCloseTo(1_500 + 8_000 * 2 / 3.0, within(800.0));
  }

  @Test
  void link_withoutCircuitsOfSeveralHops_isNotPadded() {
    EmbeddedLink link = open(LinkRules.STANDARD);
    link.channel().carriesTrafficOfOrigin();
    assertThat(silence(link, Duration.ofMinutes(2))).isNegative();
  }

  @Test
  void link_thatIsBusy_isNotPadded() {
    EmbeddedLink link = open(LinkRules.STANDARD);
    link.channel().carriesCircuits();
    for (int i = 0; i < 100; i++) {
      link.advance(Duration.ofMillis(700));
      link.peer().send(new Padding());
      link.advance(Duration.ofMillis(700));
      link.channel().write(new Relay(5, false, new byte[509]));
      link.channel().flush();
    }
    assertThat(link.peer().received()).hasSize(100).noneMatch(Padding.class::isInstance);
    assertThat(silence(link, Duration.ofSeconds(10))).isBetween(1_500L, 9_550L);
  }

  @Test
  void link_withoutRoom_isNotPadded() {
    EmbeddedLink link = open(LinkRules.STANDARD);
    link.channel().carriesCircuits();
    link.stall(true);
    while (link.channel().isWritable()) {
      link.channel().write(new Relay(5, false, new byte[509]));
      link.channel().flush();
    }
    link.advance(Duration.ofMinutes(1));
    link.stall(false);
    assertThat(link.peer().received()).isNotEmpty().noneMatch(Padding.class::isInstance);
  }

  @Test
  void clientThatWantsNone_saysSo_andSendsNone() {
    EmbeddedLink link = open(wishing(LinkWishes.Padding.OFF, true));
    assertThat(link.peer().received()).containsExactly(STOP);
    link.channel().carriesCircuits();
    assertThat(silence(link, Duration.ofMinutes(2))).isNegative();
  }

  @Test
  void clientThatWantsLess_saysSo_andSendsLess() {
    EmbeddedLink link = open(wishing(LinkWishes.Padding.AUTO, true));
    assertThat(link.peer().received()).containsExactly(STOP);
    link.channel().carriesCircuits();
    assertThat(silences(link, 50))
        .allMatch(each -> each >= 9_000 && each <= 14_000 + STEP.toMillis());
  }

  @Test
  void client_takesNoAdviceOfItsRelay() {
    EmbeddedLink link = open(LinkRules.STANDARD);
    link.channel().carriesCircuits();
    link.peer().send(STOP);
    assertThat(silence(link, Duration.ofSeconds(10))).isPositive();
  }

  /** What the relay's end of a link does, which here has been asked for this. */
  private EmbeddedLink relayAsked(LinkRules rules, PaddingNegotiate asked) {
    EmbeddedLink link = open(LinkRules.STANDARD);
    LinkPadding padding = new LinkPadding(link.channel(), EmbeddedLink.party(rules), true, true);
    padding.negotiate(asked);
    padding.carriesTraffic();
    return link;
  }

  @Test
  void relay_doesAsItsClientAsks_butPadsNoMoreThanTheNetworkSays() {
    PaddingNegotiate often = new PaddingNegotiate(PaddingNegotiate.START, 100, 200);
    PaddingNegotiate seldom = new PaddingNegotiate(PaddingNegotiate.START, 20_000, 30_000);
    assertThat(silence(relayAsked(LinkRules.STANDARD, STOP), Duration.ofMinutes(2))).isNegative();
    assertThat(silences(relayAsked(LinkRules.STANDARD, often), 50))
        .allMatch(each -> each >= 1_500 && each <= 9_550);
    assertThat(silence(relayAsked(LinkRules.STANDARD, seldom), Duration.ofMinutes(1)))
        .isBetween(20_000L, 30_050L);
  }

  @Test
  void linkBetweenRelays_isPadded_onlyWhereTheNetworkSaysSo() {
    PaddingNegotiate start = new PaddingNegotiate(PaddingNegotiate.START, 0, 0);
    for (boolean betweenRelays : List.of(false, true)) {
      PaddingRules usual = PaddingRules.STANDARD;
      LinkRules rules =
          new LinkRules(
              PriorityDecay.STANDARD,
              new PaddingRules(usual.silence(), usual.reducedSilence(), true, betweenRelays),
              Duration.ofHours(1),
              peer -> true,
              peer -> false,
              LinkWishes.USUAL);
      assertThat(silence(relayAsked(rules, start), Duration.ofMinutes(1)) > 0)
          .isEqualTo(betweenRelays);
    }
  }

  @Test
  void network_thatWantsNone_getsNone_andOneThatWantsTrafficFirst_getsItThen() {
    Silence never = new Silence(0, 0);
    EmbeddedLink none = open(rules(new PaddingRules(never, never, true, false), LinkWishes.USUAL));
    none.channel().carriesCircuits();
    assertThat(silence(none, Duration.ofMinutes(1))).isNegative();
    PaddingRules usual = PaddingRules.STANDARD;
    EmbeddedLink later =
        open(
            rules(
                new PaddingRules(usual.silence(), usual.reducedSilence(), false, false),
                LinkWishes.USUAL));
    later.channel().carriesCircuits();
    assertThat(silence(later, Duration.ofMinutes(1))).isNegative();
    later.channel().carriesTrafficOfOrigin();
    assertThat(silence(later, Duration.ofSeconds(20))).isPositive();
  }
}
