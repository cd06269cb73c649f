package org.tropea.directory.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Any bytes get an answer of a directory, or its connection is closed; nothing else comes of it.
 */
class DirectoryRequestFuzzTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z"));

  @FuzzTest
  void anyBytes_areAnsweredOrTheConnectionIsClosed(byte[] input) {
    play(input);
    play(("GET /tor/" + new String(input, ISO_8859_1) + " HTTP/1.0\r\n\r\n").getBytes(ISO_8859_1));
  }

  private static void play(byte[] input) {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    new DirectoryServer(new DocumentRoutes(CLOCK), CLOCK).install(channel, null);
    if (channel.isOpen()) {
      channel.writeInbound(Unpooled.copiedBuffer(input));
    }
    channel.runPendingTasks();
    channel.finishAndReleaseAll();
  }
}
