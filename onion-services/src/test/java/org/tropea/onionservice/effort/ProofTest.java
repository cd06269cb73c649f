package org.tropea.onionservice.effort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.util.Bytes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.protocol.message.Extension;

/** Row O15, by the vectors of C tor's test_hs_pow_slow.c; case onion-10. */
class ProofTest {
  private static final HexFormat HEX = HexFormat.of();

  private final ProofCheck check = new ProofCheck();

  private static Bytes bytes(String hex) {
    return Bytes.copyFrom(HEX.parseHex(hex));
  }

  private static Puzzle puzzle(String service, String seed) throws DecodeException {
    return new Puzzle(new Ed25519Identity(bytes(service)), bytes(seed));
  }

  @ParameterizedTest
  @CsvFileSource(resources = "proofs.csv")
  void proof_ofTheVectors_holds_andNoOther(
      long effort, String begin, String seed, String service, String nonce, String solution)
      throws DecodeException {
    Puzzle puzzle = puzzle(service, seed);
    Bytes head = bytes(seed.substring(0, 8));
    Proof proof = new Proof(bytes(nonce), effort, head, bytes(solution));
    assertThat(check.holds(puzzle, proof)).isTrue();
    assertThat(check.holds(puzzle, new Proof(proof.nonce(), effort + 1, head, proof.solution())))
        .isFalse();
    assertThat(
            check.holds(
                puzzle, new Proof(proof.nonce(), effort, bytes("00000000"), proof.solution())))
        .isFalse();
    for (int i = 0; i < 16; i++) {
      byte[] otherNonce = proof.nonce().toByteArray();
      otherNonce[i]++;
      byte[] otherSolution = proof.solution().toByteArray();
      otherSolution[i]++;
      assertThat(
              check.holds(
                  puzzle, new Proof(Bytes.copyFrom(otherNonce), effort, head, proof.solution())))
          .isFalse();
      assertThat(
              check.holds(
                  puzzle, new Proof(proof.nonce(), effort, head, Bytes.copyFrom(otherSolution))))
          .isFalse();
    }
  }

  @ParameterizedTest
  @CsvFileSource(resources = "proofs.csv")
  void search_findsTheProofOfTheVectors(
      long effort, String begin, String seed, String service, String nonce, String solution)
      throws DecodeException {
    Puzzle puzzle = puzzle(service, seed);
    Proof found =
        new ProofSearch().find(puzzle, effort, HEX.parseHex(begin), () -> true).orElseThrow();
    assertThat(found.nonce()).isEqualTo(bytes(nonce));
    assertThat(found.effort()).isEqualTo(effort);
    assertThat(check.holds(puzzle, found)).isTrue();
  }

  @Test
  void search_thatNobodyWantsAnyMore_ends() throws DecodeException {
    AtomicInteger left = new AtomicInteger(3);
    Puzzle puzzle = puzzle("11".repeat(32), "aa".repeat(32));
    assertThat(
            new ProofSearch()
                .find(puzzle, 0xffffffffL, new byte[16], () -> left.getAndDecrement() > 0))
        .isEmpty();
    assertThat(left.get()).isEqualTo(-1);
  }

  @Test
  void extension_isReadAsItWasWritten_andNothingElse() throws DecodeException {
    Proof proof =
        new Proof(
            bytes("00112233445566778899aabbccddeeff"),
            0xfedcba98L,
            bytes("01020304"),
            bytes("43".repeat(16)));
    Extension written = proof.toExtension();
    assertThat(written.type()).isEqualTo(2);
    assertThat(HEX.formatHex(written.body().toByteArray()))
        .isEqualTo(
            "01" + "00112233445566778899aabbccddeeff" + "fedcba98" + "01020304" + "43".repeat(16));
    assertThat(Proof.find(List.of(Extension.of(1), written))).contains(proof);
    assertThat(Proof.find(List.of(Extension.of(1)))).isEmpty();
    byte[] body = written.body().toByteArray();
    for (int length = 0; length < body.length; length++) {
      byte[] cut = Arrays.copyOf(body, length);
      assertThatThrownBy(() -> Proof.find(List.of(new Extension(2, Bytes.copyFrom(cut)))))
          .isInstanceOf(DecodeException.class);
    }
    byte[] longer = Arrays.copyOf(body, body.length + 1);
    assertThatThrownBy(() -> Proof.find(List.of(new Extension(2, Bytes.copyFrom(longer)))))
        .isInstanceOf(DecodeException.class);
    body[0] = 2;
    assertThatThrownBy(() -> Proof.find(List.of(new Extension(2, Bytes.copyFrom(body)))))
        .isInstanceOf(DecodeException.class);
  }
}
