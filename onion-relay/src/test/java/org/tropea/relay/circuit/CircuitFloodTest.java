package org.tropea.relay.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.CreateFast;
import org.tropea.protocol.cell.CreatedFast;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.channel.FakeLink;
import org.tropea.protocol.channel.VerifiedPeer;

/** Rows R10 and F12: clients that make too many circuits, or let too much wait. */
class CircuitFloodTest {
  private static final InetAddress ADDRESS = EmbeddedLink.ADDRESS.getAddress();
  private static final int FIRST_ID = 0x80000001;

  private final RelayUnderTest relay =
      new RelayUnderTest(
          null,
          Map.of(
              NetworkParameter.DOS_CIRCUIT_CREATION_ENABLED, 1,
              NetworkParameter.DOS_CIRCUIT_CREATION_BURST, 10,
              NetworkParameter.DOS_CIRCUIT_CREATION_DEFENSE_TIME_PERIOD, 60));

  private final FakeLink link = relay.incoming(null);

  @BeforeEach
  void connect() {
    for (int i = 0; i < 3; i++) {
      assertThat(relay.defence().enter(ADDRESS)).isTrue();
    }
  }

  private static Cell create(int id) {
    return new CreateFast(id, Bytes.copyFrom(new byte[20]));
  }

  private List<Cell> answers(FakeLink link, int circuits) {
    for (int i = 0; i < circuits; i++) {
      link.receive(create(FIRST_ID + i));
    }
    relay.loops.run();
    return link.sent();
  }

  @Test
  void client_thatMakesTooManyCircuits_isRefused_andServedAgainLater() {
    List<Cell> answers = answers(link, 30);
    assertThat(answers.subList(0, 9)).allMatch(CreatedFast.class::isInstance);
    assertThat(answers.subList(9, 30))
        .extracting(each -> ((Destroy) each).reason())
        .containsOnly(DestroyReason.RESOURCE_LIMIT);
    assertThat(relay.watch.totals().refused()).isEqualTo(21);
    assertThat(relay.defence().totals().circuits()).isEqualTo(21);
    assertThat(relay.defence().totals().marked()).isEqualTo(1);
    relay.clock.now = relay.clock.now.plus(Duration.ofSeconds(91));
    link.receive(create(FIRST_ID + 30));
    assertThat(link.sent()).singleElement().isInstanceOf(CreatedFast.class);
  }

  @Test
  void relays_andThoseOfFewLinks_makeAsManyAsTheyLike() throws Exception {
    try (EmbeddedLink other = EmbeddedLink.open()) {
      VerifiedPeer peer = other.channel().peer();
      assertThat(answers(relay.incoming(peer), 30)).allMatch(CreatedFast.class::isInstance);
    }
    relay.defence().left(ADDRESS);
    assertThat(answers(link, 30)).allMatch(CreatedFast.class::isInstance);
    assertThat(relay.defence().totals().circuits()).isZero();
  }

  @Test
  void client_whoseThirdCircuitOverflows_isMarked() throws Exception {
    for (int i = 1; i <= 3; i++) {
      assertThat(relay.defence().totals().markedForQueue()).isZero();
      overflow(relay.incoming(null));
      assertThat(relay.defence().totals().overflows()).isEqualTo(i);
    }
    assertThat(relay.defence().totals().markedForQueue()).isEqualTo(1);
    link.receive(create(FIRST_ID));
    assertThat(link.sent()).singleElement().isInstanceOf(Destroy.class);
  }

  /** Too many cells wait for the hop behind us. */
  private void overflow(FakeLink client) throws Exception {
    ScriptedOrigin origin = ScriptedOrigin.createFast(client);
    FakeLink next = relay.extended(origin);
    next.stall(true);
    for (int i = 0; i <= 2_500; i++) {
      origin.sendBeyond(false, new byte[509]);
    }
    relay.loops.run();
    assertThat(origin.destroyed()).isEqualTo(DestroyReason.RESOURCE_LIMIT.code());
  }
}
