package org.tropea.protocol.channel;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import javax.net.ssl.SSLException;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.loop.Unwatched;

/** What a link by BoringSSL does beyond carrying bytes: rows L01, L03 and L08. */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
class TlsHandlerTest {
  private static final String LABEL = LinkAuthentication.EXPORTER_LABEL;
  private static final byte[] CONTEXT = {1, 2, 3};
  private static final ChannelTls TLS = ChannelTls.boringSsl();

  /** Conscrypt computes inside of BoringSSL; its TLS 1.3 takes no list of cipher suites. */
  @ParameterizedTest
  @CsvSource({
    "TLSv1.3, TLS_AES_128_GCM_SHA256",
    "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLSv1.2, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"
  })
  void export_isThatOfAnotherLibraryAtTheOtherEnd(String version, String suite) throws Exception {
    try (TlsPair pair = TlsPair.of(TlsPair.client(TLS), TlsPair.conscryptServer(version, suite))) {
      TlsHandler ours = (TlsHandler) pair.client();
      assertThat(ours.engine().getSession().getCipherSuite()).isEqualTo(suite);
      assertThat(ours.export(LABEL, CONTEXT, 32)).isEqualTo(exported(pair.server()));
    }
    try (TlsPair pair = TlsPair.of(TlsPair.conscryptClient(version, suite), TlsPair.server(TLS))) {
      TlsHandler ours = (TlsHandler) pair.server();
      assertThat(ours.engine().getSession().getProtocol()).isEqualTo(version);
      assertThat(ours.export(LABEL, CONTEXT, 32)).isEqualTo(exported(pair.client()));
      assertThat(ours.export(LABEL, new byte[] {1}, 32)).isNotEqualTo(exported(pair.client()));
    }
  }

  private static byte[] exported(SslHandler conscrypt) throws Exception {
    return Conscrypt.exportKeyingMaterial(conscrypt.engine(), LABEL, CONTEXT, 32);
  }

  @Test
  void exporterSecret_isForgottenWhenTheLinkIsOpen() throws Exception {
    try (TlsPair pair = TlsPair.of(TlsPair.client(TLS), TlsPair.server(TLS))) {
      TlsHandler ours = (TlsHandler) pair.client();
      assertThat(ours.export(LABEL, CONTEXT, 32))
          .isEqualTo(((TlsHandler) pair.server()).export(LABEL, CONTEXT, 32));
      ours.forgetSecret();
      assertThatThrownBy(() -> ours.export(LABEL, CONTEXT, 32))
          .isInstanceOf(ChannelException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void export_ofAClosedLink_isRefused(String version) throws Exception {
    TlsHandler ours = TlsPair.server(TLS);
    String suite = version.equals("TLSv1.3") ? TlsPair.TLS13_SUITE : TlsPair.TLS12_SUITE;
    try (TlsPair pair = TlsPair.of(TlsPair.conscryptClient(version, suite), ours)) {
      Unwatched.close(pair.two());
      assertThatThrownBy(() -> ours.export(LABEL, CONTEXT, 32))
          .isInstanceOf(ChannelException.class);
    }
  }

  /** A client never authenticates, and its secrets stay inside of BoringSSL. */
  @Test
  void client_thatDoesNotAuthenticate_hasNoSecret() throws Exception {
    try (TlsContext context = TLS.client(false);
        TlsPair pair =
            TlsPair.of(
                requireNonNull(context.clientHandler(ByteBufAllocator.DEFAULT, new SecureRandom())),
                TlsPair.server(TLS))) {
      assertThat(pair.client().handshakeFuture().isSuccess()).isTrue();
      assertThatThrownBy(() -> ((TlsHandler) pair.client()).export(LABEL, CONTEXT, 32))
          .isInstanceOf(ChannelException.class);
    }
  }

  @Test
  void linkOfOursToOurs_isPostQuantum() throws Exception {
    try (TlsPair pair = TlsPair.of(TlsPair.client(TLS), TlsPair.server(TLS))) {
      for (SslHandler each : new SslHandler[] {pair.client(), pair.server()}) {
        var engine = (ReferenceCountedOpenSslEngine) each.engine();
        assertThat(SSL.getGroupName(engine.sslPointer())).isEqualTo("X25519MLKEM768");
      }
    }
  }

  /** A ticket would be sent right behind the handshake. */
  @Test
  void server_sendsNothingOfItsOwnBehindTheHandshake() throws Exception {
    SslHandler client = TlsPair.conscryptClient("TLSv1.3", TlsPair.TLS13_SUITE);
    TlsHandler server = TlsPair.server(TLS);
    try (TlsPair pair =
        new TlsPair(client, server, new EmbeddedChannel(client), new EmbeddedChannel(server))) {
      ByteBuf hello = pair.one().readOutbound();
      pair.two().writeInbound(hello);
      for (ByteBuf flight = pair.two().readOutbound();
          flight != null;
          flight = pair.two().readOutbound()) {
        pair.one().writeInbound(flight);
      }
      for (ByteBuf finished = pair.one().readOutbound();
          finished != null;
          finished = pair.one().readOutbound()) {
        pair.two().writeInbound(finished);
      }
      assertThat(server.handshakeFuture().isSuccess()).isTrue();
      assertThat(pair.two().<ByteBuf>readOutbound()).isNull();
    }
  }

  @Test
  void renegotiation_askedForByTheServer_isRefused() throws Exception {
    TlsHandler ours = TlsPair.client(TLS);
    SslHandler theirs = ScriptedPeer.tls(RelayCredentials.one(), "TLSv1.2");
    try (TlsPair pair = TlsPair.of(ours, theirs)) {
      assertThat(ours.handshakeFuture().isSuccess()).isTrue();
      Future<Channel> renegotiated = theirs.renegotiate();
      assertThatThrownBy(pair::pump)
          .hasRootCauseInstanceOf(SSLException.class)
          .rootCause()
          .hasMessageContaining("no_renegotiation");
      assertThat(renegotiated.isSuccess()).isFalse();
      // Nothing comes through any more, even from a server that does not mind.
      byte[] record = new byte[5 + 40];
      record[0] = 23;
      record[1] = record[2] = 3;
      record[4] = 40;
      assertThatThrownBy(() -> pair.one().writeInbound(Unpooled.copiedBuffer(record)))
          .rootCause()
          .hasMessageContaining("NO_RENEGOTIATION");
    }
  }

  @Test
  void engine_endsWithItsLink() throws Exception {
    TlsHandler client = TlsPair.client(TLS);
    TlsHandler server = TlsPair.server(TLS);
    try (TlsPair pair = TlsPair.of(client, server)) {
      Unwatched.writeAndFlush(pair.one(), Unpooled.copiedBuffer(CONTEXT));
      pair.pump();
      Unwatched.close(pair.one());
      assertThat(((ReferenceCountedOpenSslEngine) client.engine()).refCnt()).isZero();
      Unwatched.close(pair.two());
      assertThat(((ReferenceCountedOpenSslEngine) server.engine()).refCnt()).isZero();
    }
  }
}
