package org.tropea.directory.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.crypto.tink.util.Bytes;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.Vectors;
import org.tropea.directory.fetch.ContentEncoding;
import org.tropea.directory.fetch.Decompression;
import org.tropea.directory.serve.Documents.ServedConsensus;

/** Rows K01 to K06, and paths of cases dir-1 and dir-4, on documents of C tor. */
class DirectoryServerTest extends OverDirectoryServer {
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
  void path_unknownOrOfNothing_is404(String path) { // dir-1, dir-4
    Reply reply = get(path);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.closed()).isTrue();
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
