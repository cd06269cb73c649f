package org.tropea.relay.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.key.Curve25519;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.TestAuthority;
import org.tropea.directory.fetch.DirectoryException;
import org.tropea.directory.fetch.DirectoryPort;
import org.tropea.directory.fetch.DirectoryRequest;
import org.tropea.directory.fetch.DirectoryResponse;
import org.tropea.directory.network.Authority;
import org.tropea.directory.serve.DocumentRoutes;

/** A mirror whose authorities the test plays, by its clock and on its turn. */
class DirectoryMirrorTest {
  private static final Instant LATER = Instant.parse("2027-01-01T00:00:00Z");
  private static final TestAuthority ONE = TestAuthority.until(LATER);
  private static final TestAuthority TWO = TestAuthority.until(LATER);
  private static final TestAuthority THREE = TestAuthority.until(LATER);
  private static final String MICRODESC = "/tor/status-vote/current/consensus-microdesc/";
  private static final String NS = "/tor/status-vote/current/consensus/";

  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final DirectoryPort port = mock(DirectoryPort.class);
  private final Queue<Runnable> documents = new ArrayDeque<>();
  private final List<Asked> asked = new ArrayList<>();
  private final List<Consensus> heard = new ArrayList<>();
  private final ConsensusText text = new ConsensusText(ONE, TWO, THREE);
  private final DocumentRoutes routes = new DocumentRoutes(() -> this.now);
  private Instant now = ConsensusText.VALID_AFTER.plus(Duration.ofMinutes(10));
  private boolean listenerFails;
  private boolean portFails;
  private Microdescriptor microdescriptor;
  private DirectoryMirror mirror;

  private record Asked(
      InetSocketAddress authority, String path, Promise<DirectoryResponse> answer) {}

  DirectoryMirrorTest() throws Exception {
    byte[] key = new byte[32];
    key[0] = 1;
    microdescriptor =
        Microdescriptor.read(
            ("onion-key\nntor-onion-key "
                    + Base64.getEncoder().withoutPadding().encodeToString(key)
                    + "\n")
                .getBytes(US_ASCII));
    text.relay(0, microdescriptor.digest(), "Running Valid", "Bandwidth=10");
    when(port.loop()).thenReturn(loop.eventLoop());
    when(port.get(any(), any()))
        .thenAnswer(
            call -> {
              if (portFails) {
                throw new IllegalStateException("of a test");
              }
              Promise<DirectoryResponse> answer = loop.eventLoop().newPromise();
              DirectoryRequest request = call.getArgument(1);
              asked.add(new Asked(call.getArgument(0), request.path(), answer));
              return answer;
            });
    mirror =
        new DirectoryMirror(
            new DirectoryMirror.Settings(
                List.of(authority(ONE, 1), authority(TWO, 2), authority(THREE, 3)),
                port,
                documents::add,
                routes,
                Curve25519.fastest()),
            () -> now,
            new SecureRandom(),
            consensus -> {
              if (listenerFails) {
                throw new AssertionError("of a test");
              }
              heard.add(consensus);
            });
  }

  private static Authority authority(TestAuthority authority, int port) {
    return new Authority(
        "test",
        authority.identity(),
        authority.identity(),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        null);
  }

  @BeforeEach
  void start() {
    loop.freezeTime();
    mirror.start();
    work();
  }

  private void work() {
    loop.runScheduledPendingTasks();
    loop.runPendingTasks();
    for (Runnable task = documents.poll(); task != null; task = documents.poll()) {
      task.run();
      loop.runPendingTasks();
    }
  }

  private void pass(Duration time) {
    now = now.plus(time);
    loop.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    work();
  }

  private Asked last() {
    return asked.get(asked.size() - 1);
  }

  private void answer(byte[] body) {
    last().answer().setSuccess(new DirectoryResponse.Found(Bytes.copyFrom(body)));
    work();
  }

  private void fail() {
    last().answer().setFailure(new DirectoryException(DirectoryException.Kind.STALLED, "silent"));
    work();
  }

  private static byte[] certificates(TestAuthority... authorities) {
    StringBuilder all = new StringBuilder();
    for (TestAuthority each : authorities) {
      all.append(each.certificateText());
    }
    return all.toString().getBytes(US_ASCII);
  }

  /** Up to the question for the consensus that relays read. */
  private void fillMicrodescriptors() {
    answer(certificates(ONE, TWO, THREE));
    answer(text.signed());
    answer(microdescriptor.text().toByteArray());
  }

