package org.tropea.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.protocol.channel.LinkEnd;
import org.tropea.protocol.channel.LinkFacts;
import org.tropea.protocol.channel.LinkTraffic;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.relay.accounting.AccountingPeriod;
import org.tropea.relay.accounting.AccountingSettings;

/** A relay that has carried its tiny quota falls asleep, and wakes with the next period. */
class HibernationTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final Instant BEFORE = Instant.parse("2026-11-28T10:00:00Z");
  private static final Instant NEXT_PERIOD = Instant.parse("2026-11-28T12:00:00Z");

  /** Much more than it takes to open two links. */
  private static final int QUOTA_BYTES = 64 << 10;

  private static final AccountingSettings QUOTA =
      new AccountingSettings(
          QUOTA_BYTES,
          AccountingSettings.Rule.SUM,
          new AccountingPeriod(AccountingPeriod.Unit.DAY, 1, LocalTime.of(12, 0), ZoneOffset.UTC),
          1 << 20);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String SLEEPS = "hibernating 1";

  private final PostedTo authority = new PostedTo();
  private volatile Instant now = BEFORE;

  @TempDir private Path folder;

  HibernationTest() throws Exception {}

  @AfterEach
  void stop() throws Exception {
    authority.close();
  }

  @Test
  void relayWithItsQuotaUsedUp_closesPortAndLinks_andOpensThemInTheNextPeriod() throws Exception {
    CompletableFuture<Void> linkEnded = new CompletableFuture<>();
    RelayObserver ends =
        new RelayObserver() {
          @Override
          public void closed(LinkFacts link, LinkEnd end, LinkTraffic carried) {
            linkEnded.complete(null);
          }
        };
    try (OnionRelay relay = startSleeper();
        OnionRelay peer = start(settings("peer").publish(false).observer(ends))) {
      InetSocketAddress address = relay.address();
      assertThat(nextDescriptor()).doesNotContain(SLEEPS);
      link(peer, relay);
      useUp(relay);
      assertThat(nextDescriptor()).contains(SLEEPS);
      assertThat(linkEnded).succeedsWithin(PATIENCE);
      assertThat(relay.isHibernating()).isTrue();
      assertThatThrownBy(() -> new Socket(LOOPBACK, address.getPort()).close())
          .isInstanceOf(ConnectException.class);

      now = NEXT_PERIOD;
      assertThat(nextDescriptor()).doesNotContain(SLEEPS);
      assertThat(relay.address()).isEqualTo(address);
      link(peer, relay);
    }
  }

  @Test
  void relayThatStartsWithItsQuotaUsedUp_saysSoAtOnce_andIsClosed() throws Exception {
    try (OnionRelay relay = startSleeper()) {
      assertThat(nextDescriptor()).doesNotContain(SLEEPS);
      useUp(relay);
      assertThat(nextDescriptor()).contains(SLEEPS);
    }
    try (OnionRelay relay = startSleeper()) {
      assertThat(nextDescriptor()).contains(SLEEPS);
      assertThat(relay.isHibernating()).isTrue();
      assertThatThrownBy(() -> new Socket(LOOPBACK, relay.address().getPort()).close())
          .isInstanceOf(ConnectException.class);
    }
  }

  private SettingsBuilder settings(String name) {
    return Settings.builder(name, folder.resolve(name), new InetSocketAddress(LOOPBACK, 0))
        .privateAddresses(true);
  }

  private OnionRelay startSleeper() throws Exception {
    return start(settings("sleeper").network(List.of(authority.line())).accounting(QUOTA));
  }

  private OnionRelay start(SettingsBuilder settings) throws Exception {
    Machine best = Machine.best();
    return OnionRelay.start(
        settings.build(),
        new Machine(best.tls(), best.curve(), () -> now, best.random(), best.dialler()));
  }

  /**
   * Has it carry twice its quota, by connections that all are there before: it takes none near the
   * end. Waits until it has closed them.
   */
  private static void useUp(OnionRelay relay) throws IOException {
    // Most of a TLS record whose end never comes.
    byte[] record = new byte[2 * QUOTA_BYTES / 8];
    System.arraycopy(new byte[] {22, 3, 1, 0x40, 0}, 0, record, 0, 5);
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 9; i++) {
        sockets.add(new Socket(LOOPBACK, relay.address().getPort()));
      }
      for (Socket each : sockets.subList(1, 9)) {
        each.getOutputStream().write(record);
      }
      Socket silent = sockets.get(0);
      silent.setSoTimeout((int) PATIENCE.toMillis());
      assertThat(silent.getInputStream().read()).as("what was connected is closed").isEqualTo(-1);
    } finally {
      for (Socket each : sockets) {
        each.close();
      }
    }
  }

  private String nextDescriptor() throws InterruptedException {
    String next = authority.take();
    assertThat(next).as("a descriptor").isNotNull();
    return String.valueOf(next);
  }

  private static void link(OnionRelay from, OnionRelay to) {
    RelayTarget target =
        new RelayTarget(
            to.keys().rsaIdentity(), to.keys().ed25519Identity(), List.of(to.address()));
    CompletableFuture<Void> linked = new CompletableFuture<>();
    from.probe(target, () -> linked.complete(null));
    assertThat(linked).succeedsWithin(PATIENCE);
  }
}
