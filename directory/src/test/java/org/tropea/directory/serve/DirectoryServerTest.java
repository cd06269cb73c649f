package org.tropea.directory.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.crypto.tink.util.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Batch;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.SignatureCheck;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.document.Vectors;
import org.tropea.directory.fetch.ContentEncoding;
import org.tropea.directory.fetch.Decompression;
import org.tropea.directory.serve.Documents.ServedConsensus;

/** Rows K01 to K06 and hostile cases D1 to D10, on documents of C tor. */
class DirectoryServerTest {
  private static final String CONSENSUS = "/tor/status-vote/current/consensus-microdesc";
  private static final List<KeyCertificate> CERTIFICATES =
      KeyCertificate.readAll(Vectors.file("ctor-network/keys-all")).documents();
  private static final Consensus MICRODESC = consensus("consensus-microdesc");
  private static final Consensus NS = consensus("consensus");
  private static final Instant NOW = MICRODESC.lifetime().validAfter().plusSeconds(5);
  private static final Batch<Microdescriptor> MICRODESCRIPTORS =
      Microdescriptor.readAll(Vectors.file("ctor-network/micro"));

  private final DocumentRoutes routes = new DocumentRoutes(InstantSource.fixed(NOW));

  DirectoryServerTest() {
    routes.update(
        documents ->
            documents
                .with(ServedConsensus.of(MICRODESC))
                .with(ServedConsensus.of(NS))
                .withCertificates(CERTIFICATES)
                .withMicrodescriptors(MICRODESCRIPTORS.documents()));
  }

