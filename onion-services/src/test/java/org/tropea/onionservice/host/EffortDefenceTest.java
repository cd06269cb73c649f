package org.tropea.onionservice.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.handshake.HsNtorService;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.onionservice.descriptor.ServiceDescription.ProofOfWork;
import org.tropea.onionservice.effort.EffortQueue;
import org.tropea.onionservice.effort.ProofCheck;
import org.tropea.onionservice.effort.ProofSearch;
import org.tropea.onionservice.effort.Puzzle;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.RendezvousCookie;

/**
 * Rows O15 and O16, case onion-10: whose turn it is at a service that asks for proofs, in virtual
 * time.
 */
class EffortDefenceTest {
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final Ed25519Identity SERVICE =
      new Ed25519Identity(Bytes.copyFrom(new byte[Ed25519Identity.LENGTH]));

  private final SecureRandom random = new SecureRandom();
  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final List<RendezvousCookie> served = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-28T12:00:00Z");
  private int underWay;

  @AfterEach
  void close() {
    loop.finishAndReleaseAll();
  }

  private EffortDefence defence(int rate, int burst) {
    return new EffortDefence(
        loop.eventLoop(),
        () -> now,
        random,
        new EffortQueue.Terms(rate, burst),
        new EffortDefence.Turns(() -> underWay, client -> served.add(client.cookie())));
  }

  private ReceivedIntroduction client() throws Exception {
    X25519KeyPair key = X25519KeyPair.generate(CURVE, random);
    Ed25519Identity name = Ed25519SigningKey.generate(random).identity();
    return new ReceivedIntroduction(
        RendezvousCookie.generate(random),
        List.of(),
        key.publicKey(),
        new RelayTarget(
            RsaIdentity.of(new byte[RsaIdentity.LENGTH]),
            name,
            List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001))),
        new HsNtorService(CURVE, name, key, key.publicKey()));
  }

  private Optional<ProofCheck.Held> proof(EffortDefence at, long effort) {
    byte[] nonce = new byte[16];
    random.nextBytes(nonce);
    Puzzle puzzle = new Puzzle(SERVICE, at.told().seed());
    return new ProofCheck()
        .check(
            at.puzzles(SERVICE),
            new ProofSearch().find(puzzle, effort, nonce, () -> true).orElseThrow());
  }

  private void pause() {
    loop.advanceTimeBy(100, TimeUnit.MILLISECONDS);
    loop.runScheduledPendingTasks();
  }

  @Test
  void whoHasWorkedMore_isServedFirst_oneAtATurn() throws Exception {
    EffortDefence defence = defence(0, 0);
    ReceivedIntroduction idle = client();
    ReceivedIntroduction busy = client();
    assertThat(defence.add(idle, Optional.empty())).isTrue();
    assertThat(defence.add(busy, proof(defence, 2))).isTrue();
    assertThat(served).isEmpty();
    loop.runScheduledPendingTasks();
    assertThat(served).startsWith(busy.cookie());
    pause();
    assertThat(served).containsExactly(busy.cookie(), idle.cookie());
    assertThat(defence.waiting()).isZero();
  }

  @Test
  void proof_givenTwice_queuesNobody() throws Exception {
    EffortDefence defence = defence(0, 0);
    Optional<ProofCheck.Held> proof = proof(defence, 1);
    assertThat(defence.add(client(), proof)).isTrue();
    assertThat(defence.add(client(), proof)).isFalse();
    assertThat(defence.waiting()).isEqualTo(1);
  }

  @Test
  void moreThanTheRate_waitForTheirSecond() throws Exception {
    EffortDefence defence = defence(1, 1);
    defence.add(client(), Optional.empty());
    defence.add(client(), Optional.empty());
    loop.runScheduledPendingTasks();
    pause();
    assertThat(served).hasSize(1);
    now = now.plusSeconds(1);
    pause();
    assertThat(served).hasSize(2);
  }

  @Test
  void whoHasProvedTooLittle_waitsWhileManyAreBeingMet() throws Exception {
    EffortDefence defence = defence(1, 1);
    suggestMore(defence);
    underWay = 16;
    ReceivedIntroduction idle = client();
    ReceivedIntroduction busy = client();
    defence.add(idle, Optional.empty());
    now = now.plusSeconds(1);
    pause();
    assertThat(served).isEmpty();
    defence.add(busy, proof(defence, 5));
    pause();
    assertThat(served).containsExactly(busy.cookie());
    underWay = 15;
    now = now.plusSeconds(1);
    pause();
    assertThat(served).containsExactly(busy.cookie(), idle.cookie());
  }

  /** Nine wait that nobody told to work, after a turn: too many at one a second. */
  private void suggestMore(EffortDefence defence) throws Exception {
    for (int i = 0; i < 10; i++) {
      defence.add(client(), Optional.empty());
    }
    pause();
    now = now.plus(EffortQueue.UPDATE_PERIOD);
    defence.look();
    assertThat(defence.told().effort()).isEqualTo(1);
    // Those who waited are gone.
    now = now.plusSeconds(20);
    for (int i = 0; i < 20; i++) {
      now = now.plusSeconds(1);
      pause();
    }
    assertThat(defence.waiting()).isZero();
    served.clear();
  }

  @Test
  void suggestion_risesWhereManyWait_andIsNews_untilNobodyDoes() throws Exception {
    EffortDefence defence = defence(1, 1);
    ProofOfWork first = defence.told();
    assertThat(first.effort()).isZero();
    assertThat(defence.isNews(first)).isFalse();
    suggestMore(defence);
    assertThat(defence.isNews(first)).isTrue();
    ProofOfWork second = defence.told();
    assertThat(defence.isNews(second)).isFalse();
    now = now.plus(EffortQueue.UPDATE_PERIOD);
    defence.look();
    assertThat(defence.told().effort()).isZero();
    assertThat(defence.isNews(second)).isTrue();
  }

  @Test
  void seed_isNewWithinTwoHours_andTheOneBeforeIsTakenStill() throws Exception {
    EffortDefence defence = defence(0, 0);
    ProofOfWork first = defence.told();
    assertThat(first.expires()).isBetween(now.plusSeconds(105 * 60), now.plusSeconds(120 * 60));
    Optional<ProofCheck.Held> proof = proof(defence, 1);
    now = first.expires().minusSeconds(1);
    defence.look();
    assertThat(defence.isNews(first)).isFalse();
    now = first.expires();
    defence.look();
    assertThat(defence.isNews(first)).isTrue();
    assertThat(defence.told().seed()).isNotEqualTo(first.seed());
    assertThat(defence.add(client(), proof)).isTrue();
    Optional<ProofCheck.Held> later = proof(defence, 1);
    assertThat(later).isPresent();
    now = now.plus(Duration.ofHours(2));
    defence.look();
    assertThat(defence.add(client(), later)).isTrue();
  }

  @Test
  void closedDefence_servesNobody() throws Exception {
    EffortDefence defence = defence(0, 0);
    defence.add(client(), Optional.empty());
    defence.close();
    pause();
    assertThat(served).isEmpty();
    assertThat(defence.add(client(), Optional.empty())).isFalse();
  }
}
