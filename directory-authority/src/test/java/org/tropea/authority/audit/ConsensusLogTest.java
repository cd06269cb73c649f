package org.tropea.authority.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tropea.authority.TestKeys;
import org.tropea.authority.TestVotes;
import org.tropea.authority.consensus.ConsensusBuilder;
import org.tropea.authority.consensus.Method;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.DocumentSignature;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.SignatureCheck;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.document.Vote;

/** Case vote-12: what authorities sign is logged, in an order that nobody can change later. */
class ConsensusLogTest {
  private static final Instant FIRST = Instant.parse("2026-11-20T12:00:00Z");
  private static final AuthorityKeys KEYS = TestKeys.first();

  private String text = "";

  /** A consensus of one authority, which tells it from another by its nickname. */
  private static Consensus consensus(int hour, String nickname) throws DecodeException {
    Vote vote =
        TestVotes.builder(KEYS)
            .source(nickname, null)
            .validAfter(FIRST.plus(Duration.ofHours(hour)), Duration.ofHours(1))
            .vote();
    StringBuilder written =
        new StringBuilder(new ConsensusBuilder(List.of(vote), 1, Method.known()).write(Flavour.NS));
    byte[] signed = (written + "directory-signature ").getBytes(StandardCharsets.ISO_8859_1);
    byte[] digest = Flavour.NS.digest(signed, signed.length).toByteArray();
    new DocumentSignature(
            KEYS.identity(),
            KEYS.certificate().signingKeyDigest(),
            Bytes.copyFrom(KEYS.signingKey().sign(digest)))
        .write(written, Flavour.NS);
    byte[] whole = written.toString().getBytes(StandardCharsets.ISO_8859_1);
    SignatureCheck check =
        UnverifiedConsensus.read(whole)
            .verify(Set.of(KEYS.identity()), List.of(KEYS.certificate()), FIRST);
    return ((SignatureCheck.Enough) check).consensus();
  }

  private ConsensusLog log() {
    return ConsensusLog.read(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void add(Consensus consensus) {
    text += Objects.requireNonNull(log().next(consensus));
  }

  @Test
  void log_ofSomeRounds_holds() throws Exception {
    for (int hour = 0; hour < 5; hour++) {
      add(consensus(hour, "one"));
    }
    assertThat(log().entries()).hasSize(5);
    assertThat(log().brokenLine()).isZero();
    assertThat(log().contradictions()).isEmpty();
    assertThat(log().next(consensus(3, "one"))).isNull();
  }

  @Test
  void log_twoConsensusesOfOneHour_keepsAndTellsBoth() throws Exception {
    add(consensus(0, "one"));
    add(consensus(1, "one"));
    add(consensus(1, "two"));

    assertThat(log().entries()).hasSize(3);
    assertThat(log().contradictions())
        .singleElement()
        .satisfies(
            both -> assertThat(both).containsExactlyElementsOf(log().entries().subList(1, 3)));
  }

  /** A line that is altered, missing, doubled or moved breaks the log there. */
  @Test
  void log_changedLater_isBrokenThere() throws Exception {
    for (int hour = 0; hour < 4; hour++) {
      add(consensus(hour, "one"));
    }
    List<String> lines = text.lines().toList();
    for (int index = 0; index < lines.size(); index++) {
      for (int position = 0; position < lines.get(index).length(); position++) {
        char other = lines.get(index).charAt(position) == '1' ? '2' : '1';
        StringBuilder altered = new StringBuilder(lines.get(index));
        altered.setCharAt(position, other);
        text = with(lines, index, altered.toString());
        assertThat(log().brokenLine()).isEqualTo(index + 1);
        assertThat(log().entries()).hasSize(index);
      }
    }
    text = String.join("\n", lines.get(0), lines.get(2), lines.get(3));
    assertThat(log().brokenLine()).isEqualTo(2);
    text = String.join("\n", lines.get(0), lines.get(0), lines.get(1));
    assertThat(log().brokenLine()).isEqualTo(2);
    text = String.join("\n", lines.get(0), lines.get(2), lines.get(1));
    assertThat(log().brokenLine()).isEqualTo(2);
  }

  private static String with(List<String> lines, int index, String line) {
    List<String> changed = new ArrayList<>(lines);
    changed.set(index, line);
    return String.join("\n", changed);
  }
}