  private static Consensus consensus(String name) {
    try {
      UnverifiedConsensus read = UnverifiedConsensus.read(Vectors.file("ctor-network/" + name));
      List<RsaIdentity> signers = CERTIFICATES.stream().map(KeyCertificate::identity).toList();
      SignatureCheck check = read.verify(signers, CERTIFICATES, read.lifetime().validAfter());
      return ((SignatureCheck.Enough) check).consensus();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** An answer: its head, its body, and whether the channel was closed behind it. */
  private record Reply(String head, byte[] body, boolean closed) {
    int status() {
      return Integer.parseInt(head.substring(9, 12));
    }
  }

  private EmbeddedChannel channel(Routes served) {
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    new DirectoryServer(served, InstantSource.fixed(NOW)).install(channel, null);
    return channel;
  }

  private Reply ask(String request) {
    EmbeddedChannel channel = channel(routes);
    channel.writeInbound(Unpooled.copiedBuffer(request, ISO_8859_1));
    return reply(channel);
  }

  private static Reply reply(EmbeddedChannel channel) {
    channel.runPendingTasks();
    boolean closed = !channel.isOpen();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      byte[] bytes = new byte[part.readableBytes()];
      part.readBytes(bytes);
      part.release();
      all.writeBytes(bytes);
    }
    channel.finishAndReleaseAll();
    String text = all.toString(ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    return end < 0
        ? new Reply(text, new byte[0], closed)
        : new Reply(
            text.substring(0, end + 2), text.substring(end + 4).getBytes(ISO_8859_1), closed);
  }

  private Reply get(String path, String... headers) {
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.0\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return ask(request + "\r\n");
  }

  @Test
  void consensus_asItIs_hasCtorsHead() {
    Reply reply = get(CONSENSUS);
    assertThat(reply.head())
        .isEqualTo(
            "HTTP/1.0 200 OK\r\n"
                + ("Date: " + HttpDate.write(NOW) + "\r\n")
                + "Content-Type: text/plain\r\n"
                + "Content-Encoding: identity\r\n"
                + ("Expires: " + HttpDate.write(MICRODESC.lifetime().freshUntil()) + "\r\n")
                + "Vary: X-Or-Diff-From-Consensus\r\n");
    assertThat(Bytes.copyFrom(reply.body())).isEqualTo(MICRODESC.text());
    assertThat(reply.closed()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void consensus_packedAsAsked_unpacksToItself(ContentEncoding encoding) throws Exception {
    Reply reply = get(CONSENSUS, "Accept-Encoding: " + encoding.word());
    // C tor has no copy of a consensus by gzip, and gives the one by deflate.
    ContentEncoding used = encoding == ContentEncoding.GZIP ? ContentEncoding.DEFLATE : encoding;
    assertThat(reply.head()).contains("Content-Encoding: " + used.word() + "\r\n");
    assertThat(Bytes.copyFrom(Decompression.unpack(reply.body(), used, 1 << 20)))
        .isEqualTo(MICRODESC.text());
  }

  @ParameterizedTest
  @EnumSource
  void microdescriptors_packedAsAsked_unpackToThemselves(ContentEncoding encoding)
      throws Exception {
    String digests = digests();
    Reply reply = get("/tor/micro/d/" + digests, "Accept-Encoding: " + encoding.word());
    // What is packed for one reader only is never packed as LZMA.
    ContentEncoding used = encoding == ContentEncoding.LZMA ? ContentEncoding.IDENTITY : encoding;
    assertThat(reply.head()).contains("Content-Encoding: " + used.word() + "\r\n");
    assertThat(Decompression.unpack(reply.body(), used, 1 << 20))
        .isEqualTo(Vectors.file("ctor-network/micro"));
  }

  private static String digests() {
    return MICRODESCRIPTORS.documents().stream()
        .map(each -> org.tropea.directory.document.Base64Digest.write(each.digest()))
        .collect(java.util.stream.Collectors.joining("-"));
  }

  @Test
  void pathEndingInZ_isDeflated() throws Exception {
    Reply reply = get("/tor/micro/d/" + digests() + ".z");
    assertThat(reply.head()).contains("Content-Encoding: deflate\r\n");
    assertThat(Decompression.unpack(reply.body(), ContentEncoding.DEFLATE, 1 << 20))
        .isEqualTo(Vectors.file("ctor-network/micro"));
  }

  @Test
  void allEncodingsAccepted_bestIsChosen() {
    String all = "Accept-Encoding: deflate, gzip, x-zstd, x-tor-lzma, identity";
    assertThat(get(CONSENSUS, all).head()).contains("Content-Encoding: x-tor-lzma");
    assertThat(get("/tor/keys/all", all).head()).contains("Content-Encoding: x-zstd");
  }

  @Test
  void consensus_bySigners_isGivenIfMostSigned() {
    String signers =
        CERTIFICATES.stream()
            .map(each -> each.identity().toHex().substring(0, 6))
            .collect(java.util.stream.Collectors.joining("+"));
    assertThat(get(CONSENSUS + "/" + signers).status()).isEqualTo(200);
    assertThat(get(CONSENSUS + "/" + signers.substring(0, 13) + "+000000").status()).isEqualTo(200);
    assertThat(get(CONSENSUS + "/" + signers.substring(0, 6) + "+000000").head())
        .startsWith("HTTP/1.0 404 Consensus not signed by sufficient number of requested");
  }

  @Test
  void consensus_otherFlavour_isNs() {
    assertThat(Bytes.copyFrom(get("/tor/status-vote/current/consensus").body()))
        .isEqualTo(NS.text());
    assertThat(get("/tor/status-vote/current/consensusx").status()).isEqualTo(404);
  }

  @Test
  void ifModifiedSince_notNewer_is304() {
    String same = HttpDate.write(MICRODESC.lifetime().validAfter());
    String since = HttpDate.write(MICRODESC.lifetime().validAfter().plusSeconds(1));
    assertThat(get(CONSENSUS, "If-Modified-Since: " + since).head())
        .startsWith("HTTP/1.0 304 Not modified\r\n");
    assertThat(get(CONSENSUS, "If-Modified-Since: " + same).status()).isEqualTo(200);
    assertThat(get(CONSENSUS, "If-Modified-Since: yesterday").status()).isEqualTo(200);
    assertThat(get("/tor/keys/all", "If-Modified-Since: " + HttpDate.write(NOW)).status())
        .isEqualTo(304);
  }

  @Test
  void consensus_tooOldOrTooNew_is404() {
    for (long days : new long[] {-2, 2}) {
      DocumentRoutes late = new DocumentRoutes(InstantSource.fixed(NOW.plusSeconds(days * 86_400)));
      late.update(documents -> documents.with(ServedConsensus.of(MICRODESC)));
      Answer answer = late.get(new DirectoryQuery(CONSENSUS, null));
      assertThat(answer)
          .isEqualTo(
              Answer.status(404, days < 0 ? "Consensus is too new" : "Consensus is too old"));
    }
  }

  @Test
  void keys_byIdentityAndSigningKey_areFound() {
    KeyCertificate one = CERTIFICATES.get(0);
    String identity = one.identity().toHex();
    String key = one.signingKeyDigest().toHex();
    for (String path : List.of("fp/" + identity, "sk/" + key, "fp-sk/" + identity + "-" + key)) {
      assertThat(Bytes.copyFrom(get("/tor/keys/" + path).body())).as(path).isEqualTo(one.text());
    }
    assertThat(get("/tor/keys/fp-sk/" + key + "-" + identity).status()).isEqualTo(404);
    assertThat(get("/tor/keys/x").head()).startsWith("HTTP/1.0 400 Bad request\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/tor/",
        "/tor/foo",
        "/tor/../../etc/passwd",
        "/tor/server/d/zz",
        "/tor/server/fp/00",
        "/tor/micro/d/AAAA",
        "/tor/server/all?x",
        "/tor/server/all",
        "/tor/keys/fp/xx"
      })
  void path_unknownOrOfNothing_is404(String path) { // D1, D4
    Reply reply = get(path);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.closed()).isTrue();
  }

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

  @Test
  void client_withAPublicAddress_isTold() throws Exception {
    byte[] address = {9, 8, 7, 6};
    ResponseHead head = new ResponseHead(NOW, InetAddress.getByAddress(address));
    Answer.Found found = new Answer.Found(List.of(), null, true, List.of());
    assertThat(head.of(found, ContentEncoding.IDENTITY, 0))
        .contains("X-Your-Address-Is: 9.8.7.6\r\n");
    assertThat(
            new ResponseHead(NOW, InetAddress.getLoopbackAddress())
                .of(found, ContentEncoding.IDENTITY, 0))
        .doesNotContain("X-Your-Address-Is");
  }

  @FuzzTest
  void anyRequest_isAnsweredOrClosed(byte[] bytes) {
    EmbeddedChannel channel = channel(routes);
    channel.writeInbound(Unpooled.wrappedBuffer(bytes));
    channel.checkException();
    reply(channel);
    assertThat(channel.isOpen()).isFalse();
  }
}
