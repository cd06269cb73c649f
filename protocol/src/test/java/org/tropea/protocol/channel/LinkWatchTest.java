package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.cell.CellCommand;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Padding;

@ExtendWith({NoLeaks.class, QuietPipelines.class})
class LinkWatchTest {
  private final RecordedLinks observer = new RecordedLinks();
  private final LinkWatch watch = new LinkWatch(observer);
  private final EmbeddedLink link = EmbeddedLink.watched(watch);

  @AfterEach
  void close() {
    link.stall(false);
    link.close();
  }

  private TorChannel open() {
    link.peer().handshake();
    return link.channel();
  }

  /** How a link ends. */
  interface Ending {
    void of(EmbeddedLink link) throws ChannelException;
  }

  static Stream<Arguments> endings() {
    return Stream.of(
        Arguments.of(LinkEnd.IDLE, (Ending) link -> link.advance(Duration.ofSeconds(270))),
        Arguments.of(LinkEnd.OURS, (Ending) link -> link.channel().close()),
        Arguments.of(LinkEnd.THEIRS, (Ending) link -> link.peer().close()),
        Arguments.of(
            LinkEnd.PROTOCOL, (Ending) link -> link.peer().send(RelayCredentials.one().certs())),
        Arguments.of(
            LinkEnd.RESOURCE_LIMIT,
            (Ending)
                link -> {
                  link.stall(true);
                  for (int i = 0; i < 2 * TorChannel.MAX_DESTROYS; i++) {
                    link.channel().refuse(i, DestroyReason.NONE);
                  }
                  link.stall(false);
                }),
        Arguments.of(
            LinkEnd.INTERNAL,
            (Ending)
                link ->
                    link.client().pipeline().fireExceptionCaught(new AssertionError("a mistake"))));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void link_openedAndClosed_isToldOnceWithTheReason(LinkEnd end, Ending ending)
      throws ChannelException {
    open();
    assertThat(observer.events).containsExactly("opened link 1 to a relay");
    ending.of(link);
    link.pump();
    assertThat(observer.events)
        .containsExactly("opened link 1 to a relay", "closed link 1 to a relay: " + end);
    assertThat(watch.totals())
        .extracting(LinkTotals::opened, LinkTotals::closed, LinkTotals::failed)
        .containsExactly(1L, 1L, 0L);
  }

  @Test
  void facts_ofALink_sayWhoIsThere_butPrintNobody() {
    LinkFacts facts = open().facts();
    assertThat(facts.initiator()).isTrue();
    assertThat(facts.address()).isEqualTo(EmbeddedLink.ADDRESS);
    assertThat(facts.peer()).isNotNull();
    assertThat(facts).hasToString("link 1 to a relay");
    assertThat(new LinkFacts(7, false, null, EmbeddedLink.ADDRESS))
        .hasToString("link 7 from a client");
  }

  @Test
  void cellsAndBytes_bothWays_areCounted() throws ChannelException {
    TorChannel channel = open();
    LinkTraffic before = watch.totals().carried();
    assertThat(before.cellsIn()).as("cells of the handshake").isZero();
    assertThat(before.bytesIn()).isPositive();
    RecordedEnd end = new RecordedEnd();
    int id = channel.attach(end).id();
    for (int i = 0; i < 40; i++) {
      link.peer().send(new Padding());
    }
    link.peer().send(new Destroy(id, DestroyReason.NONE));
    for (int i = 0; i < 3; i++) {
      channel.write(new Padding());
    }
    channel.flush();
    link.pump();
    LinkTraffic more = watch.totals().carried().since(before);
    assertThat(more.cellsIn()).isEqualTo(41);
    assertThat(more.cellsOut()).isEqualTo(3);
    int cell = 4 + 1 + CellCommand.BODY_LENGTH;
    assertThat(more.bytesIn()).isBetween(41L * cell, 41L * (cell + 50));
    assertThat(more.bytesOut()).isBetween(3L * cell, 3L * (cell + 50));
    link.peer().close();
    link.pump();
    assertThat(observer.carried).hasSize(1);
    assertThat(observer.carried.get(0)).isEqualTo(watch.totals().carried());
    assertThat(observer.carried.get(0).cellsIn()).isEqualTo(41);
  }

  @Test
  void cellsThatWait_areAccountedFor_untilTheyAreSentOrGivenUp() throws ChannelException {
    TorChannel channel = open();
    ChannelCircuit one = channel.attach(new RecordedEnd());
    ChannelCircuit two = channel.attach(new RecordedEnd());
    link.stall(true);
    while (one.isWritable()) {
      one.write(new Destroy(one.id(), DestroyReason.NONE));
      one.flush();
    }
    assertThat(watch.totals().queuedBytes()).isZero();
    int cell = 4 + 1 + CellCommand.BODY_LENGTH;
    for (int i = 0; i < 10; i++) {
      one.write(new Destroy(one.id(), DestroyReason.NONE));
      two.write(new Destroy(two.id(), DestroyReason.NONE));
    }
    assertThat(watch.totals().queuedBytes()).isEqualTo(20L * cell);
    two.detach();
    assertThat(watch.totals().queuedBytes()).isEqualTo(10L * cell);
    link.stall(false);
    link.pump();
    assertThat(watch.totals().queuedBytes()).isZero();
    link.stall(true);
    while (one.isWritable()) {
      one.write(new Destroy(one.id(), DestroyReason.NONE));
      one.flush();
    }
    one.write(new Destroy(one.id(), DestroyReason.NONE));
    assertThat(watch.totals().queuedBytes()).isEqualTo(cell);
    link.stall(false);
    link.peer().close();
    link.pump();
    assertThat(watch.totals().queuedBytes()).isZero();
  }

  @Test
  void observerThatThrows_costsNothingElse() {
    LinkWatch faulty =
        new LinkWatch(
            new LinkObserver() {
              @Override
              public void opened(LinkFacts opened) {
                throw new StackOverflowError();
              }

              @Override
              public void closed(LinkFacts closed, LinkEnd end, LinkTraffic carried) {
                throw new IllegalStateException();
              }
            });
    try (EmbeddedLink watched = EmbeddedLink.watched(faulty)) {
      watched.peer().handshake();
      assertThat(watched.peer().isOpen()).isTrue();
      watched.channel().close();
      watched.peer().expectClosed();
      assertThat(faulty.totals().closed()).isEqualTo(1);
    }
  }
}
