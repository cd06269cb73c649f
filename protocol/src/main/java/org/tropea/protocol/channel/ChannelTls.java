package org.tropea.protocol.channel;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.lang.reflect.Method;
import java.net.Socket;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.certificate.LinkCertificate;
import org.tropea.protocol.cell.ChannelException;

/**
 * The TLS below a channel, by Conscrypt or by the JDK (tor-spec 2).
 *
 * <p>Any certificate is accepted here: what a relay is, its CERTS cell proves later, by naming the
 * digest of the certificate that TLS used. Immutable, for any thread.
 */
public final class ChannelTls {
  /** C tor's order (its cipher list for clients); what an engine does not know is left out. */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
          "TLS_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_RSA_WITH_AES_128_CBC_SHA",
          "TLS_RSA_WITH_AES_256_CBC_SHA");

  /** {@link CellEncoder} gathers cells already: to join buffers would be one more copy. */
  private static final int ONE_RECORD_PER_BUFFER = 0;

  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

  private final @Nullable Provider provider;
  private final SslContext client;

  private ChannelTls(@Nullable Provider provider) {
    this.provider = provider;
    this.client = build(SslContextBuilder.forClient().endpointIdentificationAlgorithm(null));
  }

  private SslContext build(SslContextBuilder builder) {
    try {
      builder
          .sslProvider(SslProvider.JDK)
          .trustManager(new AcceptAnyCertificate())
          .protocols("TLSv1.3", "TLSv1.2")
          .ciphers(CIPHERS, (wanted, defaults, supported) -> offered(wanted, supported))
          .sessionCacheSize(1)
          .sessionTimeout(1);
      if (provider != null) {
        builder.sslContextProvider(provider);
      }
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalStateException("this Java runtime cannot do the TLS that Tor needs", e);
    }
  }

  /** By Conscrypt where its native part loads, else by the JDK. */
  public static ChannelTls best() {
    return Conscrypt.isAvailable() ? conscrypt() : jdk();
  }

  /** By Conscrypt; fails where its native part does not load. */
  public static ChannelTls conscrypt() {
    return new ChannelTls(Conscrypt.newProvider());
  }

  /** By the JDK alone. */
  public static ChannelTls jdk() {
    return new ChannelTls(null);
  }

  /** A handler for one outgoing link, its server name drawn as C tor draws it: www.[4-25].com. */
  SslHandler clientHandler(ByteBufAllocator allocator, SecureRandom random) {
    StringBuilder name = new StringBuilder("www.");
    for (int length = 4 + random.nextInt(22); length > 0; length--) {
      name.append(BASE32.charAt(random.nextInt(32)));
    }
    SslHandler handler =
        new Handler(client.newEngine(allocator, name.append(".com").toString(), 443), allocator);
    // The link handshake has its own limit, which holds for TLS too.
    handler.setHandshakeTimeoutMillis(0);
    handler.setWrapDataSize(ONE_RECORD_PER_BUFFER);
    return handler;
  }

  /** What answers incoming links with this key and certificate; asks for no client certificate. */
  SslContext server(LinkCertificate link) {
    return build(
        SslContextBuilder.forServer(link.key().privateKey(), link.certificate())
            .clientAuth(ClientAuth.NONE));
  }

  /** A handler for one incoming link; hands out no session tickets (row L01). */
  static SslHandler serverHandler(SslContext server, ByteBufAllocator allocator) {
    SslHandler handler = new Handler(server.newEngine(allocator), allocator);
    handler.setWrapDataSize(ONE_RECORD_PER_BUFFER);
    if (Conscrypt.isConscrypt(handler.engine())) {
      Conscrypt.setUseSessionTickets(handler.engine(), false);
    }
    return handler;
  }

  /**
   * Key material of this TLS link alone (RFC 5705): by Conscrypt, or from Java 25 on by the JDK.
   *
   * @throws ChannelException when this Java runtime has no exporter
   */
  static byte[] export(SslHandler handler, String label, byte[] context, int length)
      throws ChannelException {
    SSLEngine engine = handler.engine();
    try {
      if (Conscrypt.isConscrypt(engine)) {
        return Conscrypt.exportKeyingMaterial(engine, label, context, length);
      }
      SSLSession session = engine.getSession();
      Method exporter =
          ExtendedSSLSession.class.getMethod(
              "exportKeyingMaterialData", String.class, byte[].class, int.class);
      return (byte[]) exporter.invoke(session, label, context, length);
    } catch (SSLException | ReflectiveOperationException e) {
      throw new ChannelException(
          "this Java runtime cannot export TLS key material: a relay needs Conscrypt or Java 25");
    }
  }

  /** The DER of the certificate the peer used for TLS, once the TLS handshake is done. */
  static byte[] peerCertificate(SslHandler handler) throws SSLPeerUnverifiedException {
    Certificate[] chain = handler.engine().getSession().getPeerCertificates();
    try {
      return chain[0].getEncoded();
    } catch (CertificateEncodingException e) {
      throw new SSLPeerUnverifiedException("the certificate has no encoding");
    }
  }

  private static String[] offered(Iterable<String> wanted, Set<String> supported) {
    List<String> both = new ArrayList<>();
    for (String cipher : wanted) {
      if (supported.contains(cipher)) {
        both.add(cipher);
      }
    }
    return both.toArray(new String[0]);
  }

  /**
   * Frees its engine with its link. Conscrypt's holds two open files, which it would keep until the
   * garbage collector comes by when we close a link and the peer does not say goodbye.
   */
  private static final class Handler extends SslHandler {
    Handler(SSLEngine engine, ByteBufAllocator allocator) {
      super(engine);
      if (Conscrypt.isConscrypt(engine)) {
        Conscrypt.setBufferAllocator(engine, new PooledBuffers(allocator));
      }
    }

    @Override
    public void handlerRemoved0(ChannelHandlerContext context) throws Exception {
      super.handlerRemoved0(context);
      if (Conscrypt.isConscrypt(engine())) {
        engine().closeOutbound();
        engine().closeInbound();
      }
    }
  }

  /** Tor authenticates relays by their CERTS cell, not by the certificate chain of TLS. */
  private static final class AcceptAnyCertificate extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
