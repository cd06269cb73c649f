package org.tropea.directory.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile cases D1 to D10 and K08: requests that are wrong, too long or too slow, and uploads. */
class HostileRequestTest extends OverDirectoryServer {
  @ParameterizedTest
  @ValueSource(strings = {"GET /tor/keys/all\r\n\r\n", "GET /tor/keys/all HTTP/9.9\r\n\r\n"})
  void request_ofNoHttp10_is400(String request) { // D1
    assertThat(ask(request).head()).startsWith("HTTP/1.0 400 Bad request\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HEAD /tor/keys/all HTTP/1.0\r\n\r\n",
        "PUT /tor/ HTTP/1.0\r\nContent-Length: 1\r\n\r\nx",
        "POST /tor/ HTTP/1.0\r\nContent-Length: -5\r\n\r\nx",
        "POST /tor/ HTTP/1.0\r\nContent-Length: 100000000000000000000\r\n\r\nx",
        "POST /tor/ HTTP/1.0\r\nContent-Length: 17000000\r\n\r\nx",
        "POST /tor/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
      })
  void request_thatCtorCloses_isClosed(String request) { // D2, D7, D9
    Reply reply = ask(request);
    assertThat(reply.head()).isEmpty();
    assertThat(reply.closed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET /tor/keys/all HT",
        "POST /tor/ HTTP/1.0\r\nContent-Length: 9\r\n\r\nshort"
      })
  void request_thatStalls_isClosedAfterAMinute(String part) { // D6
    EmbeddedChannel channel = channel(routes);
    channel.writeInbound(Unpooled.copiedBuffer(part, ISO_8859_1));
    channel.advanceTimeBy(59, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isTrue();
    channel.advanceTimeBy(2, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isFalse();
    channel.finishAndReleaseAll();
  }

  @Test
  void request_byteByByte_isClosedAfterAMinute() { // D6
    EmbeddedChannel channel = channel(routes);
    for (int i = 0; i < 61 && channel.isOpen(); i++) {
      channel.writeInbound(Unpooled.copiedBuffer("G", ISO_8859_1));
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
    }
    assertThat(channel.isOpen()).isFalse();
    channel.finishAndReleaseAll();
  }

  @Test
  void url_of49Kilobytes_withDuplicates_isAnswered() { // D4
    String identity = CERTIFICATES.get(0).identity().toHex();
    String list = (identity + "+").repeat(49_000 / 41);
    assertThat(get("/tor/keys/fp/" + list).body())
        .isEqualTo(CERTIFICATES.get(0).text().toByteArray());
    assertThat(get("/tor/keys/fp/" + list + list).closed()).isTrue();
  }

  @Test
  void acceptEncoding_of9000Items_isAnswered() { // D5
    Reply reply = get("/tor/keys/all", "Accept-Encoding: " + "a,".repeat(9_000) + "gzip");
    assertThat(reply.head()).contains("Content-Encoding: gzip\r\n");
  }

  @Test
  void reader_thatTakesNothing_costsNoCopy() { // K08
    EmbeddedChannel channel = channel(routes);
    var buffer = channel.unsafe().outboundBuffer();
    buffer.setUserDefinedWritability(1, false);
    channel.writeInbound(
        Unpooled.copiedBuffer("GET " + CONSENSUS + " HTTP/1.0\r\n\r\n", ISO_8859_1));
    assertThat(buffer.totalPendingWriteBytes()).isLessThan(1024);
    ByteBuf head = channel.readOutbound();
    assertThat(head.toString(ISO_8859_1)).endsWith("\r\n\r\n");
    head.release();
    assertThat(channel.<Object>readOutbound()).isNull();
    buffer.setUserDefinedWritability(1, true);
    assertThat(reply(channel).head().getBytes(ISO_8859_1))
        .isEqualTo(MICRODESC.text().toByteArray());
  }

  /** Takes up to ten bytes, and says how many came. */
  private static final class Taking implements Routes {
    private @Nullable CompletableFuture<Answer> pending;

    @Override
    public Answer get(DirectoryQuery query) {
      return Answer.notFound();
    }

    @Override
    public int uploadLimit(String path) {
      return path.equals("/tor/large") ? 40 << 20 : 10;
    }

    @Override
    public CompletionStage<Answer> post(String path, @Nullable InetAddress client, byte[] body) {
      pending = new CompletableFuture<>();
      pending.complete(Answer.status(200, "Took " + body.length));
      return pending;
    }
  }

  @Test
  void post_toACache_is400() { // K09
    Reply reply = ask("POST /tor/ HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc");
    assertThat(reply.head())
        .startsWith(
            "HTTP/1.0 400 Nonauthoritative directory does not accept posted server descriptors");
    assertThat(reply.closed()).isTrue();
  }

  @Test
  void post_withinTheLimit_isTaken_andBeyondIt_isRefused() {
    EmbeddedChannel channel = channel(new Taking());
    channel.writeInbound(
        Unpooled.copiedBuffer("POST /tor/ HTTP/1.0\r\nContent-Length: 5\r\n\r\nab", ISO_8859_1));
    channel.writeInbound(Unpooled.copiedBuffer("cde", ISO_8859_1));
    assertThat(reply(channel).head()).startsWith("HTTP/1.0 200 Took 5\r\n");
    EmbeddedChannel second = channel(new Taking());
    second.writeInbound(
        Unpooled.copiedBuffer(
            "POST /tor/ HTTP/1.0\r\nContent-Length: 11\r\n\r\nabcdefghijk", ISO_8859_1));
    assertThat(reply(second).status()).isEqualTo(413);
  }

  @Test
  void posts_beyondTheCommonBudget_are503_untilOneEnds() { // D10
    DirectoryServer server = new DirectoryServer(new Taking(), InstantSource.fixed(NOW));
    String head = "POST /tor/large HTTP/1.0\r\nContent-Length: 16000000\r\n\r\n";
    List<EmbeddedChannel> channels = new java.util.ArrayList<>();
    for (int i = 0; i < 5; i++) {
      EmbeddedChannel channel = new EmbeddedChannel();
      server.install(channel, null);
      channel.writeInbound(Unpooled.copiedBuffer(head, ISO_8859_1));
      channels.add(channel);
    }
    assertThat(reply(channels.get(4)).status()).isEqualTo(503);
    channels.get(0).close();
    EmbeddedChannel next = new EmbeddedChannel();
    server.install(next, null);
    next.writeInbound(Unpooled.copiedBuffer(head, ISO_8859_1));
    assertThat(next.isOpen()).isTrue();
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    next.finishAndReleaseAll();
  }
}
