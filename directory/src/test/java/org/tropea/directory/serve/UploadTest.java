package org.tropea.directory.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.protocol.loop.Unwatched;

/** What is uploaded to a directory: who has room for how much, and for how long (case dir-10). */
class UploadTest {
  private static final int MEGABYTE = 1 << 20;

  private final Taking routes = new Taking();
  private final DirectoryServer server =
      new DirectoryServer(routes, InstantSource.fixed(OverDirectoryServer.NOW));
  private final List<EmbeddedChannel> channels = new ArrayList<>();

  /** Takes everything at once or, while it is slow, when the test says so. */
  private static final class Taking implements Routes {
    private final List<CompletableFuture<Answer>> working = new ArrayList<>();
    private boolean slow;
    private @Nullable InetAddress authority;

    @Override
    public Answer get(DirectoryQuery query) {
      return Answer.notFound();
    }

    @Override
    public int uploadLimit(String path) {
      return path.equals("/tor/small") ? 10 : (16 << 20) - 1;
    }

    @Override
    public boolean isAuthority(InetAddress client) {
      return client.equals(authority);
    }

    @Override
    public CompletionStage<Answer> post(String path, @Nullable InetAddress client, byte[] body) {
      CompletableFuture<Answer> answer = new CompletableFuture<>();
      if (slow) {
        working.add(answer);
      } else {
        answer.complete(Answer.status(200, "Took " + body.length));
      }
      return answer;
    }
  }

  @AfterEach
  void close() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  private EmbeddedChannel post(@Nullable InetAddress client, int announced, int sent) {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    server.install(channel, client);
    channels.add(channel);
    String head = "POST /tor/ HTTP/1.0\r\nContent-Length: " + announced + "\r\n\r\n";
    channel.writeInbound(Unpooled.copiedBuffer(head, ISO_8859_1));
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[sent]));
    channel.runPendingTasks();
    return channel;
  }

  private static InetAddress address(int last) throws Exception {
    return InetAddress.getByAddress(new byte[] {9, 8, 7, (byte) last});
  }

  private static void pass(EmbeddedChannel channel, int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void fourThatAnnounceMuchAndSendLittle_keepNobodyOut() {
    for (int i = 0; i < 4; i++) {
      post(null, (16 << 20) - 1, 1);
    }
    assertThat(server.uploads().taken()).isLessThan(64 * 1024);
    assertThat(OverDirectoryServer.reply(post(null, 2 * MEGABYTE, 2 * MEGABYTE)).head())
        .startsWith("HTTP/1.0 200 Took " + 2 * MEGABYTE);
  }

  @Test
  void uploadOfAByteEach19Seconds_isClosed_andGivesItsRoomBack() {
    EmbeddedChannel channel = post(null, MEGABYTE, 1);
    pass(channel, 19);
    assertThat(channel.isOpen()).isTrue();
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[1]));
    pass(channel, 1);
    assertThat(channel.isOpen()).isFalse();
    assertThat(server.uploads().taken()).isZero();
  }

  @Test
  void uploadWithoutAByte_isClosedAfter20Seconds() {
    EmbeddedChannel channel = post(null, MEGABYTE, 0);
    pass(channel, 19);
    assertThat(channel.isOpen()).isTrue();
    pass(channel, 1);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void uploadOf1KibibyteASecond_isTaken() {
    EmbeddedChannel channel = post(null, 200 * 1024, 0);
    for (int i = 0; i < 200; i++) {
      channel.writeInbound(Unpooled.wrappedBuffer(new byte[1024]));
      pass(channel, 1);
    }
    assertThat(OverDirectoryServer.reply(channel).status()).isEqualTo(200);
  }

  @Test
  void posterWhoLeaves_keepsItsRoomTakenUntilTheWorkIsDone() {
    routes.slow = true;
    Unwatched.close(post(null, MEGABYTE, MEGABYTE));
    assertThat(server.uploads().taken()).isEqualTo(MEGABYTE);
    routes.working.get(0).complete(Answer.status(200, "OK"));
    assertThat(server.uploads().taken()).isZero();
  }

  @Test
  void workThatFails_isAnswered503_andGivesItsRoomBack() {
    routes.slow = true;
    EmbeddedChannel channel = post(null, MEGABYTE, MEGABYTE);
    routes.working.get(0).completeExceptionally(new OutOfMemoryError("of a test"));
    assertThat(OverDirectoryServer.reply(channel).status()).isEqualTo(503);
    assertThat(server.uploads().taken()).isZero();
  }

  @Test
  void addressWithItsShareInTheWorks_is503_andOthersAreTaken() throws Exception {
    routes.slow = true;
    for (int i = 0; i < 4; i++) {
      post(address(1), 2 * MEGABYTE, 2 * MEGABYTE);
    }
    assertThat(OverDirectoryServer.reply(post(address(1), MEGABYTE, MEGABYTE)).status())
        .isEqualTo(503);
    routes.slow = false;
    assertThat(OverDirectoryServer.reply(post(address(2), MEGABYTE, MEGABYTE)).status())
        .isEqualTo(200);
    routes.working.get(0).complete(Answer.status(200, "OK"));
    assertThat(OverDirectoryServer.reply(post(address(1), MEGABYTE, MEGABYTE)).status())
        .isEqualTo(200);
  }

  @Test
  void authority_hasRoom_whereStrangersHaveFilledTheirs() throws Exception {
    routes.authority = address(100);
    routes.slow = true;
    int refused = 0;
    for (int i = 0; i < 100; i++) {
      EmbeddedChannel channel = post(address(i % 20), 2 * MEGABYTE, 2 * MEGABYTE);
      refused += channel.outboundMessages().isEmpty() ? 0 : 1;
    }
    assertThat(refused).isEqualTo(84);
    assertThat(server.uploads().taken()).isEqualTo(32 * MEGABYTE);
    routes.slow = false;
    int vote = (16 << 20) - 1;
    assertThat(OverDirectoryServer.reply(post(address(100), vote, vote)).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"16777216", "17000000", "9000000000000"})
  void postOf16MegabytesAndMore_is413(String length) {
    EmbeddedChannel channel = new EmbeddedChannel();
    server.install(channel, null);
    channel.writeInbound(
        Unpooled.copiedBuffer(
            "POST /tor/ HTTP/1.0\r\nContent-Length: " + length + "\r\n\r\nx", ISO_8859_1));
    OverDirectoryServer.Reply reply = OverDirectoryServer.reply(channel);
    assertThat(reply.status()).isEqualTo(413);
    assertThat(reply.closed()).isTrue();
  }

  @Test
  void post_beyondTheLimitOfItsPath_is413() {
    EmbeddedChannel channel = new EmbeddedChannel();
    server.install(channel, null);
    channel.writeInbound(
        Unpooled.copiedBuffer(
            "POST /tor/small HTTP/1.0\r\nContent-Length: 11\r\n\r\nabcdefghijk", ISO_8859_1));
    assertThat(OverDirectoryServer.reply(channel).status()).isEqualTo(413);
  }
}
