package org.tropea.relay.self;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.TestAuthority;
import org.tropea.directory.fetch.DirectoryException;
import org.tropea.directory.fetch.DirectoryPort;
import org.tropea.directory.fetch.UploadResponse;
import org.tropea.directory.network.Authority;
import org.tropea.relay.keys.RelayKeyStore;
import org.tropea.relay.keys.RelayKeys;

/** A publisher whose authorities the test plays, by its clock and on its turn. */
class DescriptorPublisherTest {
  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final DirectoryPort port = mock(DirectoryPort.class);
  private final Queue<Runnable> documents = new ArrayDeque<>();
  private final List<Posted> posted = new ArrayList<>();
  private final List<SelfDescription> said = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final DescriptorWatch watch = new DescriptorWatch(new Recorder());
  private Instant now = ConsensusText.VALID_AFTER.plus(Duration.ofMinutes(10));
  private String contact = "somebody";
  private RelayKeys keys;
  private DescriptorPublisher publisher;

  /** Writes down what it is told, a line for each event. */
  private final class Recorder implements DescriptorObserver {
    @Override
    public void published(DescriptorFacts descriptor) {
      events.add("published %d, of %s".formatted(descriptor.number(), descriptor.published()));
    }

    @Override
    public void taken(DescriptorFacts descriptor, String authority) {
      events.add("taken %d by %s".formatted(descriptor.number(), authority));
      throw new StackOverflowError("a listener's");
    }

    @Override
    public void refused(DescriptorFacts descriptor, String authority) {
      events.add("refused %d by %s".formatted(descriptor.number(), authority));
    }
  }

  private record Posted(InetSocketAddress authority, Promise<UploadResponse> answer) {}

