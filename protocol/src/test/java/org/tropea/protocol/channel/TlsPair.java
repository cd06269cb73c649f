package org.tropea.protocol.channel;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.conscrypt.Conscrypt;

/** Both ends of a TLS link without sockets, on one thread. */
record TlsPair(SslHandler client, SslHandler server, EmbeddedChannel one, EmbeddedChannel two)
    implements AutoCloseable {
  static final String TLS13_SUITE = "TLS_AES_128_GCM_SHA256";
  static final String TLS12_SUITE = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";

  private static final SecureRandom RANDOM = new SecureRandom();

  /** These ends, after their handshake. */
  static TlsPair of(SslHandler client, SslHandler server) {
    TlsPair pair =
        new TlsPair(client, server, new EmbeddedChannel(client), new EmbeddedChannel(server));
    pair.pump();
    return pair;
  }

  /** Our end of a link that a node opens, one that authenticates. */
  static TlsHandler client(ChannelTls tls) {
    try (TlsContext context = tls.client(true)) {
      return Objects.requireNonNull(context.clientHandler(ByteBufAllocator.DEFAULT, RANDOM));
    }
  }

  /** Our end of a link that comes in. */
  static TlsHandler server(ChannelTls tls) {
    try (TlsContext context = tls.server(RelayCredentials.one().link())) {
      return Objects.requireNonNull(context.serverHandler(ByteBufAllocator.DEFAULT));
    }
  }

  /** A client by Conscrypt, which has an exporter of its own. */
  static SslHandler conscryptClient(String version, String... suites) throws SSLException {
    return conscrypt(
        SslContextBuilder.forClient()
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .endpointIdentificationAlgorithm(null),
        version,
        suites);
  }

  /** A server by Conscrypt. */
  static SslHandler conscryptServer(String version, String suite) throws SSLException {
    RelayCredentials relay = RelayCredentials.one();
    return conscrypt(
        SslContextBuilder.forServer(relay.link().key().privateKey(), relay.link().certificate()),
        version,
        suite);
  }

  private static SslHandler conscrypt(SslContextBuilder builder, String version, String... suites)
      throws SSLException {
    SslContext context =
        builder
            .sslProvider(SslProvider.JDK)
            .sslContextProvider(Conscrypt.newProvider())
            .protocols(version)
            // Conscrypt takes the kind of its key from the suites of TLS 1.2 alone.
            .ciphers(version.equals("TLSv1.3") ? List.of(suites[0], TLS12_SUITE) : List.of(suites))
            .build();
    return context.newHandler(ByteBufAllocator.DEFAULT);
  }

  /** Carries bytes both ways until there are none. */
  void pump() {
    Wire.pump(one, two);
  }

  @Override
  public void close() {
    one.finishAndReleaseAll();
    two.finishAndReleaseAll();
  }
}