  @Test
  void documents_areFetchedInTurn_andServed() {
    assertThat(last().path()).startsWith("/tor/keys/fp/");
    answer(certificates(ONE, TWO, THREE));
    assertThat(routes.documents().certificates()).hasSize(3);
    assertThat(last().path()).startsWith(MICRODESC);
    answer(text.signed());
    assertThat(routes.documents().consensuses()).containsOnlyKeys(Flavour.MICRODESC);
    assertThat(heard).hasSize(1);
    assertThat(last().path()).startsWith("/tor/micro/d/");
    answer(microdescriptor.text().toByteArray());
    assertThat(routes.documents().microdescriptors())
        .containsOnlyKeys(List.of(microdescriptor.digest()));
    assertThat(last().path()).startsWith(NS);
    assertThat(mirror.filled().isDone()).isFalse();
  }

  @Test
  void authorityThatIsSilent_isNotTheNextToBeAsked() {
    for (int i = 0; i < 20; i++) {
      InetSocketAddress silent = last().authority();
      int before = asked.size();
      fail();
      pass(Duration.ofMinutes(10));
      assertThat(asked).hasSize(before + 1);
      assertThat(last().authority()).isNotEqualTo(silent);
    }
  }

  @Test
  void consensusOfTheOtherFlavour_isRefused() {
    fillMicrodescriptors();
    answer(text.signed());
    assertThat(routes.documents().consensuses()).containsOnlyKeys(Flavour.MICRODESC);
    assertThat(heard).hasSize(1);
    pass(Duration.ofSeconds(1));
    assertThat(last().path()).startsWith(NS);
  }

  @Test
  void keysThatAreMissing_areAskedForOnce() {
    answer(certificates(ONE));
    answer(text.signed());
    assertThat(last().path()).startsWith("/tor/keys/fp-sk/");
    answer(certificates(ONE));
    assertThat(routes.documents().consensuses()).isEmpty();
    int before = asked.size();
    pass(Duration.ofSeconds(1));
    assertThat(asked).hasSize(before + 1);
    assertThat(last().path()).startsWith(MICRODESC);
    answer(text.signed());
    answer(certificates(TWO));
    assertThat(routes.documents().consensuses()).containsOnlyKeys(Flavour.MICRODESC);
  }

  @Test
  void consensusOfAnotherTime_isRefused() {
    answer(certificates(ONE, TWO, THREE));
    now = now.plus(Duration.ofHours(30));
    answer(text.signed());
    assertThat(routes.documents().consensuses()).isEmpty();
    pass(Duration.ofSeconds(1));
    assertThat(last().path()).startsWith(MICRODESC);
  }

  @Test
  void errorOfWhoeverListens_endsNothing() {
    listenerFails = true;
    answer(certificates(ONE, TWO, THREE));
    int before = asked.size();
    answer(text.signed());
    pass(Duration.ofSeconds(1));
    assertThat(asked).hasSizeGreaterThan(before);
  }

  /** Case fault-2's kind. */
  @Test
  void step_thatThrows_isTriedAgain() {
    portFails = true;
    fail();
    pass(Duration.ofMinutes(10));
    portFails = false;
    int before = asked.size();
    pass(Duration.ofMinutes(10));
    assertThat(asked).hasSize(before + 1);
  }

  @Test
  void documentsThatNobodyHas_areAskedForAgainLater() {
    answer(certificates(ONE, TWO, THREE));
    answer(text.signed());
    last().answer().setSuccess(new DirectoryResponse.NotFound());
    work();
    assertThat(last().path()).startsWith(NS);
  }

  @Test
  void hurry_triesAtOnce() {
    fail();
    int before = asked.size();
    mirror.hurry();
    work();
    assertThat(asked).hasSize(before + 1);
  }

  @Test
  void close_whileItStarts_endsAllOfIt() {
    mirror.close();
    work();
    assertThat(mirror.filled().isCancelled()).isTrue();
    answer(certificates(ONE, TWO, THREE));
    pass(Duration.ofHours(1));
    assertThat(asked).hasSize(1);
    mirror.close();
    work();
  }

  @Test
  void close_whileItWaits_leavesNoTimer() {
    fail();
    mirror.close();
    loop.runPendingTasks();
    assertThat(loop.runScheduledPendingTasks()).isEqualTo(-1);
  }
}
