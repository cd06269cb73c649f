package org.tropea.directory.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.FallbackDirectory;

/** Rows P01 and P02: three sources side by side, as C tor asks them. */
class FirstConsensusTest {
  private static final int AUTHORITIES = 9;
  private static final int FALLBACKS = 200;
  private static final long LONGEST = 120_000;

  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final List<Asked> asked = new ArrayList<>();
  private final List<Boolean> answered = new ArrayList<>();
  private Instant now = Instant.parse("2026-12-20T12:00:00Z");
  private long millis;
  private long startMillis;
  private FirstConsensus first = begin(0);

  private record Asked(
      DirectorySource source,
      Promise<DirectoryResponse> answer,
      Consumer<BootstrapPhase> progress,
      long millis) {
    boolean isAuthority() {
      return source.target().rsaIdentity().toHex().startsWith("01");
    }
  }

  @BeforeEach
  void freeze() {
    loop.freezeTime();
    first.end();
  }

  @Test
  void start_asksAFallbackAtOnce_andAnAuthorityAfterSixSeconds_threeAtMost() {
    int authorities = 0;
    for (int round = 0; round < 200; round++) {
      begin(FALLBACKS);
      assertThat(asked).hasSize(1);
      authorities += asked.get(0).isAuthority() ? 1 : 0;
      pass(1_000);
      assertThat(asked).as("the second, by C tor's jitter").hasSize(2);
      pass(60_000);
      assertThat(asked).hasSize(3);
      assertThat(asked).extracting(Asked::source).doesNotHaveDuplicates();
      first.end();
      assertThat(asked).allMatch(each -> each.answer().isCancelled());
    }
    assertThat(authorities).as("of 200 first questions, by weight 0.1").isLessThan(10);
  }

  @Test
  void start_withoutFallbacks_asksAnAuthorityAtOnce() {
    begin(0);
    assertThat(asked).singleElement().matches(Asked::isAuthority);
    pass(60_000);
    assertThat(asked).hasSize(3).allMatch(Asked::isAuthority);
  }

  @Test
  void authority_isAskedSixSecondsLater_wereFallbacksAreSlow() {
    for (int round = 0; round < 50; round++) {
      begin(FALLBACKS);
      asked.get(0).answer().setFailure(DirectoryException.stalled());
      while (asked.stream().noneMatch(Asked::isAuthority)) {
        pass(100);
        fail();
      }
      Asked authority = asked.stream().filter(Asked::isAuthority).findFirst().orElseThrow();
      assertThat(authority.millis() - startMillis).isBetween(0L, 6_100L);
      first.end();
    }
  }

  @Test
  void oneThatIsConnected_isTheLast_untilItFails() {
    begin(FALLBACKS);
    asked.get(0).progress().accept(BootstrapPhase.REQUESTING_STATUS);
    pass(25_000);
    assertThat(asked).as("it may answer yet").hasSize(1);
    asked.get(0).answer().setFailure(DirectoryException.stalled());
    loop.runPendingTasks();
    assertThat(answered).containsExactly(false);
    pass(1_000);
    assertThat(asked).hasSizeGreaterThan(1);
    first.end();
  }

  /** C tor's decorrelated jitter has no upper end; ours ends at two minutes. */
  @Test
  void requests_whileNobodyAnswers_growSeldom() {
    begin(FALLBACKS);
    for (int second = 0; second < 3_600; second++) {
      fail();
      pass(1_000);
    }
    assertThat(asked.size()).isBetween(60, 400);
    long lastHalf = asked.stream().filter(each -> each.millis() - startMillis > 1_800_000).count();
    assertThat(lastHalf).as("in the last half of an hour").isBetween(20L, 150L);
    first.end();
  }

