package org.tropea.directory.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.crypto.tink.util.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Addresses;
import org.tropea.directory.document.Vectors;
import org.tropea.protocol.loop.Unwatched;

/** Features D15 and P02, hostile cases dir-20 and dir-22. */
class DirectoryClientTest {
  private static final DirectoryRequest REQUEST =
      DirectoryRequest.consensus(List.of(RsaIdentity.of(new byte[20])));

  private final EmbeddedChannel stream = new EmbeddedChannel();
  private final Queue<Runnable> documents = new ArrayDeque<>();
  private final DirectoryClient client = new DirectoryClient(documents::add);

  @AfterEach
  void close() {
    stream.finishAndReleaseAll();
  }

  @Test
  void request_isThatOfCtor() throws Exception {
    assertThat(get(REQUEST).isDone()).isFalse();
    assertThat(sent())
        .isEqualTo(
            "GET /tor/status-vote/current/consensus-microdesc/000000.z HTTP/1.0\r\n"
                + "Host: 192.0.2.1:9001\r\n"
                + "Accept-Encoding: x-tor-lzma, x-zstd, deflate, gzip, identity\r\n\r\n");
  }

  @Test
  void request_ifModifiedSince_saysSoBeforeTheEncodings() throws Exception {
    DirectoryRequest newer = REQUEST.ifModifiedSince(Instant.parse("2026-11-05T02:03:04Z"));
    Future<DirectoryResponse> answer =
        client.get(stream, Addresses.socketAddress("[2001:db8::1]:80"), newer, deadline(stream));
    assertThat(answer.isDone()).isFalse();
    assertThat(sent())
        .contains(
            "Host: [2001:db8::1]\r\nIf-Modified-Since: Thu, 05 Nov 2026 02:03:04 GMT\r\n"
                + "Accept-Encoding: ");
  }

  @Test
  void answer_withALength_isWholeAtThatLength() throws Exception {
    Future<DirectoryResponse> answer = get(REQUEST);
    receive("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhel");
    assertThat(answer.isDone()).isFalse();
    receive("lo");
    unpack();
    assertThat(answer.getNow()).isEqualTo(found("hello"));
    assertThat(stream.isOpen()).isFalse();
  }

  @Test
  void answer_withoutALength_endsWithTheStream() throws Exception {
    Future<DirectoryResponse> answer = get(REQUEST);
    receive("HTTP/1.0 200 OK\r\n\r\nhel");
    receive("lo");
    assertThat(answer.isDone()).isFalse();
    closeByPeer();
    unpack();
    assertThat(answer.getNow()).isEqualTo(found("hello"));
  }

  @Test
  void answer_oneByteAtATime_isTheSame() throws Exception {
    Future<DirectoryResponse> answer = get(REQUEST);
    String text = "HTTP/1.0 200 OK\r\nDate: x\r\nContent-Length: 3\r\n\r\nabc";
    for (int i = 0; i < text.length(); i++) {
      receive(text.substring(i, i + 1));
    }
    unpack();
    assertThat(answer.getNow()).isEqualTo(found("abc"));
  }

  @Test
  void answer_packed_isUnpackedOnTheExecutorOnly() throws Exception {
    Future<DirectoryResponse> answer = get(REQUEST);
    receive("HTTP/1.0 200 OK\r\nContent-Encoding: x-zstd\r\n\r\n");
    stream.writeInbound(Unpooled.wrappedBuffer(Vectors.file("consensus-microdesc.x-zstd")));
    closeByPeer();
    assertThat(answer.isDone()).isFalse();
    assertThat(documents).hasSize(1);
    unpack();
    assertThat(answer.getNow())
        .isEqualTo(
            new DirectoryResponse.Found(
                Bytes.copyFrom(Vectors.file("consensus-microdesc.identity"))));
  }

  @ParameterizedTest
  @CsvSource({"304, NotModified", "404, NotFound", "503, Busy", "302, Refused", "500, Refused"})
  void answer_ofAnotherStatus_isTyped(int status, String type) throws Exception {
    Future<DirectoryResponse> answer = get(REQUEST);
    receive("HTTP/1.0 " + status + " why\r\nContent-Encoding: deflate\r\n\r\n");
    closeByPeer();
    assertThat(answer.getNow().getClass().getSimpleName()).isEqualTo(type);
    assertThat(documents).isEmpty();
  }

