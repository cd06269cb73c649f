package org.tropea.protocol.channel;

import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.internal.tcnative.KeyLogCallback;
import io.netty.internal.tcnative.SSLContext;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hands each link of a TLS context the one secret that it needs to export key material: of TLS 1.3
 * the exporter secret, by BoringSSL's key log; of TLS 1.2 none is needed.
 *
 * <p>BoringSSL calls on the loop of the link, within its TLS handshake. All other secrets that it
 * logs are wiped and looked at by nobody. For any thread: holds the links whose handshake goes on.
 */
final class TlsSecrets implements KeyLogCallback {
  private static final byte[] LABEL = "EXPORTER_SECRET ".getBytes(StandardCharsets.US_ASCII);

  /** The label, the client's random in hexadecimal, and a blank, behind which the secret stands. */
  private static final int SECRET_OFFSET = LABEL.length + 2 * 32 + 1;

  private static final int LONGEST_SECRET = 48;

  private final Map<Long, TlsHandler> links = new ConcurrentHashMap<>();

  /** The secrets of the links of {@code context}, from now on. */
  static TlsSecrets of(ReferenceCountedOpenSslContext context) {
    TlsSecrets secrets = new TlsSecrets();
    if (!SSLContext.setKeyLogCallback(pointer(context), secrets)) {
      throw new IllegalStateException("this TLS library has no key log, and so no exporter");
    }
    return secrets;
  }

  /** Netty has the pointer that the key log is set by, but shows it to its own classes only. */
  private static long pointer(ReferenceCountedOpenSslContext context) {
    try {
      Field pointer = ReferenceCountedOpenSslContext.class.getDeclaredField("ctx");
      pointer.setAccessible(true);
      return pointer.getLong(context);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this version of Netty keeps its TLS contexts elsewhere", e);
    }
  }

  /** {@code link} wants its secret; {@code ssl} is its engine's pointer. */
  void expect(long ssl, TlsHandler link) {
    links.put(ssl, link);
  }

  /** The link has what it wants, or has ended; its pointer may be another's already. */
  void forget(long ssl, TlsHandler link) {
    links.remove(ssl, link);
  }

  @Override
  public void handle(long ssl, byte[] line) {
    TlsHandler link = links.get(ssl);
    if (link != null && Arrays.equals(LABEL, 0, LABEL.length, line, 0, LABEL.length)) {
      link.secret(secret(line));
    }
    Arrays.fill(line, (byte) 0);
  }

  private static byte[] secret(byte[] line) {
    int length = (line.length - SECRET_OFFSET) / 2;
    if (length < 0 || length > LONGEST_SECRET) {
      throw new IllegalStateException("a line of the key log has another length");
    }
    byte[] secret = new byte[length];
    for (int i = 0; i < length; i++) {
      int at = SECRET_OFFSET + 2 * i;
      secret[i] = (byte) (Character.digit(line[at], 16) << 4 | Character.digit(line[at + 1], 16));
    }
    return secret;
  }
}
