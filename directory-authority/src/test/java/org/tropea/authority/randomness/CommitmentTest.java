package org.tropea.authority.randomness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;

class CommitmentTest {
  private static final RsaIdentity AUTHORITY = RsaIdentity.of(new byte[20]);
  private static final String HEX = "0000000000000000000000000000000000000000";

  /** From C tor's src/test/test_shared_random.c, test_encoding: 32 times 'A' at this time. */
  private static final Instant TIME = Instant.ofEpochSecond(1454333590);

  private static final String REVEAL = "AAAAAFavXpZJxbwTupvaJCTeIUCQmOPxAMblc7ChL5H2nZKuGchdaA==";
  private static final String COMMIT = "AAAAAFavXpbkBMzMQG7aNoaGLFNpm2Wkk1ozXhuWWqL//GynltxVAg==";

  private static Commitment read(String line) throws DecodeException {
    return Commitment.read(List.of(line.split(" ")));
  }

  @Test
  void of_aNumber_isTheTextOfCtor() {
    byte[] number = new byte[32];
    Arrays.fill(number, (byte) 'A');

    Commitment made = Commitment.of(AUTHORITY, TIME, number);

    assertThat(made.encoded()).isEqualTo(COMMIT);
    assertThat(made.reveal()).isEqualTo(REVEAL);
    assertThat(made.opensWell()).isTrue();
    assertThat(made.toString()).doesNotContain(REVEAL);
  }

  @Test
  void draw_twice_differs() {
    SecureRandom random = new SecureRandom();

    Commitment first = Commitment.draw(AUTHORITY, TIME, random);
    Commitment second = Commitment.draw(AUTHORITY, TIME, random);

    assertThat(first.encoded()).isNotEqualTo(second.encoded());
    assertThat(first.opensWell()).isTrue();
  }

  @Test
  void lines_inEachPhase_areThoseOfCtor() throws Exception {
    Commitment open = read("1 sha3-256 " + HEX + " " + COMMIT + " " + REVEAL);
    Commitment closed = read("1 sha3-256 " + HEX + " " + COMMIT);
    String start = "1 sha3-256 " + HEX + " " + COMMIT;

    assertThat(open.voteLine(Phase.COMMIT)).isEqualTo(start);
    assertThat(open.voteLine(Phase.REVEAL)).isEqualTo(start + " " + REVEAL);
    assertThat(closed.voteLine(Phase.REVEAL)).isEqualTo(start + " ");
    assertThat(open.diskLine()).isEqualTo(start + " " + REVEAL);
    assertThat(closed.diskLine()).isEqualTo(start);
    assertThat(read(open.diskLine())).isEqualTo(open);
    assertThat(read(closed.voteLine(Phase.REVEAL))).isEqualTo(closed);
  }

  @Test
  void opensWell_otherTimeOrOtherNumber_no() throws Exception {
    byte[] number = "another number, of 32 characters".getBytes(StandardCharsets.US_ASCII);
    String start = "1 sha3-256 " + HEX + " " + COMMIT + " ";
    String otherTime = Commitment.of(AUTHORITY, TIME.plusSeconds(1), number).reveal();
    String otherNumber = Commitment.of(AUTHORITY, TIME, number).reveal();

    assertThat(read(start + otherTime).opensWell()).isFalse();
    assertThat(read(start + otherNumber).opensWell()).isFalse();
    assertThat(read(start.strip()).opensWell()).isFalse();
    assertThat(read(start + REVEAL).opensWell()).isTrue();
  }

  /** What C tor takes for early versions (sr_parse_commit and tor_parse_ulong). */
  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "x", "-1", "4294967296"})
  void read_versionsThatCtorTakes_areTaken(String version) throws Exception {
    assertThat(read(version + " sha3-256 " + HEX + " " + COMMIT).encoded()).isEqualTo(COMMIT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2 sha3-256 " + HEX + " " + COMMIT,
        "1 sha256 " + HEX + " " + COMMIT,
        "1 SHA3-256 " + HEX + " " + COMMIT,
        "1 sha3-256 " + HEX,
        "1 sha3-256 00 " + COMMIT,
        "1 sha3-256 x" + HEX + " " + COMMIT,
        "1 sha3-256 " + HEX + " " + COMMIT + "=",
        "1 sha3-256 " + HEX + " AAAA",
        "1 sha3-256 " + HEX + " !" + COMMIT,
        "1 sha3-256 " + HEX + " " + COMMIT + " AAAA",
        "1 sha3-256 " + HEX + " " + COMMIT + " " + REVEAL + "A"
      })
  void read_malformed_isRefused(String line) {
    assertThatThrownBy(() -> read(line)).isInstanceOf(DecodeException.class);
  }
}
