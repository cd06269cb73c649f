package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.client.ClientObserver;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.integration.TropeaAuthority.KeyMaker;
import org.tropea.protocol.channel.Machine;
import org.tropea.proxy.ClientProxy;
import org.tropea.relay.OnionRelay;
import org.tropea.relay.Settings;
import org.tropea.relay.exit.ExitSettings;

/** Three authorities of ours, of which one dies, and then another. */
class AuthorityLossTest {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int RELAYS = 3;
  private static final int FILE = 100_000;

  @TempDir Path folder;
  private final List<TropeaAuthority> authorities = new ArrayList<>();
  private final List<OnionRelay> relays = new ArrayList<>();
  private final Machine machine = Machine.best();
  private final Complaints complaints = new Complaints();
  private final InetSocketAddress loopback =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @BeforeEach
  void start() throws Exception {
    for (int i = 0; i < 3; i++) {
      String name = "authority" + i;
      authorities.add(TropeaAuthority.prepare(name, folder.resolve(name), KeyMaker.LIBRARY));
    }
    for (TropeaAuthority each : authorities) {
      each.start(lines(), INTERVAL);
    }
    for (int i = 0; i < RELAYS; i++) {
      relays.add(
          OnionRelay.start(
              Settings.builder(
                      "relay" + i, Files.createDirectories(folder.resolve("relay" + i)), loopback)
                  .exit(
                      ExitSettings.of(ExitPolicy.ACCEPT_ALL)
                          .withHijackCheck(false, List.of())
                          .withRefuseUnknown(false))
                  .network(TropeaAuthority.authorities(lines()))
                  .privateAddresses(true)
                  .build(),
              machine));
    }
  }

  @AfterEach
  void stop() throws Exception {
    relays.forEach(OnionRelay::close);
    for (TropeaAuthority each : authorities) {
      each.close();
    }
  }

  @Test
  void oneDies_consensusGoesOn_anotherDies_clientsKeepTheLastOne() throws Exception {
    TropeaAuthority first = authorities.get(0);
    Consensus consensus = first.next(Flavour.NS, PATIENCE);
    while (consensus.relays().size() < 3 + RELAYS) {
      consensus = first.next(Flavour.NS, PATIENCE);
    }
    try (ClientProxy client = client();
        FileServer files = FileServer.start()) {
      client.client().ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      fetch(client, files);
      authorities.get(2).close();
      Consensus last = goesOn(first, Set.of(0, 1));
      authorities.get(1).close();
      assertThat(first.publishesWithin(INTERVAL.multipliedBy(2).plusSeconds(5))).isFalse();
      assertStillServed(last, first);
      complaints.awaitOneAfterTheConsensusEnded(PATIENCE);
      fetch(client, files);
      assertBelieved(last, folder.resolve("client"));
    }
  }

  /** Five consensuses in a row, each signed by those two. */
  private Consensus goesOn(TropeaAuthority authority, Set<Integer> alive) throws Exception {
    Consensus last = authority.next(Flavour.NS, PATIENCE);
    while (!signers(last).equals(identities(alive))) {
      last = authority.next(Flavour.NS, PATIENCE);
    }
    for (int i = 1; i < 5; i++) {
      Consensus next = authority.next(Flavour.NS, PATIENCE);
      Instant expected = last.lifetime().validAfter().plus(INTERVAL);
      assertThat(next.lifetime().validAfter()).isEqualTo(expected);
      assertThat(signers(next)).isEqualTo(identities(alive));
      last = next;
    }
    return last;
  }

  private static void assertStillServed(Consensus last, TropeaAuthority authority)
      throws Exception {
    byte[] served =
        MixedNetwork.get(authority.directoryPort(), "/tor/status-vote/current/consensus");
    assertThat(UnverifiedConsensus.read(served).lifetime()).isEqualTo(last.lifetime());
  }

  /** What the client has on disk is not younger than the last one that enough signed. */
  private static void assertBelieved(Consensus last, Path directory) throws Exception {
    byte[] kept = Files.readAllBytes(directory.resolve("cached-microdesc-consensus"));
    UnverifiedConsensus consensus = UnverifiedConsensus.read(kept);
    assertThat(consensus.lifetime().validAfter()).isBeforeOrEqualTo(last.lifetime().validAfter());
    assertThat(consensus.signatures()).hasSizeGreaterThan(1);
  }

  private ClientProxy client() throws Exception {
    return TropeaClient.start(folder.resolve("client"), lines(), complaints);
  }

  private static void fetch(ClientProxy client, FileServer files) throws Exception {
    int port = client.addresses().get(0).getPort();
    assertThat(new SocksFetch(port, PATIENCE).get("127.0.0.1", files.port(), "/" + FILE))
        .isEqualTo(new SocksFetch.Fetched(200, FILE, FileServer.sha256(FILE)));
  }

  private List<String> lines() {
    return authorities.stream().map(TropeaAuthority::line).toList();
  }

  private Set<RsaIdentity> identities(Set<Integer> indices) {
    return indices.stream().map(i -> authorities.get(i).identity()).collect(Collectors.toSet());
  }

  private static Set<RsaIdentity> signers(Consensus consensus) {
    return consensus.signers().stream().map(each -> each.identity()).collect(Collectors.toSet());
  }

  /** Directory requests of the client that failed while its consensus was not live any more. */
  private final class Complaints implements ClientObserver {
    private final BlockingQueue<String> tooLate = new LinkedBlockingQueue<>();
    private Instant validUntil = Instant.MAX;

    @Override
    public void consensusTaken(Lifetime lifetime, int listed) {
      validUntil = lifetime.validUntil();
    }

    @Override
    public void fetchFailed(String why, Duration pause) {
      if (machine.clock().instant().isAfter(validUntil)) {
        tooLate.add(why);
      }
    }

    void awaitOneAfterTheConsensusEnded(Duration patience) throws InterruptedException {
      assertThat(tooLate.poll(patience.toMillis(), TimeUnit.MILLISECONDS)).isNotNull();
    }
  }
}