  DescriptorPublisherTest(@TempDir Path folder) throws Exception {
    keys = new RelayKeyStore(folder, "test", Curve25519.fastest(), new SecureRandom()).load(now);
    loop.freezeTime();
    when(port.loop()).thenReturn(loop.eventLoop());
    when(port.post(any(), any(), any()))
        .thenAnswer(
            call -> {
              Promise<UploadResponse> answer = loop.eventLoop().newPromise();
              posted.add(new Posted(call.getArgument(0), answer));
              return answer;
            });
    publisher =
        new DescriptorPublisher(
            DescriptorPublisher.Source.of(
                () ->
                    RelayDescription.builder("test", address(9001))
                        .protocols("Link=4-5")
                        .contact(contact),
                () -> keys,
                () -> true,
                () -> List.of()),
            new DescriptorPublisher.Settings(
                List.of(authority(1), authority(2)), false, port, documents::add, watch),
            () -> now,
            new SecureRandom(),
            said::add);
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static Authority authority(int number) {
    byte[] identity = new byte[20];
    identity[0] = (byte) number;
    RsaIdentity rsa = RsaIdentity.of(identity);
    return new Authority("test", rsa, rsa, address(number), null);
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

  private void answer(int index, int status) {
    posted.get(index).answer().setSuccess(new UploadResponse(status, "why"));
    work();
  }

  @BeforeEach
  void nothingPosted() {
    assertThat(posted).isEmpty();
  }

  private void start() {
    publisher.start();
    work();
  }

  @Test
  void start_tellsEachAuthority_andIsDoneWhenAllTookIt() {
    start();
    assertThat(said).hasSize(1);
    assertThat(posted).extracting(Posted::authority).containsExactly(address(1), address(2));
    answer(0, 200);
    assertThat(publisher.toldAll().isDone()).isFalse();
    answer(1, 200);
    assertThat(publisher.toldAll().isSuccess()).isTrue();
    pass(Duration.ofHours(17));
    assertThat(posted).hasSize(2);
    pass(Duration.ofHours(2));
    assertThat(posted).as("after 18 hours").hasSize(4);
  }

  @Test
  void authorityThatIsBusy_isToldAgain_andOneThatRefusesIsNot() {
    start();
    answer(0, 503);
    answer(1, 400);
    pass(Duration.ofSeconds(1));
    assertThat(posted).hasSize(3);
    assertThat(posted.get(2).authority()).isEqualTo(address(1));
    answer(2, 200);
    pass(Duration.ofMinutes(30));
    assertThat(posted).hasSize(3);
  }

  @Test
  void observer_isToldOfEachDescriptor_andWhatBecomesOfIt() {
    Instant first = now;
    start();
    answer(0, 200);
    answer(1, 400);
    contact = "somebody else";
    now = now.plusSeconds(1);
    publisher.changed();
    work();
    answer(2, 503);
    assertThat(events)
        .containsExactly(
            "published 1, of " + first,
            "taken 1 by test",
            "refused 1 by test",
            "published 2, of " + first.plusSeconds(1));
    assertThat(watch.totals()).isEqualTo(new DescriptorTotals(2, 1, 1));
  }

  @Test
  void change_whileADescriptorIsSigned_isPublishedNext() {
    publisher.start();
    loop.runPendingTasks();
    assertThat(documents).as("being signed").hasSize(1);
    contact = "somebody else";
    publisher.changed();
    work();
    assertThat(posted).hasSize(4);
    RelayDescription second = said.get(1).descriptor().description();
    assertThat(second.contact()).isEqualTo("somebody else");
    assertThat(second.published()).as("newer, in the same second").isEqualTo(now.plusSeconds(1));
  }

  @Test
  void change_beforeTheStart_isNotPublished() {
    publisher.changed();
    work();
    assertThat(posted).isEmpty();
    start();
    assertThat(posted).hasSize(2);
  }

  @Test
  void change_isPublished_andTheLastIsNotTriedAgain() {
    start();
    posted
        .get(0)
        .answer()
        .setFailure(new DirectoryException(DirectoryException.Kind.STALLED, "silent"));
    contact = "somebody else";
    now = now.plusSeconds(1);
    publisher.changed();
    work();
    assertThat(posted).hasSize(4);
    pass(Duration.ofMinutes(30));
    assertThat(posted).hasSize(4);
  }

  @Test
  void consensus_thatComes_letsWhatWaitsBeTriedAtOnce() throws Exception {
    start();
    answer(1, 200);
    for (int i = 0; i < 8; i++) {
      answer(i == 0 ? 0 : posted.size() - 1, 503);
      pass(Duration.ofMinutes(10));
    }
    answer(posted.size() - 1, 503);
    int before = posted.size();
    publisher.onConsensus(consensus());
    work();
    assertThat(posted).hasSize(before + 1);
    pass(Duration.ofMinutes(10));
    assertThat(posted).as("once").hasSize(before + 1);
  }

  private static Consensus consensus() throws Exception {
    return new ConsensusText(TestAuthority.until(Instant.parse("2027-01-01T00:00:00Z")))
        .consensus();
  }

  @Test
  void errorWhileSigning_leavesTheNextLookToTryAgain() {
    RelayKeys good = keys;
    keys = mock(RelayKeys.class);
    when(keys.forDescriptor(any(), anyBoolean())).thenThrow(new StackOverflowError("of a test"));
    start();
    assertThat(said).isEmpty();
    keys = good;
    pass(Duration.ofMinutes(1));
    assertThat(said).hasSize(1);
    assertThat(posted).hasSize(2);
  }

  @Test
  void close_whileItSigns_endsAllOfIt() {
    publisher.start();
    loop.runPendingTasks();
    publisher.close();
    work();
    assertThat(publisher.toldAll().isCancelled()).isTrue();
    assertThat(posted).isEmpty();
    assertThat(loop.runScheduledPendingTasks()).isEqualTo(-1);
  }

  @Test
  void close_whileItWaits_leavesNoTimer() {
    start();
    answer(0, 503);
    publisher.close();
    loop.runPendingTasks();
    answer(1, 503);
    assertThat(loop.runScheduledPendingTasks()).isEqualTo(-1);
  }
}
