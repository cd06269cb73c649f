package org.tropea.protocol.channel;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCertificateCompressionConfig;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.tropea.crypto.certificate.LinkCertificate;

/**
 * The TLS below a channel, by BoringSSL or by the JDK (tor-spec 2).
 *
 * <p>Any certificate is accepted here: what a relay is, its CERTS cell proves later, by naming the
 * digest of the certificate that TLS used. Immutable, for any thread.
 */
public final class ChannelTls {
  /** C tor's order (its cipher list for clients); what an engine does not know is left out. */
  private static final List<String> CLIENT_CIPHERS =
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

  /**
   * What C tor's relays choose from, most wanted first: without static RSA, whose links are open to
   * whoever gets the relay's key later, and without those of finite fields and of SHA-2 in CBC,
   * which no engine here has and no client needs.
   */
  private static final List<String> SERVER_CIPHERS =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** C tor's, most wanted first; it sends key shares for the first and for P-256 (row L03). */
  private static final String[] GROUPS = {"X25519MLKEM768", "P-256", "X25519"};

  /** Netty would offer to compress certificates, which C tor does not. */
  private static final OpenSslCertificateCompressionConfig NO_COMPRESSION =
      OpenSslCertificateCompressionConfig.newBuilder().build();

  private final SslProvider provider;

  private ChannelTls(SslProvider provider) {
    this.provider = provider;
  }

  /** By BoringSSL where its native part loads, else by the JDK. */
  public static ChannelTls best() {
    return OpenSsl.isAvailable() ? boringSsl() : jdk();
  }

  /** By BoringSSL; fails where its native part does not load. */
  public static ChannelTls boringSsl() {
    OpenSsl.ensureAvailability();
    // Counts references instead of waiting for finalizers: contexts and engines end with links.
    return new ChannelTls(SslProvider.OPENSSL_REFCNT);
  }

  /** By the JDK alone. */
  public static ChannelTls jdk() {
    return new ChannelTls(SslProvider.JDK);
  }

  /** What encrypts: BoringSSL (within Netty) or the JDK. */
  public String engine() {
    return isNative() ? "BoringSSL" : "the JDK";
  }

  /** Whether that is native code, which is faster. */
  public boolean isNative() {
    return provider != SslProvider.JDK;
  }

  /** What opens links; {@code exports} key material where the node is one that authenticates. */
  TlsContext client(boolean exports) {
    return build(
        SslContextBuilder.forClient().endpointIdentificationAlgorithm(null),
        CLIENT_CIPHERS,
        exports);
  }

  /** What answers links with this key and certificate; asks for no client certificate. */
  TlsContext server(LinkCertificate link) {
    return build(
        SslContextBuilder.forServer(link.key().privateKey(), link.certificate())
            .clientAuth(ClientAuth.NONE),
        SERVER_CIPHERS,
        true);
  }

  private TlsContext build(SslContextBuilder builder, List<String> ciphers, boolean exports) {
    builder
        .sslProvider(provider)
        .trustManager(new AcceptAnyCertificate())
        .protocols("TLSv1.3", "TLSv1.2")
        .ciphers(ciphers, (wanted, defaults, supported) -> offered(wanted, supported))
        .sessionCacheSize(1)
        .sessionTimeout(1);
    if (provider != SslProvider.JDK) {
      builder
          .option(OpenSslContextOption.GROUPS, GROUPS)
          .option(OpenSslContextOption.CERTIFICATE_COMPRESSION_ALGORITHMS, NO_COMPRESSION)
          // A handshake stays on its loop anyway, and so needs no hops.
          .option(OpenSslContextOption.USE_TASKS, false);
    }
    try {
      SslContext context = builder.build();
      if (context instanceof ReferenceCountedOpenSslContext boring) {
        boring.sessionContext().setSessionCacheEnabled(false);
        return new TlsContext(boring, exports ? TlsSecrets.of(boring) : null);
      }
      return new TlsContext(context, null);
    } catch (SSLException e) {
      throw new IllegalStateException("this Java runtime cannot do the TLS that Tor needs", e);
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
