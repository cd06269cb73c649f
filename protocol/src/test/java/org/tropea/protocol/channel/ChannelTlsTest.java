package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tropea.protocol.Vector.hex;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.loop.Unwatched;

/** TLS as a client does it, by BoringSSL and by the JDK (row L02). */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
class ChannelTlsTest {
  private static final ChannelTls BORINGSSL = ChannelTls.boringSsl();
  private static final ChannelTls JDK = ChannelTls.jdk();

  private final List<EmbeddedChannel> channels = new ArrayList<>();

  static Stream<ChannelTls> both() {
    return Stream.of(BORINGSSL, JDK);
  }

  static Stream<Arguments> bothByVersion() {
    return both()
        .flatMap(tls -> Stream.of(Arguments.of(tls, "TLSv1.3"), Arguments.of(tls, "TLSv1.2")));
  }

  @AfterEach
  void close() {
    channels.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  @ParameterizedTest
  @MethodSource("bothByVersion")
  void handshake_withARelay_carriesBytesBothWays(ChannelTls tls, String version) throws Exception {
    TlsHandler ours = client(tls);
    SslHandler theirs = ScriptedPeer.tls(RelayCredentials.one(), version);
    EmbeddedChannel client = open(ours);
    EmbeddedChannel relay = open(theirs);
    Wire.pump(client, relay);
    assertThat(ours.handshakeFuture().isSuccess()).isTrue();
    assertThat(theirs.handshakeFuture().isSuccess()).isTrue();
    assertThat(ours.engine().getSession().getProtocol()).isEqualTo(version);
    assertThat(ours.peerCertificate()).isEqualTo(RelayCredentials.one().tlsCertificate());
    Unwatched.writeAndFlush(client, Unpooled.copiedBuffer(hex("0102")));
    Unwatched.writeAndFlush(relay, Unpooled.copiedBuffer(hex("0304")));
    Wire.pump(client, relay);
    assertThat(bytes(relay.readInbound())).isEqualTo(hex("0102"));
    assertThat(bytes(client.readInbound())).isEqualTo(hex("0304"));
  }

  /** CVE-2011-2768: whoever can tell two links of one client can follow it. */
  @ParameterizedTest
  @MethodSource("bothByVersion")
  void secondLink_toTheSameRelay_sharesNothingWithTheFirst(ChannelTls tls, String version)
      throws Exception {
    Set<List<Byte>> sessionIds = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      SslHandler theirs = ScriptedPeer.tls(RelayCredentials.one(), version);
      EmbeddedChannel client = open(client(tls));
      EmbeddedChannel relay = open(theirs);
      ClientHello hello = hello(client, relay);
      Wire.pump(client, relay);
      assertThat(theirs.handshakeFuture().isSuccess()).isTrue();
      assertThatThrownBy(() -> theirs.engine().getSession().getPeerCertificates())
          .as("the certificate of a client")
          .isInstanceOf(SSLPeerUnverifiedException.class);
      assertThat(hello.extensions()).doesNotContainKey(ClientHello.PRE_SHARED_KEY);
      assertThat(hello.extension(ClientHello.SESSION_TICKET)).isEmpty();
      List<Byte> id = new ArrayList<>();
      for (byte each : hello.sessionId()) {
        id.add(each);
      }
      assertThat(sessionIds.add(id) || id.isEmpty()).as("session id is new").isTrue();
      assertThat(names.add(hello.serverName())).as("server name is new").isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("both")
  void serverName_isThatOfAWebServerNobodyKnows(ChannelTls tls) throws DecodeException {
    Set<Integer> lengths = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      String name = hello(open(client(tls)), null).serverName();
      assertThat(name).matches("www\\.[a-z2-7]{4,25}\\.com");
      lengths.add(name.length());
    }
    assertThat(lengths).hasSizeGreaterThan(15);
  }

  @ParameterizedTest
  @MethodSource("both")
  void clientHello_offersTls13And12Only(ChannelTls tls) throws DecodeException {
    ClientHello hello = hello(open(client(tls)), null);
    assertThat(hello.versions()).containsExactly(0x0304, 0x0303);
    assertThat(hello.ciphers()).startsWith(0x1301);
  }

  /** As C tor's with OpenSSL 3.5, but for two groups that BoringSSL has not (row L03). */
  @Test
  void clientHello_offersHybridKeysFirst_asCTorDoes() throws DecodeException {
    ClientHello hello = hello(open(client(BORINGSSL)), null);
    assertThat(hello.groups())
        .containsExactly(ClientHello.X25519MLKEM768, ClientHello.P256, ClientHello.X25519);
    assertThat(hello.keyShares()).containsExactly(ClientHello.X25519MLKEM768, ClientHello.P256);
    assertThat(hello.extensions().keySet())
        .doesNotContain(ClientHello.ALPN, ClientHello.COMPRESS_CERTIFICATE);
  }

  @ParameterizedTest
  @MethodSource("both")
  void serverHello_ofTls11_isRefused(ChannelTls tls) {
    TlsHandler ours = client(tls);
    EmbeddedChannel client = open(ours);
    byte[] hello =
        hex(
            /* record: handshake, version, length */ "16 0302 002a",
            /* ServerHello, length */ "02 000026",
            /* version, random, no session id */ "0302" + "55".repeat(32) + "00",
            /* TLS_RSA_WITH_AES_128_CBC_SHA, no compression */ "002f 00");
    assertThatThrownBy(() -> client.writeInbound(Unpooled.copiedBuffer(hello)))
        .hasRootCauseInstanceOf(SSLException.class);
    assertThat(ours.handshakeFuture().cause()).isInstanceOf(SSLException.class);
    assertThat(client.isOpen()).isFalse();
  }

  static Stream<Arguments> suites() {
    return both()
        .flatMap(
            tls ->
                Stream.of(
                    Arguments.of(tls, List.of("TLS_RSA_WITH_AES_128_GCM_SHA256"), null),
                    Arguments.of(tls, List.of("TLS_RSA_WITH_AES_128_CBC_SHA"), null),
                    Arguments.of(
                        tls,
                        List.of(
                            "TLS_RSA_WITH_AES_256_GCM_SHA384",
                            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
                        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
                    Arguments.of(
                        tls,
                        List.of(
                            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
                            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
                        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA")));
  }

  /** Case link-2: {@code LinkCases} asks C tor the same. */
  @ParameterizedTest
  @MethodSource("suites")
  void suite_ofTls12_isChosenAsByCtor_andStaticRsaIsRefused(
      ChannelTls tls, List<String> offered, @Nullable String chosen) throws Exception {
    SslHandler theirs = TlsPair.conscryptClient("TLSv1.2", offered.toArray(new String[0]));
    SslHandler ours = TlsPair.server(tls);
    EmbeddedChannel client = open(theirs);
    EmbeddedChannel relay = open(ours);
    try {
      Wire.pump(client, relay);
    } catch (DecoderException e) {
      assertThat(chosen).isNull();
    }
    assertThat(ours.handshakeFuture().isSuccess()).isEqualTo(chosen != null);
    if (chosen != null) {
      assertThat(ours.engine().getSession().getCipherSuite()).isEqualTo(chosen);
    }
  }

  @ParameterizedTest
  @MethodSource("both")
  void garbage_insteadOfTls_closes(ChannelTls tls) {
    TlsHandler ours = client(tls);
    EmbeddedChannel client = open(ours);
    assertThatThrownBy(
            () ->
                client.writeInbound(
                    Unpooled.copiedBuffer(
                        "HTTP/1.0 200 OK\r\n\r\n"
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII))))
        .hasRootCauseInstanceOf(SSLException.class);
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void links_holdNoFiles() throws Exception {
    long before = openFiles();
    for (int i = 0; i < 60; i++) {
      EmbeddedChannel client = open(client(BORINGSSL));
      EmbeddedChannel relay = open(TlsPair.server(BORINGSSL));
      Wire.pump(client, relay);
    }
    assertThat(openFiles()).isLessThanOrEqualTo(before + 10);
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  @Test
  void peerCertificate_beforeTheHandshake_isRefused() {
    assertThatThrownBy(() -> client(JDK).peerCertificate())
        .isInstanceOf(SSLPeerUnverifiedException.class);
  }

  @Test
  void best_worksOnEveryMachine() {
    assertThat(ChannelTls.best()).isNotNull();
  }

  private static TlsHandler client(ChannelTls tls) {
    return TlsPair.client(tls);
  }

  private EmbeddedChannel open(SslHandler handler) {
    EmbeddedChannel channel = new EmbeddedChannel(handler);
    channels.add(channel);
    return channel;
  }

  /** The client's first record, handed on where there is a relay. */
  private static ClientHello hello(EmbeddedChannel client, @Nullable EmbeddedChannel relay)
      throws DecodeException {
    ByteBuf record = client.readOutbound();
    ClientHello hello = ClientHello.read(ByteBufUtil.getBytes(record));
    if (relay == null) {
      record.release();
    } else {
      relay.writeInbound(record);
    }
    return hello;
  }

  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = ByteBufUtil.getBytes(buffer);
    buffer.release();
    return bytes;
  }
}
