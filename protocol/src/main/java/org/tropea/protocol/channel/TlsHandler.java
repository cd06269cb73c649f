package org.tropea.protocol.channel;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import java.lang.reflect.Method;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Arrays;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.tropea.protocol.cell.ChannelException;

/** The TLS of one link. Its engine is freed with it. Confined to the channel's loop. */
final class TlsHandler extends SslHandler {
  /** {@link CellEncoder} gathers cells already: to join buffers would be one more copy. */
  private static final int ONE_RECORD_PER_BUFFER = 0;

  private final @Nullable TlsSecrets secrets;
  private final long pointer;
  private byte @Nullable [] exporterSecret;

  /** A handler that can export key material by {@code secrets}, or by the engine alone. */
  TlsHandler(SSLEngine engine, @Nullable TlsSecrets secrets) {
    super(engine);
    this.secrets = secrets;
    this.pointer = engine instanceof ReferenceCountedOpenSslEngine boring ? boring.sslPointer() : 0;
    // The link handshake has its own limit, which holds for TLS too.
    setHandshakeTimeoutMillis(0);
    setWrapDataSize(ONE_RECORD_PER_BUFFER);
    if (secrets != null) {
      secrets.expect(pointer, this);
    }
  }

  /** The exporter secret of TLS 1.3, during the TLS handshake. */
  void secret(byte[] secret) {
    forgetSecret();
    exporterSecret = secret;
  }

  /** The link is open or at its end: nobody is going to export. */
  void forgetSecret() {
    if (secrets != null) {
      secrets.forget(pointer, this);
    }
    if (exporterSecret != null) {
      Arrays.fill(exporterSecret, (byte) 0);
      exporterSecret = null;
    }
  }

  @Override
  public void handlerRemoved0(ChannelHandlerContext context) throws Exception {
    forgetSecret();
    super.handlerRemoved0(context);
  }

  /** The DER of the certificate the peer used for TLS, once the TLS handshake is done. */
  byte[] peerCertificate() throws SSLPeerUnverifiedException {
    Certificate[] chain = engine().getSession().getPeerCertificates();
    try {
      return chain[0].getEncoded();
    } catch (CertificateEncodingException e) {
      throw new SSLPeerUnverifiedException("the certificate has no encoding");
    }
  }

  /**
   * Key material of this TLS link alone (RFC 5705), once the TLS handshake is done and until the
   * secret is forgotten.
   *
   * @throws ChannelException when this Java runtime has no exporter, or the link is closed
   */
  byte[] export(String label, byte[] context, int length) throws ChannelException {
    SSLSession session = engine().getSession();
    if (pointer == 0) {
      return exportByJdk(session, label, context, length);
    }
    TlsExporter exporter = TlsExporter.of(session.getCipherSuite());
    if (session.getProtocol().equals("TLSv1.2")) {
      return exportTls12(exporter, label, context, length);
    }
    if (exporterSecret == null) {
      throw new ChannelException("the link has no secret to export TLS key material from");
    }
    return exporter.tls13(exporterSecret, label, context, length);
  }

  private byte[] exportTls12(TlsExporter exporter, String label, byte[] context, int length)
      throws ChannelException {
    if (!(engine() instanceof ReferenceCountedOpenSslEngine boring)
        || boring.sslPointer() != pointer) {
      throw new ChannelException("the link is closed");
    }
    byte[] master = SSL.getMasterKey(pointer);
    try {
      return exporter.tls12(
          master,
          SSL.getClientRandom(pointer),
          SSL.getServerRandom(pointer),
          label,
          context,
          length);
    } finally {
      Arrays.fill(master, (byte) 0);
    }
  }

  private static byte[] exportByJdk(SSLSession session, String label, byte[] context, int length)
      throws ChannelException {
    try {
      Method exporter =
          ExtendedSSLSession.class.getMethod(
              "exportKeyingMaterialData", String.class, byte[].class, int.class);
      return (byte[]) exporter.invoke(session, label, context, length);
    } catch (ReflectiveOperationException e) {
      throw new ChannelException(
          "this Java runtime cannot export TLS key material: a relay needs the native part of"
              + " netty-tcnative, or Java 25");
    }
  }
}
