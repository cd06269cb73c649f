package org.tropea.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tropea.authority.consensus.Method;
import org.tropea.authority.intake.TestRelay;
import org.tropea.authority.intake.UploadSettings;
import org.tropea.authority.intake.UploadVerdict;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.authority.vote.FlagSettings;
import org.tropea.authority.vote.VoteSettings;
import org.tropea.directory.fetch.DirectoryPort;
import org.tropea.directory.fetch.DirectoryResponse;
import org.tropea.directory.fetch.UploadResponse;
import org.tropea.directory.network.Authority;
import org.tropea.directory.serve.Answer;
import org.tropea.directory.serve.DirectoryQuery;
import org.tropea.directory.serve.DocumentRoutes;

/** One authority of two, of which the other is silent; the test runs its tasks and its clock. */
class DirectoryAuthorityTest {
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);
  private static final Instant START = Instant.parse("2026-11-20T12:00:01Z");

  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final DirectoryPort port = mock(DirectoryPort.class);
  private final Queue<Runnable> documents = new ArrayDeque<>();
  private final List<String> posted = new ArrayList<>();
  private final DocumentRoutes routes = new DocumentRoutes(() -> this.now);
  private Instant now = START;
  private DirectoryAuthority authority;

  DirectoryAuthorityTest() {
    loop.freezeTime();
    when(port.loop()).thenReturn(loop.eventLoop());
    when(port.get(any(), any()))
        .thenAnswer(call -> loop.eventLoop().<DirectoryResponse>newPromise());
    when(port.post(any(), any(), any()))
        .thenAnswer(
            call -> {
              posted.add(call.getArgument(1));
              return loop.eventLoop().<UploadResponse>newPromise();
            });
    List<AuthorityKeys> keys = TestKeys.some(2);
    authority =
        new DirectoryAuthority(
            new AuthoritySettings(
                new VoteSettings(
                    "own",
                    "127.0.0.1",
                    InetAddress.getLoopbackAddress(),
                    80,
                    443,
                    "nobody",
                    new TreeSet<>(Method.known()),
                    VoteSettings.PROTOCOLS,
                    Map.of(),
                    FlagSettings.TESTING),
                VotingTiming.every(Duration.ofSeconds(10)),
                UploadSettings.TESTING,
                keys.stream().map(DirectoryAuthorityTest::authority).toList(),
                ADDRESS),
            keys.get(0),
            new DirectoryAuthority.Workplace(port, documents::add, routes, () -> now, all -> {}));
  }

  private static Authority authority(AuthorityKeys keys) {
    return new Authority("test", keys.identity(), keys.identity(), ADDRESS, null);
  }

  private void pass(int seconds) {
    for (int i = 0; i < seconds; i++) {
      now = now.plusSeconds(1);
      loop.advanceTimeBy(1, TimeUnit.SECONDS);
      work();
    }
  }

  private void work() {
    loop.runScheduledPendingTasks();
    loop.runPendingTasks();
    for (Runnable task = documents.poll(); task != null; task = documents.poll()) {
      task.run();
      loop.runPendingTasks();
    }
  }

  private long votes() {
    return posted.stream().filter(AuthorityRoutes.POST_VOTE::equals).count();
  }

  @Test
  void othersThatAreSilent_keepItFromVotingFor30SecondsAtMost() {
    authority.start();
    pass(29);
    assertThat(votes()).isZero();
    pass(11);
    assertThat(votes()).isPositive();
    long before = votes();
    pass(20);
    assertThat(votes()).as("a vote each 10 s").isBetween(before + 1, before + 3);
  }

  @Test
  void floodOfUploads_keepsNoRoundWaiting() {
    authority.start();
    pass(40);
    TestRelay relay = new TestRelay(now);
    byte[] flood = relay.flood(64 << 10);
    List<CompletableFuture<UploadVerdict>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      answers.add(authority.takeUpload(flood).toCompletableFuture());
    }
    assertThat(documents).as("uploads that are worked on at once").hasSize(1);
    long before = votes();
    int done = 0;
    for (int second = 0; second < 20; second++) {
      now = now.plusSeconds(1);
      loop.advanceTimeBy(1, TimeUnit.SECONDS);
      loop.runScheduledPendingTasks();
      loop.runPendingTasks();
      // Time for no more than four tasks a second.
      for (int task = 0; task < 4; task++) {
        Runnable next = documents.poll();
        if (next != null) {
          next.run();
          done++;
          loop.runPendingTasks();
        }
      }
    }
    assertThat(votes()).isGreaterThanOrEqualTo(before + 2);
    assertThat(answers.stream().filter(CompletableFuture::isDone).count())
        .as("the flood is not over yet")
        .isLessThan(200);
    assertThat(done).isEqualTo(80);
    work();
    assertThat(answers)
        .allSatisfy(
            each -> assertThat(each.getNow(UploadVerdict.ACCEPTED).status()).isEqualTo(400));
  }

  @Test
  void uploadThatIsTaken_isServedAtOnce_andRefusedOnesMakeNothingAnew() {
    TestRelay relay = new TestRelay(now);
    authority.takeUpload(relay.describe(now, "one").body());
    work();
    String path =
        "/tor/server/fp/"
            + HexFormat.of()
                .formatHex(relay.identity().value().toByteArray())
                .toUpperCase(Locale.ROOT);
    assertThat(authority.routes().get(new DirectoryQuery(path, null)))
        .isInstanceOf(Answer.Found.class);
    var before = routes.documents();
    authority.takeUpload(relay.flood(10_000));
    authority.takeUpload("junk".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    work();
    assertThat(routes.documents()).isSameAs(before);
  }

  @Test
  void crowdOfUploads_isShownWhenItEnds_orOnceASecond() {
    List<Bytes> digests = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      TestRelay.Documents next = new TestRelay(now).describe(now, "x");
      digests.add(next.descriptor().digest());
      authority.takeUpload(next.body());
    }
    work();
    assertThat(routes.documents().descriptors()).containsOnlyKeys(digests);
  }
}
