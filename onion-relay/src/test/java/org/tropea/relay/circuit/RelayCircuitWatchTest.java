package org.tropea.relay.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaSigningKey;
import org.tropea.protocol.cell.Cell;
import org.tropea.protocol.cell.Create2;
import org.tropea.protocol.cell.CreateFast;
import org.tropea.protocol.cell.Created2;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.channel.EmbeddedLink;
import org.tropea.protocol.channel.FakeLink;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.Drop;
import org.tropea.protocol.message.Extend2;

/** What is told and counted of the circuits of a relay. */
class RelayCircuitWatchTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final RelayUnderTest relay = new RelayUnderTest();
  private final RecordedCircuits seen = relay.circuitsSeen;

  private static Extend2 extend2() {
    RelayTarget target =
        new RelayTarget(
            RsaSigningKey.generate(1024, RANDOM).publicKey().identity(),
            Ed25519SigningKey.generate(RANDOM).identity(),
            List.of(EmbeddedLink.ADDRESS));
    return new Extend2(target.linkSpecifiers(), 2, Bytes.copyFrom(new byte[84]));
  }

  @Test
  void circuit_isToldFromItsHandshakeToItsEnd_withAllThatCrossedIt() throws Exception {
    FakeLink link = relay.incoming(null);
    ScriptedOrigin origin = ScriptedOrigin.createFast(link);
    assertThat(seen.facts)
        .containsExactly(new RelayCircuitFacts(1, link.channel().facts().number(), true));
    origin.sendEarly(0, extend2());
    relay.loops.run();
    FakeLink next = relay.outgoing();
    relay.dialled(next);
    int id = next.sent().get(0).circuitId();
    assertThat(seen.events).containsExactly("opened 1");
    next.receive(new Created2(id, Bytes.copyFrom(new byte[64])));
    relay.loops.run();
    origin.receivedOne();
    origin.sendBeyond(false, new byte[509]);
    next.receive(new Relay(id, false, new byte[509]), new Relay(id, false, new byte[509]));
    relay.loops.run();
    // To us, beyond; EXTENDED2, and two from beyond.
    RelayCircuitTraffic all = new RelayCircuitTraffic(2, 3);
    assertThat(relay.watch.totals()).isEqualTo(new RelayCircuitTotals(1, 0, 1, 0, 0, all));
    link.receive(new Destroy(origin.id(), DestroyReason.NONE));
    assertThat(seen.events).containsExactly("opened 1", "extended 1", "closed 1: 11");
    assertThat(seen.carried).containsExactly(all);
    assertThat(relay.watch.totals().open()).isZero();
  }

  @Test
  void circuitsOfAllLinks_areNumberedTogether_andKeepTheirOwnCounts() throws Exception {
    ScriptedOrigin first = ScriptedOrigin.createFast(relay.incoming(null));
    try (EmbeddedLink peer = EmbeddedLink.open()) {
      ScriptedOrigin.createFast(relay.incoming(Objects.requireNonNull(peer.channel().peer())));
    }
    first.send(0, new Drop());
    assertThat(seen.facts).extracting(RelayCircuitFacts::number).containsExactly(1L, 2L);
    assertThat(seen.facts).extracting(RelayCircuitFacts::fromClient).containsExactly(true, false);
    assertThat(relay.watch.totals().traffic()).isEqualTo(new RelayCircuitTraffic(1, 0));
    first.send(5, new Drop());
    first.sendEarly(0, new Drop());
    assertThat(relay.watch.totals().drops()).as("with a stream's number or none").isEqualTo(3);
  }

  @Test
  void circuitThatIsDestroyedHere_isToldWithTheReason() throws Exception {
    ScriptedOrigin origin = ScriptedOrigin.createFast(relay.incoming(null));
    origin.sendBeyond(false, new byte[509]);
    origin.destroyed();
    assertThat(seen.events).containsExactly("opened 1", "closed 1: 1");
  }

  @Test
  void handshakeThatIsRefused_isToldWithTheReason_andIsNoCircuit() {
    FakeLink link = relay.incoming(null);
    Cell unknown = new Create2(0x80000001, 9, Bytes.copyFrom(new byte[9]));
    link.receive(unknown);
    assertThat(seen.events).containsExactly("refused: 1");
    assertThat(relay.watch.totals())
        .isEqualTo(new RelayCircuitTotals(0, 1, 0, 0, 0, new RelayCircuitTraffic(0, 0)));
  }

  @Test
  void observerThatFails_changesNothing() throws Exception {
    RelayUnderTest watched =
        new RelayUnderTest(
            new RelayCircuitObserver() {
              @Override
              public void opened(RelayCircuitFacts circuit) {
                throw new StackOverflowError("a listener's");
              }

              @Override
              public void closed(
                  RelayCircuitFacts circuit, DestroyReason why, RelayCircuitTraffic carried) {
                throw new IllegalStateException("a listener's");
              }
            });
    FakeLink link = watched.incoming(null);
    ScriptedOrigin origin = ScriptedOrigin.createFast(link);
    origin.send(0, new Drop());
    link.receive(new Destroy(origin.id(), DestroyReason.NONE));
    origin.expectNothing();
    link.receive(new CreateFast(origin.id(), Bytes.copyFrom(new byte[20])));
    assertThat(link.sent()).hasSize(1);
    assertThat(watched.watch.totals().closed()).isEqualTo(1);
  }
}