  @Test
  void busyDirectory_isLeftAloneForAnHour() {
    List<FallbackDirectory> two = fallbacks(2);
    FirstDirectories directories =
        new FirstDirectories(List.of(), two, () -> now, new SecureRandom());
    directories.busy(two.get(0).identity());
    for (int i = 0; i < 50; i++) {
      assertThat(directories.any(Set.of()))
          .hasValueSatisfying(
              each -> assertThat(each.target().rsaIdentity()).isEqualTo(two.get(1).identity()));
    }
    directories.busy(two.get(1).identity());
    assertThat(directories.any(Set.of())).as("where there is no other").isPresent();
    now = now.plus(Duration.ofHours(1));
    Set<DirectorySource> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      directories.any(Set.of()).ifPresent(seen::add);
    }
    assertThat(seen).hasSize(2);
  }

  @Test
  void directoryThatFailed_isAskedAgainWhenAllHaveFailed() {
    List<FallbackDirectory> three = fallbacks(3);
    FirstDirectories directories =
        new FirstDirectories(List.of(), three, () -> now, new SecureRandom());
    for (int round = 0; round < 20; round++) {
      Set<RsaIdentity> failed = new HashSet<>();
      for (int i = 0; i < 3; i++) {
        RsaIdentity next = directories.any(Set.of()).orElseThrow().target().rsaIdentity();
        assertThat(failed.add(next)).as("another").isTrue();
        directories.tried(next, false);
      }
    }
    RsaIdentity alive = three.get(1).identity();
    directories.tried(alive, true);
    for (int i = 0; i < 20; i++) {
      assertThat(directories.any(Set.of()).orElseThrow().target().rsaIdentity()).isEqualTo(alive);
    }
  }

  @Test
  void bridgeAuthority_isNotAsked() throws Exception {
    Authority bridge = Authority.read("Serge orport=9001 bridge 127.0.0.1:9030 " + "A".repeat(40));
    FirstDirectories directories =
        new FirstDirectories(List.of(bridge), List.of(), () -> now, new SecureRandom());
    assertThat(directories.isEmpty()).isTrue();
    assertThat(directories.authority(Set.of())).isEmpty();
  }

  private FirstConsensus begin(int fallbacks) {
    asked.clear();
    answered.clear();
    startMillis = millis;
    FirstDirectories directories =
        new FirstDirectories(authorities(), fallbacks(fallbacks), () -> now, new SecureRandom());
    first =
        new FirstConsensus(
            loop.eventLoop(),
            directories,
            new SecureRandom(),
            LONGEST,
            new FirstConsensus.Asking() {
              @Override
              public Future<DirectoryResponse> ask(
                  DirectorySource source, Consumer<BootstrapPhase> progress) {
                Promise<DirectoryResponse> answer = loop.eventLoop().newPromise();
                asked.add(new Asked(source, answer, progress, millis));
                return answer;
              }

              @Override
              public void done(DirectorySource source, Future<DirectoryResponse> answer) {
                answered.add(answer.isSuccess());
              }
            });
    first.start();
    loop.runPendingTasks();
    return first;
  }

  private void fail() {
    asked.forEach(each -> each.answer().tryFailure(DirectoryException.stalled()));
    loop.runPendingTasks();
  }

  private void pass(long time) {
    for (long step = 0; step < time; step += 100) {
      millis += 100;
      loop.advanceTimeBy(100, TimeUnit.MILLISECONDS);
      loop.runScheduledPendingTasks();
      loop.runPendingTasks();
    }
  }

  private static List<Authority> authorities() {
    List<Authority> all = new ArrayList<>();
    for (int number = 0; number < AUTHORITIES; number++) {
      RsaIdentity identity = identity(1, number);
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001);
      all.add(new Authority("test", identity, identity, address, address));
    }
    return all;
  }

  private static List<FallbackDirectory> fallbacks(int count) {
    List<FallbackDirectory> all = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      all.add(
          new FallbackDirectory(
              identity(2, number),
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001),
              null,
              1));
    }
    return all;
  }

  private static RsaIdentity identity(int first, int number) {
    return RsaIdentity.of(ByteBuffer.allocate(20).put((byte) first).putInt(number).array());
  }
}
