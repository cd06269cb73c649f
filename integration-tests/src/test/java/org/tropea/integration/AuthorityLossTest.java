package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
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
import org.slf4j.LoggerFactory;
import org.tropea.client.ClientSettings;
import org.tropea.client.InternalAddresses;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.fetch.Bootstrap;
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
        FileServer files = FileServer.start();
        Complaints complaints = Complaints.ofClients()) {
      client.client().ready().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      fetch(client, files);
      authorities.get(2).close();
      Consensus last = goesOn(first, Set.of(0, 1));
      authorities.get(1).close();
      assertThat(first.publishesWithin(INTERVAL.multipliedBy(2).plusSeconds(5))).isFalse();
      assertStillServed(last, first);
      String complaint = complaints.await("keeping the consensus", PATIENCE);
      assertThat(complaint).contains("trying again");
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
    ClientSettings settings =
        new ClientSettings(
            Files.createDirectories(folder.resolve("client")),
            TropeaAuthority.authorities(lines()),
            false,
            0,
            Duration.ofMinutes(10),
            PATIENCE,
            InternalAddresses.TAKEN);
    return ClientProxy.start(
        new org.tropea.proxy.Settings(settings, List.of(loopback), PATIENCE), machine, phase -> {});
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

  /** What clients of this JVM log while it is open. */
  private static final class Complaints extends AppenderBase<ILoggingEvent>
      implements AutoCloseable {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    static Complaints ofClients() {
      Complaints complaints = new Complaints();
      complaints.start();
      logger().addAppender(complaints);
      return complaints;
    }

    private static Logger logger() {
      return (Logger) LoggerFactory.getLogger(Bootstrap.class);
    }

    @Override
    protected void append(ILoggingEvent event) {
      messages.add(event.getFormattedMessage());
    }

    String await(String part, Duration patience) throws InterruptedException {
      long deadline = System.nanoTime() + patience.toNanos();
      while (true) {
        String next = messages.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (next == null) {
          throw new AssertionError("no client said '" + part + "'");
        }
        if (next.contains(part)) {
          return next;
        }
      }
    }

    @Override
    public void close() {
      logger().detachAppender(this);
    }
  }
}
