package org.tropea.relay.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.fetch.DirectoryPort;
import org.tropea.directory.network.Authority;
import org.tropea.directory.serve.DocumentRoutes;

class DirectoryMirrorTest {
  private static final Instant START = Instant.parse("2026-11-27T12:00:00Z");

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private int dials;

  /** Fault B2's kind: a step that fails must not be the last. */
  @Test
  void step_thatThrows_isTriedAgain() {
    RsaIdentity identity = RsaIdentity.of(new byte[RsaIdentity.LENGTH]);
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    channel.freezeTime();
    DirectoryPort port =
        new DirectoryPort(
            channel.eventLoop(),
            Runnable::run,
            (dial, first) -> {
              dials++;
              throw new IllegalStateException("by this test");
            });
    DirectoryMirror mirror =
        new DirectoryMirror(
            new DirectoryMirror.Settings(
                List.of(new Authority("one", identity, identity, address, address)),
                port,
                Runnable::run,
                new DocumentRoutes(() -> START),
                Curve25519.fastest()),
            () -> START,
            new SecureRandom(),
            consensus -> {});

    mirror.start();
    for (int minute = 0; minute < 30; minute++) {
      channel.runPendingTasks();
      channel.advanceTimeBy(1, TimeUnit.MINUTES);
      channel.runScheduledPendingTasks();
    }

    assertThat(dials).isGreaterThan(3);
    mirror.close();
  }
}
