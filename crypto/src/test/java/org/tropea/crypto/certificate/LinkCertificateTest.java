package org.tropea.crypto.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.key.RsaSigningKey;

class LinkCertificateTest {
  private static final Instant NOW = Instant.parse("2020-09-25T02:13:20Z");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final RsaSigningKey identity = RsaSigningKey.generate(1024, RANDOM);
  private final RsaIdentityCertificate issuer =
      RsaIdentityCertificate.create(identity, NOW, RANDOM);
  private final LinkCertificate link = LinkCertificate.create(identity, issuer, NOW, RANDOM);

  private X509Certificate issuerAsX509() throws Exception {
    byte[] der = issuer.encoded().toByteArray();
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  @Test
  void create_byIdentity_signedAndNamedAsInCTor() throws Exception {
    X509Certificate certificate = link.certificate();
    certificate.verify(issuerAsX509().getPublicKey());
    assertThat(certificate.getIssuerX500Principal())
        .isEqualTo(issuerAsX509().getSubjectX500Principal());
    assertThat(certificate.getSubjectX500Principal().getName())
        .matches("CN=www\\.[a-z2-7]{8,20}\\.net");
    assertThat(certificate.getSerialNumber().bitLength()).isLessThanOrEqualTo(64);
    assertThat(link.key().publicKey().bits()).isEqualTo(2048);
    assertThat(((RSAPublicKey) certificate.getPublicKey()).getModulus())
        .isEqualTo(link.key().publicKey().modulus());
  }

  @Test
  void create_anyTime_holdsADayAtLeastAndStartsAtMidnight() {
    X509Certificate certificate = link.certificate();
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    assertThat(from).isBeforeOrEqualTo(NOW);
    assertThat(from.getEpochSecond() % 86_400).isZero();
    assertThat(until).isAfterOrEqualTo(NOW.plus(Duration.ofDays(1)).minusSeconds(1));
    assertThat(Duration.between(from, until))
        .isBetween(Duration.ofDays(5).minusSeconds(1), Duration.ofDays(365));
  }

  @Test
  void certificate_inAKeyManager_servesTls() throws Exception {
    char[] password = {'x'};
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    X509Certificate[] chain = {link.certificate()};
    store.setKeyEntry("link", link.key().privateKey(), password, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
      SSLEngine server = engine(version, keys.getKeyManagers(), false);
      SSLEngine client = engine(version, null, true);
      ByteBuffer toServer = ByteBuffer.allocate(40_000);
      ByteBuffer toClient = ByteBuffer.allocate(40_000);
      for (int i = 0; i < 20; i++) {
        step(client, toClient, toServer);
        step(server, toServer, toClient);
      }
      assertThat(client.getSession().getProtocol()).isEqualTo(version);
      assertThat(client.getSession().getPeerCertificates()).containsExactly(link.certificate());
    }
  }

  private static SSLEngine engine(String version, KeyManager @Nullable [] keys, boolean client)
      throws GeneralSecurityException, SSLException {
    SSLContext context = SSLContext.getInstance(version);
    context.init(keys, new TrustManager[] {new TrustsAnybody()}, RANDOM);
    SSLEngine engine = context.createSSLEngine();
    engine.setEnabledProtocols(new String[] {version});
    engine.setUseClientMode(client);
    engine.beginHandshake();
    return engine;
  }

  /** Reads what there is and writes what it can. */
  private static void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
    ByteBuffer plain = ByteBuffer.allocate(40_000);
    in.flip();
    for (int i = 0; i < 10; i++) {
      if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
        engine.getDelegatedTask().run();
      } else if (engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP) {
        engine.unwrap(in, plain);
      } else if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
        engine.wrap(ByteBuffer.allocate(0), out);
      }
    }
    in.compact();
  }

  /** Tor proves who the relay is in CERTS, not in TLS. */
  private static final class TrustsAnybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