  @Test
  void answer_ofNoBytes_isFoundAndEmpty() throws Exception {
    Future<DirectoryResponse> answer = get(REQUEST);
    receive("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n");
    unpack();
    assertThat(answer.getNow()).isEqualTo(found(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nx",
        "HTTP/1.0 200 OK\r\nContent-Length: -5\r\n\r\nx",
        "HTTP/1.0 200 OK\r\nContent-Length: x\r\n\r\nx",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nx",
        "HTTP/1.0 200 OK\r\nContent-Encoding: br\r\n\r\nx",
        "HTTP/1.0 200 OK\r\nContent-Encoding: deflate\r\n\r\nno zlib",
        "HTTP/1.0\r\n\r\n",
        "nonsense and more nonsense\r\n\r\n"
      })
  void answer_malformed_fails(String text) {
    assertFails(text, DirectoryException.Kind.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.0 200 OK\r\n",
        "HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\nhello",
        "HTTP/1.0 200 OK\r\nContent-Length: 6\r\n\r\n"
      })
  void answer_cutShort_fails(String text) {
    assertFails(text, DirectoryException.Kind.CLOSED);
  }

  @Test
  void answer_withEndlessHeaders_fails() {
    assertFails(
        "HTTP/1.0 200 OK\r\n" + "X: 0123456789\r\n".repeat(5000),
        DirectoryException.Kind.TOO_LARGE);
    assertThat(stream.isOpen()).isFalse();
  }

  @Test
  void answer_of16MiB_isTooLarge() throws Exception {
    Future<DirectoryResponse> answer = get(REQUEST);
    receive("HTTP/1.0 200 OK\r\n\r\n");
    byte[] part = new byte[1 << 20];
    for (int i = 0; i < 15; i++) {
      stream.writeInbound(Unpooled.wrappedBuffer(part));
    }
    stream.writeInbound(Unpooled.wrappedBuffer(part, 0, part.length - 1));
    assertThat(answer.isDone()).isFalse();
    receive("x");
    assertThat(kind(answer)).isEqualTo(DirectoryException.Kind.TOO_LARGE);
    assertThat(stream.isOpen()).isFalse();
  }

  @Test
  void directory_fallingSilent_isLateWithin30Seconds() throws Exception {
    stream.freezeTime();
    Future<DirectoryResponse> answer = get(REQUEST);
    pass(29);
    receive("HTTP/1.0 200 OK\r\nContent-Length: 50000\r\n\r\n" + "x".repeat(45_000));
    pass(15);
    pass(14);
    assertThat(answer.isDone()).isFalse();
    pass(1);
    assertThat(kind(answer)).isEqualTo(DirectoryException.Kind.CLOSED);
    assertThat(stream.isOpen()).isFalse();
  }

  @Test
  void answer_whole_isNotLateWhileItIsUnpacked() throws Exception {
    stream.freezeTime();
    Future<DirectoryResponse> answer = get(REQUEST);
    receive("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    pass(1_000);
    unpack();
    assertThat(answer.getNow()).isEqualTo(found("hello"));
  }

  @Test
  void answer_whole_leavesNoTimer() throws Exception {
    Future<DirectoryResponse> answer = get(REQUEST);
    receive("HTTP/1.0 404 Not found\r\n\r\n");
    closeByPeer();
    assertThat(answer.isSuccess()).isTrue();
    assertThat(stream.runScheduledPendingTasks()).isEqualTo(-1);
  }

  @Test
  void stream_alreadyClosed_fails() throws Exception {
    closeByPeer();
    assertThat(kind(get(REQUEST))).isEqualTo(DirectoryException.Kind.CLOSED);
  }

  @Test
  void executor_thatIsFull_fails() throws Exception {
    DirectoryClient full =
        new DirectoryClient(
            task -> {
              throw new RejectedExecutionException();
            });
    Future<DirectoryResponse> answer = full.get(stream, address(), REQUEST, deadline(stream));
    receive("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n");
    assertThat(kind(answer)).isEqualTo(DirectoryException.Kind.LOCAL);
  }

  @Test
  void future_cancelled_closesTheStream() throws Exception {
    Future<DirectoryResponse> answer = get(REQUEST);
    answer.cancel(false);
    stream.runPendingTasks();
    assertThat(stream.isOpen()).isFalse();
  }

  @FuzzTest
  void anyAnswer_endsTheRequest(byte[] bytes) throws Exception {
    EmbeddedChannel fresh = new EmbeddedChannel();
    Future<DirectoryResponse> answer =
        new DirectoryClient(Runnable::run).get(fresh, address(), REQUEST, deadline(fresh));
    fresh.writeInbound(Unpooled.copiedBuffer(bytes));
    fresh.close().await();
    fresh.runPendingTasks();
    assertThat(answer.isDone()).isTrue();
    if (!answer.isSuccess()) {
      assertThat(answer.cause()).isInstanceOf(DirectoryException.class);
    }
    fresh.finishAndReleaseAll();
  }

  private static LeastRate deadline(EmbeddedChannel stream) {
    return LeastRate.start(
        stream.eventLoop(), LeastRate.Terms.FETCH, () -> Unwatched.close(stream));
  }

  private static InetSocketAddress address() throws Exception {
    return Addresses.socketAddress("192.0.2.1:9001");
  }

  private Future<DirectoryResponse> get(DirectoryRequest request) throws Exception {
    return client.get(stream, address(), request, deadline(stream));
  }

  private String sent() {
    StringBuilder text = new StringBuilder();
    for (ByteBuf part = stream.readOutbound(); part != null; part = stream.readOutbound()) {
      text.append(part.toString(US_ASCII));
      part.release();
    }
    return text.toString();
  }

  private void receive(String text) {
    stream.writeInbound(Unpooled.copiedBuffer(text, ISO_8859_1));
  }

  private void closeByPeer() throws Exception {
    stream.close().sync();
    stream.runPendingTasks();
  }

  private void unpack() {
    for (Runnable task = documents.poll(); task != null; task = documents.poll()) {
      task.run();
    }
    stream.runPendingTasks();
  }

  private void pass(long seconds) {
    stream.advanceTimeBy(seconds, TimeUnit.SECONDS);
    stream.runScheduledPendingTasks();
    stream.runPendingTasks();
  }

  private void assertFails(String text, DirectoryException.Kind kind) {
    try {
      Future<DirectoryResponse> answer = get(REQUEST);
      if (!text.isEmpty()) {
        receive(text);
      }
      closeByPeer();
      unpack();
      assertThat(kind(answer)).isEqualTo(kind);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static DirectoryException.Kind kind(Future<DirectoryResponse> answer) {
    assertThat(answer.cause()).isInstanceOf(DirectoryException.class);
    return ((DirectoryException) answer.cause()).kind();
  }

  private static DirectoryResponse found(String text) {
    return new DirectoryResponse.Found(Bytes.copyFrom(text.getBytes(US_ASCII)));
  }
}
