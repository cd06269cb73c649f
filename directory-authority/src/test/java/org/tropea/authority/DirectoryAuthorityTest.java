package org.tropea.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.authority.audit.ConsensusLog;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.authority.vote.FlagSettings;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.fetch.DirectoryPort;
import org.tropea.directory.network.Authority;
import org.tropea.directory.serve.Answer;
import org.tropea.directory.serve.DirectoryQuery;
import org.tropea.directory.serve.DocumentRoutes;
import org.tropea.protocol.dial.TcpDialler;

/**
 * Case fault-2: whatever fails in a round, the next one comes. One authority alone, on fake time.
 */
class DirectoryAuthorityTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:01Z");
  private static final VotingTiming TIMING = VotingTiming.every(Duration.ofSeconds(20));

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private AuthorityKeys keys = TestKeys.first();
  private final List<Instant> published = new ArrayList<>();
  private final List<Consensus> served = new ArrayList<>();
  private Instant now = START;
  private int refusing;

  @Test
  void rounds_listenerThrows_goOn() {
    run(
        consensus -> {
          throw new IllegalStateException("by this test");
        });
    assertThat(published).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void rounds_listenerEndsInAnError_goOn() {
    run(
        consensus -> {
          throw new StackOverflowError("by this test");
        });
    assertThat(published).hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void rounds_agreed_areExportedWithoutSignatures_andWhatWasSeenIsKept() throws Exception {
    List<String> exported = new ArrayList<>();
    run(
        consensus -> {
          try {
            exported.add(Files.readString(folder.resolve("consensus-transparency-ns")));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });

    List<String> published =
        served.stream()
            .filter(each -> each.flavour() == Flavour.NS)
            .map(each -> new String(each.text().toByteArray(), StandardCharsets.ISO_8859_1))
            .map(each -> each.substring(0, each.indexOf("directory-signature")))
            .toList();
    assertThat(published).hasSizeGreaterThanOrEqualTo(5);
    assertThat(exported).isEqualTo(published);
    assertThat(folder.resolve("consensus-transparency-microdesc")).exists();
    assertThat(folder.resolve("router-stability")).content().startsWith("format 2");
    ConsensusLog log = ConsensusLog.read(Files.readAllBytes(folder.resolve("consensus-log")));
    assertThat(log.brokenLine()).isZero();
    assertThat(log.entries()).hasSize(served.size());
    assertThat(folder.resolve("sr-state")).content().contains("Version 1");
    assertThat(folder.resolve("key-pinning-journal")).content().startsWith("@opened-at");
  }

  @Test
  void rounds_stepRefusedForAWhile_goOnAfterwards() {
    run(consensus -> refusing = published.size() == 1 ? 3 : 0);
    assertThat(published).hasSizeGreaterThanOrEqualTo(4);
    assertThat(served).filteredOn(each -> each.flavour() == Flavour.NS).hasSameSizeAs(published);
  }

  /** What an operator renewed is used from the next vote on; of another identity it is refused. */
  @Test
  void renew_keysOfOneIdentity_signsWithThemFromTheNextRoundOn() throws Exception {
    List<AuthorityKeys> both = TestKeys.ofOneIdentity();
    keys = both.get(0);
    Instant between = both.get(1).certificate().published().minusSeconds(1);
    DirectoryQuery newer = new DirectoryQuery("/tor/keys/authority", between);
    channel.freezeTime();
    try (DirectoryAuthority authority = authority(consensus -> {})) {
      authority.start();
      await(2);
      assertThat(authority.routes().get(newer)).isEqualTo(Answer.notModified());
      assertThatThrownBy(() -> authority.renew(TestKeys.first()))
          .isInstanceOf(IllegalArgumentException.class);
      authority.renew(both.get(1));
      await(4);
      assertThat(authority.routes().get(newer)).isInstanceOf(Answer.Found.class);
    }
    List<RsaIdentity> signers =
        served.stream()
            .filter(each -> each.flavour() == Flavour.NS)
            .map(each -> each.signers().get(0).signingKeyDigest())
            .toList();
    RsaIdentity old = both.get(0).certificate().signingKeyDigest();
    RsaIdentity fresh = both.get(1).certificate().signingKeyDigest();
    assertThat(signers).startsWith(old, old).endsWith(fresh).containsOnly(old, fresh);
    channel.finishAndReleaseAll();
  }

  /** Lets time pass until so many consensuses are published; two minutes at most. */
  private void await(int consensuses) {
    for (int second = 0; second < 120 && published.size() < consensuses; second++) {
      now = now.plusSeconds(1);
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runPendingTasks();
      channel.runScheduledPendingTasks();
    }
    assertThat(published).hasSizeGreaterThanOrEqualTo(consensuses);
  }

  @Test
  void close_whileItStarts_beginsNoRound() {
    channel.freezeTime();
    try (DirectoryAuthority authority = authority(consensus -> {})) {
      authority.start();
    }
    for (int second = 0; second < 120; second++) {
      now = now.plusSeconds(1);
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runPendingTasks();
      channel.runScheduledPendingTasks();
    }
    assertThat(served).isEmpty();
    assertThat(published).isEmpty();
    channel.finishAndReleaseAll();
  }

  @TempDir Path folder;

  private interface Listener {
    void hear(Consensus consensus);
  }

  /** Two minutes of voting every 20 seconds. */
  private void run(Listener listener) {
    channel.freezeTime();
    try (DirectoryAuthority authority = authority(listener)) {
      authority.start();
      for (int second = 0; second < 120; second++) {
        now = now.plusSeconds(1);
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runPendingTasks();
        channel.runScheduledPendingTasks();
      }
    }
    channel.finishAndReleaseAll();
  }

  private DirectoryAuthority authority(Listener listener) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    AuthoritySettings settings =
        new AuthoritySettings(
            new AuthoritySettings.Voting(LoneAuthority.vote(FlagSettings.TESTING), TIMING, true),
            AuthoritySettings.Relays.TESTING,
            new AuthoritySettings.Place(
                List.of(new Authority("alone", keys.identity(), keys.identity(), address, address)),
                folder,
                address));
    return new DirectoryAuthority(
        settings,
        keys,
        new DirectoryAuthority.Workplace(
            new DirectoryPort(channel.eventLoop(), this::execute, new TcpDialler()),
            this::execute,
            new DocumentRoutes(() -> now),
            Curve25519.fastest(),
            new SecureRandom(),
            () -> now,
            (target, reached) -> {},
            consensus -> {
              if (consensus.flavour() == Flavour.NS) {
                published.add(consensus.lifetime().validAfter());
                listener.hear(consensus);
              }
            },
            new AuthorityWatch(AuthorityObserver.ofServed(served::add))));
  }

  private void execute(Runnable task) {
    if (refusing > 0) {
      refusing--;
      throw new RejectedExecutionException("by this test");
    }
    task.run();
  }
}
