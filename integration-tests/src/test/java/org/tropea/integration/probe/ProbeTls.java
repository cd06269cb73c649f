package org.tropea.integration.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;

/** TLS that takes any certificate, by Conscrypt for its exporter. */
final class ProbeTls {
  private static final int TIMEOUT_MILLIS = 5_000;

  private ProbeTls() {}

  /** Connects from that address, or any, and finishes the TLS handshake. */
  static SSLSocket connect(InetSocketAddress address, @Nullable InetSocketAddress from)
      throws IOException {
    Socket tcp = new Socket();
    try {
      tcp.bind(from);
      tcp.connect(address, TIMEOUT_MILLIS);
      tcp.setTcpNoDelay(true);
      SSLContext context = SSLContext.getInstance("TLS", Conscrypt.newProvider());
      context.init(null, new TrustManager[] {new AcceptAny()}, null);
      SSLSocket tls =
          (SSLSocket)
              context
                  .getSocketFactory()
                  .createSocket(tcp, address.getHostString(), address.getPort(), true);
      tls.setSoTimeout(TIMEOUT_MILLIS);
      tls.startHandshake();
      tls.setSoTimeout(0);
      return tls;
    } catch (GeneralSecurityException e) {
      tcp.close();
      throw new IllegalStateException("Conscrypt does not work here", e);
    } catch (IOException e) {
      tcp.close();
      throw e;
    }
  }

  private static final class AcceptAny extends X509ExtendedTrustManager {
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
