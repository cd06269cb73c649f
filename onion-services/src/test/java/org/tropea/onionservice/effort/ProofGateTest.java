package org.tropea.onionservice.effort;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.key.Ed25519Identity;

/** Rows O15 and H07; case onion-10. */
class ProofGateTest {
  private static final Ed25519Identity SERVICE = new Ed25519Identity(Bytes.copyFrom(new byte[32]));
  private static final Instant START = Instant.parse("2026-11-28T06:00:00Z");

  private final SecureRandom random = new SecureRandom();
  private final ProofGate gate = new ProofGate(random, START);

  private Proof work(ProofGate at, long effort) {
    byte[] nonce = new byte[16];
    random.nextBytes(nonce);
    return new ProofSearch()
        .find(new Puzzle(SERVICE, at.seed()), effort, nonce, () -> true)
        .orElseThrow();
  }

  private static OptionalLong take(ProofGate at, Ed25519Identity service, Proof proof) {
    return new ProofCheck()
        .check(at.puzzles(service), proof)
        .map(at::take)
        .orElse(OptionalLong.empty());
  }

  /** A worker may have found it good while another of its kind came first. */
  @Test
  void proof_thatWasFoundGoodTwice_isTakenOnce() {
    ProofCheck check = new ProofCheck();
    Proof proof = work(gate, 1);
    ProofCheck.Held first = check.check(gate.puzzles(SERVICE), proof).orElseThrow();
    ProofCheck.Held second = check.check(gate.puzzles(SERVICE), proof).orElseThrow();
    assertThat(gate.take(second)).isEqualTo(OptionalLong.of(1));
    assertThat(gate.take(first)).isEmpty();
  }

  @Test
  void proof_isTakenOnce() {
    Proof proof = work(gate, 2);
    assertThat(take(gate, SERVICE, proof)).isEqualTo(OptionalLong.of(2));
    assertThat(take(gate, SERVICE, proof)).isEmpty();
  }

  @Test
  void proof_forMoreThanWasWorked_orForAnotherService_isNotTaken() {
    Proof proof = work(gate, 1);
    Proof boasting = new Proof(proof.nonce(), 0xffffffffL, proof.seedHead(), proof.solution());
    assertThat(take(gate, SERVICE, boasting)).isEmpty();
    byte[] other = new byte[32];
    other[0] = 1;
    assertThat(take(gate, new Ed25519Identity(Bytes.copyFrom(other)), proof)).isEmpty();
    assertThat(take(gate, SERVICE, proof)).isEqualTo(OptionalLong.of(1));
  }

  @Test
  void proof_ofTheSeedBefore_isTakenOnce_andOfTheOneBeforeThatNever() {
    Proof first = work(gate, 1);
    Proof second = work(gate, 1);
    assertThat(take(gate, SERVICE, first)).isPresent();
    Instant expiry = gate.expires();
    assertThat(expiry)
        .isBetween(START.plus(Duration.ofMinutes(105)), START.plus(Duration.ofMinutes(120)));
    assertThat(gate.renew(expiry.minusSeconds(1))).isFalse();
    Bytes seed = gate.seed();
    assertThat(gate.renew(expiry)).isTrue();
    assertThat(gate.seed()).isNotEqualTo(seed);
    assertThat(take(gate, SERVICE, first)).isEmpty();
    assertThat(take(gate, SERVICE, second)).isPresent();
    assertThat(take(gate, SERVICE, second)).isEmpty();
    Proof third = work(gate, 1);
    assertThat(gate.renew(gate.expires())).isTrue();
    assertThat(take(gate, SERVICE, second)).isEmpty();
    assertThat(take(gate, SERVICE, third)).isPresent();
  }

  /** As TROVE-2026-012: the seed ends before its proofs would be forgotten. */
  @Test
  void seed_withSoManyProofsAsAreRemembered_isRenewedBeforeItsTime() {
    ProofGate small = new ProofGate(random, START, 2);
    Proof one = work(small, 1);
    Proof two = work(small, 1);
    Proof three = work(small, 1);
    assertThat(take(small, SERVICE, one)).isPresent();
    assertThat(small.renew(START)).isFalse();
    assertThat(take(small, SERVICE, two)).isPresent();
    assertThat(take(small, SERVICE, three)).isEmpty();
    assertThat(small.renew(START)).isTrue();
    assertThat(take(small, SERVICE, one)).isEmpty();
    assertThat(take(small, SERVICE, work(small, 1))).isPresent();
  }
}
