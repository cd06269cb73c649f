package org.tropea.directory.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.ConsensusDiff;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.document.TestAuthority;
import org.tropea.directory.fetch.ContentEncoding;
import org.tropea.directory.fetch.Decompression;
import org.tropea.directory.serve.Documents.ServedConsensus;

/** Row K04: which diffs a directory makes, and who gets them. */
class ConsensusDiffsTest {
  private static final String PATH = "/tor/status-vote/current/consensus-microdesc";
  private static final Instant FIRST = ConsensusText.VALID_AFTER;
  private static final TestAuthority ONE =
      TestAuthority.until(Instant.parse("2027-01-01T00:00:00Z"));
  private static final Bytes DIGEST = Bytes.copyFrom(new byte[32]);

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Queue<Runnable> documents = new ArrayDeque<>();
  private Instant now = FIRST;
  private final InstantSource clock = () -> now;
  private final DocumentRoutes routes = new DocumentRoutes(clock);
  private final ConsensusDiffs diffs =
      new ConsensusDiffs(channel.eventLoop(), documents::add, routes);

  private static Consensus consensus(int hour) throws DecodeException {
    ConsensusText text = new ConsensusText(FIRST.plus(Duration.ofHours(hour)), ONE);
    for (int relay = 0; relay < 5; relay++) {
      text.relay(relay, DIGEST, "Running Valid", "Bandwidth=" + (10 + hour + relay));
    }
    return text.consensus();
  }

  private Consensus publish(int hour) throws DecodeException {
    Consensus consensus = consensus(hour);
    now = consensus.lifetime().validAfter();
    ServedConsensus served = ServedConsensus.of(consensus);
    routes.update(old -> old.with(served));
    diffs.lead(served);
    channel.runPendingTasks();
    return consensus;
  }

  private void work() {
    for (Runnable task = documents.poll(); task != null; task = documents.poll()) {
      task.run();
      channel.runPendingTasks();
    }
  }

  private Answer ask(Consensus... bases) {
    List<Bytes> digests = new ArrayList<>();
    for (Consensus base : bases) {
      digests.add(ConsensusDiff.digestOfBase(base));
    }
    return routes.get(new DirectoryQuery(PATH, null, digests));
  }

  private long made() {
    return routes.documents().consensuses().values().stream()
        .mapToLong(each -> each.diffs().size())
        .sum();
  }

  private static byte[] body(Answer answer) {
    return ((Answer.Found) answer).documents().get(0).bytes();
  }

  private static String hex(Consensus consensus) {
    return HexFormat.of().formatHex(ConsensusDiff.digestOfBase(consensus).toByteArray());
  }

  @Test
  void consensus_fromAnyPastOne_isADiff() throws Exception {
    List<Consensus> past = new ArrayList<>();
    for (int hour = 0; hour < 5; hour++) {
      past.add(publish(hour));
      work();
    }
    Consensus newest = past.remove(4);
    for (Consensus base : past) {
      byte[] diff = body(ask(base));
      assertThat(ConsensusDiff.isOne(diff)).isTrue();
      assertThat(ConsensusDiff.apply(base, diff)).isEqualTo(newest.text().toByteArray());
    }
    assertThat(body(ask(consensus(9), past.get(1)))).isEqualTo(body(ask(past.get(1))));
    assertThat(body(ask(consensus(9)))).isEqualTo(newest.text().toByteArray());
    assertThat(body(ask())).isEqualTo(newest.text().toByteArray());
  }

  @Test
  void consensus_beforeTheDiffIsMade_isWhole() throws Exception {
    Consensus base = publish(0);
    work();
    Consensus newest = publish(1);
    assertThat(body(ask(base))).isEqualTo(newest.text().toByteArray());
    work();
    assertThat(ConsensusDiff.isOne(body(ask(base)))).isTrue();
  }

  /** What was begun for a consensus that is the newest no more is dropped. */
  @Test
  void consensus_thatCameWhileDiffsWereMade_isWhatTheyLeadTo() throws Exception {
    Consensus first = publish(0);
    Consensus second = publish(1);
    Consensus newest = publish(2);
    work();
    for (Consensus base : List.of(first, second)) {
      assertThat(ConsensusDiff.apply(base, body(ask(base)))).isEqualTo(newest.text().toByteArray());
    }
    assertThat(made()).isEqualTo(2);
  }

  @Test
  void past_isBounded() throws Exception {
    for (int hour = 0; hour < 20; hour++) {
      publish(hour);
      work();
    }
    assertThat(made()).isEqualTo(12);
    assertThat(ConsensusDiff.isOne(body(ask(consensus(7))))).isTrue();
    assertThat(ConsensusDiff.isOne(body(ask(consensus(6))))).isFalse();
  }

  @Test
  void consensus_thatOneHasAlready_is304() throws Exception {
    assertThat(ask(publish(0))).isEqualTo(Answer.notModified());
  }

  @Test
  void path_thatNamesADiff_hasNothingElse() throws Exception {
    Consensus base = publish(0);
    assertThat(at("/diff/" + hex(consensus(3))))
        .isEqualTo(Answer.status(404, "No such diff available"));
    assertThat(at("/diff/00")).isEqualTo(Answer.status(404, "Couldn't parse request"));
    assertThat(at("/diff/")).isEqualTo(Answer.status(404, "Couldn't parse request"));
    publish(1);
    work();
    String signer = ONE.identity().toHex();
    assertThat(body(at("/diff/" + hex(base)))).isEqualTo(body(ask(base)));
    assertThat(body(at("/diff/" + hex(base) + "/" + signer))).isEqualTo(body(ask(base)));
    assertThat(at("/diff/" + hex(base) + "/000000"))
        .isEqualTo(
            Answer.status(
                404, "Consensus not signed by sufficient number of requested authorities"));
  }

  private Answer at(String rest) {
    return routes.get(new DirectoryQuery(PATH + rest, null));
  }

  @ParameterizedTest
  @EnumSource
  void diff_packedAsAsked_unpacksToItself(ContentEncoding encoding) throws Exception {
    Consensus base = publish(0);
    publish(1);
    work();
    ServedDocument diff = ((Answer.Found) ask(base)).documents().get(0);
    ServedDocument.Copy copy = Objects.requireNonNull(diff.copyFor(Set.of(encoding)));
    // C tor has no copy of a diff by deflate, and gives it as it is.
    ContentEncoding used =
        encoding == ContentEncoding.DEFLATE ? ContentEncoding.IDENTITY : encoding;
    assertThat(copy.encoding()).isEqualTo(used);
    assertThat(Decompression.unpack(copy.bytes(), used, 1 << 20)).isEqualTo(diff.bytes());
  }
}
