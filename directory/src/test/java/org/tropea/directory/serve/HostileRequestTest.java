package org.tropea.directory.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.directory.document.Base64Digest;

/** Hostile cases dir-1 to dir-9, row K08: requests that are wrong, too long or too slow. */
class HostileRequestTest extends OverDirectoryServer {
  @ParameterizedTest
  @ValueSource(strings = {"GET /tor/keys/all\r\n\r\n", "GET /tor/keys/all HTTP/9.9\r\n\r\n"})
  void request_ofNoHttp10_is400(String request) { // dir-1
    assertThat(ask(request).head()).startsWith("HTTP/1.0 400 Bad request\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HEAD /tor/keys/all HTTP/1.0\r\n\r\n",
        "PUT /tor/ HTTP/1.0\r\nContent-Length: 1\r\n\r\nx",
        "POST /tor/ HTTP/1.0\r\nContent-Length: -5\r\n\r\nx",
        "POST /tor/ HTTP/1.0\r\nContent-Length: 100000000000000000000\r\n\r\nx",
        "POST /tor/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"
      })
  void request_thatCtorCloses_isClosed(String request) { // dir-2, dir-7, dir-9
    Reply reply = ask(request);
    assertThat(reply.head()).isEmpty();
    assertThat(reply.closed()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /tor/keys/all HT"})
  void request_thatStalls_isClosedAfterAMinute(String part) { // dir-6
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
  void request_byteByByte_isClosedAfterAMinute() { // dir-6
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
  void url_of49Kilobytes_withDuplicates_isAnswered() { // dir-4
    String identity = CERTIFICATES.get(0).identity().toHex();
    String list = (identity + "+").repeat(49_000 / 41);
    assertThat(get("/tor/keys/fp/" + list).body())
        .isEqualTo(CERTIFICATES.get(0).text().toByteArray());
    assertThat(get("/tor/keys/fp/" + list + list).closed()).isTrue();
  }

  @Test
  void acceptEncoding_of9000Items_isAnswered() { // dir-5
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

  @Test
  void post_toACache_is400() { // K09
    Reply reply = ask("POST /tor/ HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc");
    assertThat(reply.head())
        .startsWith(
            "HTTP/1.0 400 Nonauthoritative directory does not accept posted server descriptors");
    assertThat(reply.closed()).isTrue();
  }

  @Test
  void head_of50Kilobytes_isTaken_andOneByteMoreIsClosed() { // dir-4
    String first = "GET /tor/keys/all HTTP/1.0\r\n";
    String end = "\r\n";
    for (int more : new int[] {0, 1}) {
      int room = HeadLimit.MAX_HEAD + more - first.length() - end.length();
      String lines = "A: b\r\n".repeat(room / 6 - 1);
      String rest = "C: " + "d".repeat(room - lines.length() - 5) + "\r\n";
      Reply reply = ask(first + lines + rest + end);
      assertThat(reply.head().isEmpty()).as("%s bytes more", more).isEqualTo(more == 1);
      assertThat(reply.closed()).isTrue();
    }
  }

  @Test
  void head_of96KilobytesInShortLines_isClosed() {
    String line = "GET /tor/keys/fp/" + "0".repeat(48_000) + " HTTP/1.0\r\n";
    Reply reply = ask(line + "A: b\r\n".repeat(8_000) + "\r\n");
    assertThat(reply.head()).isEmpty();
    assertThat(reply.closed()).isTrue();
  }

  @Test
  void blankLines_of60Kilobytes_inPieces_areClosed() {
    EmbeddedChannel channel = channel(routes);
    int pieces = 0;
    while (channel.isOpen() && pieces < 60) {
      channel.writeInbound(Unpooled.copiedBuffer("\r\n".repeat(500), ISO_8859_1));
      pieces++;
    }
    assertThat(pieces).isEqualTo(51);
    assertThat(reply(channel).head()).isEmpty();
  }

  @Test
  void head_answered_leavesNoTimerBehind() {
    EmbeddedChannel channel = channel(routes);
    channel.writeInbound(Unpooled.copiedBuffer("GET /tor/keys/all HTTP/1.0\r\n\r\n", ISO_8859_1));
    channel.runPendingTasks();
    assertThat(channel.isOpen()).isFalse();
    assertThat(channel.hasPendingTasks()).isFalse();
    channel.finishAndReleaseAll();
  }

  @Test
  void readersThatTakeNothing_2000_cost32Packers() { // K08
    DirectoryServer server = new DirectoryServer(routes, InstantSource.fixed(NOW));
    List<EmbeddedChannel> channels = new ArrayList<>();
    String digests =
        MICRODESCRIPTORS.documents().stream()
            .map(each -> Base64Digest.write(each.digest()))
            .collect(Collectors.joining("-"));
    String request = "GET /tor/micro/d/" + digests + " HTTP/1.0\r\nAccept-Encoding: x-zstd\r\n\r\n";
    int packed = 0;
    for (int i = 0; i < 2_000; i++) {
      EmbeddedChannel channel = new EmbeddedChannel();
      server.install(channel, null);
      channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
      channel.writeInbound(Unpooled.copiedBuffer(request, ISO_8859_1));
      ByteBuf head = channel.readOutbound();
      packed += head.toString(ISO_8859_1).contains("Content-Encoding: x-zstd") ? 1 : 0;
      head.release();
      channels.add(channel);
    }
    assertThat(packed).isEqualTo(PackingRoom.MAX_PACKERS);
    EmbeddedChannel honest = new EmbeddedChannel();
    server.install(honest, null);
    honest.writeInbound(Unpooled.copiedBuffer(request, ISO_8859_1));
    assertThat(reply(honest).head()).contains("Content-Encoding: identity");
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
    EmbeddedChannel next = new EmbeddedChannel();
    server.install(next, null);
    next.writeInbound(Unpooled.copiedBuffer(request, ISO_8859_1));
    assertThat(reply(next).head()).as("once they are gone").contains("Content-Encoding: x-zstd");
  }
}
