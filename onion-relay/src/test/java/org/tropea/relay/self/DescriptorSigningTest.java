package org.tropea.relay.self;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.crypto.key.Curve25519;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RelayDescriptionBuilder;
import org.tropea.directory.fetch.DirectoryPort;
import org.tropea.protocol.dial.TcpDialler;
import org.tropea.relay.keys.RelayKeyStore;
import org.tropea.relay.keys.RelayKeys;

/** On fake time, without authorities to tell. */
class DescriptorSigningTest {
  private static final Instant START = Instant.parse("2026-11-27T12:00:00Z");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final List<SelfDescription> said = new ArrayList<>();
  private boolean withTapKey = true;

  @TempDir Path folder;

  /** Row C17. */
  @Test
  void descriptor_hasTheTapKey_whereTheNetworkAsksForIt() throws Exception {
    for (boolean asked : new boolean[] {true, false}) {
      said.clear();
      withTapKey = asked;
      run(DescriptorSigningTest::description, 1);
      assertThat(said).hasSize(1);
      assertThat(said.get(0).descriptor().onionKey() != null).isEqualTo(asked);
    }
  }

  /** Case fault-2's kind: one failure must not be the end of a relay's publishing. */
  @Test
  void descriptor_thatCouldNotBeMade_isMadeAMinuteLater() throws Exception {
    int[] asked = {0};
    run(
        () -> {
          asked[0]++;
          if (asked[0] == 1) {
            throw new IllegalStateException("by this test");
          }
          // Too long to be signed.
          String contact = asked[0] < 4 ? "x".repeat(30_000) : "someone";
          return description().contact(contact);
        },
        10);
    assertThat(said).hasSize(1);
    assertThat(said.get(0).descriptor().description().contact()).isEqualTo("someone");
  }

  private void run(Supplier<RelayDescriptionBuilder> describe, int minutes) throws Exception {
    RelayKeys keys = new RelayKeyStore(folder, "me", Curve25519.fastest(), RANDOM).load(START);
    channel.freezeTime();
    DescriptorPublisher publisher =
        new DescriptorPublisher(
            DescriptorPublisher.Source.of(describe, () -> keys, () -> withTapKey, () -> List.of()),
            new DescriptorPublisher.Settings(
                List.of(),
                false,
                new DirectoryPort(channel.eventLoop(), Runnable::run, new TcpDialler()),
                Runnable::run,
                DescriptorWatch.silent()),
            () -> START,
            RANDOM,
            said::add);
    publisher.start();
    for (int minute = 0; minute < minutes; minute++) {
      channel.runPendingTasks();
      channel.advanceTimeBy(1, TimeUnit.MINUTES);
      channel.runScheduledPendingTasks();
    }
    publisher.close();
  }

  private static RelayDescriptionBuilder description() {
    return RelayDescription.builder(
            "me", new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001))
        .platform("Tropea on Linux")
        .protocols("Link=4-5");
  }
}
