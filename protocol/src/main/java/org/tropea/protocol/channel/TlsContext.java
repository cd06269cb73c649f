package org.tropea.protocol.channel;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.internal.tcnative.SSL;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.security.SecureRandom;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * What the links of one kind have in common in TLS: those that a node opens, or those that come in
 * while one link certificate is shown.
 *
 * <p>Memory outside of the heap, which is given back when it is closed and its last link has ended.
 * Immutable, for any thread.
 */
final class TlsContext implements AutoCloseable {
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

  private final SslContext context;
  private final @Nullable TlsSecrets secrets;

  /** Owns {@code context}. */
  TlsContext(SslContext context, @Nullable TlsSecrets secrets) {
    this.context = context;
    this.secrets = secrets;
  }

  /** For one outgoing link, its server name drawn as C tor draws it; null when this is closed. */
  @Nullable TlsHandler clientHandler(ByteBufAllocator allocator, SecureRandom random) {
    StringBuilder name = new StringBuilder("www.");
    for (int length = 4 + random.nextInt(22); length > 0; length--) {
      name.append(BASE32.charAt(random.nextInt(32)));
    }
    return handler(allocator, name.append(".com").toString());
  }

  /** For one incoming link; null when this is closed. */
  @Nullable TlsHandler serverHandler(ByteBufAllocator allocator) {
    return handler(allocator, null);
  }

  private @Nullable TlsHandler handler(ByteBufAllocator allocator, @Nullable String serverName) {
    try {
      ReferenceCountUtil.retain(context);
    } catch (IllegalReferenceCountException e) {
      return null;
    }
    try {
      // Made through a handler of Netty's, which gives the engine a faster mode than newEngine.
      SSLEngine engine =
          (serverName == null
                  ? context.newHandler(allocator)
                  : context.newHandler(allocator, serverName, 443))
              .engine();
      if (engine instanceof ReferenceCountedOpenSslEngine boring) {
        harden(boring);
      }
      return new TlsHandler(engine, secrets);
    } finally {
      ReferenceCountUtil.release(context);
    }
  }

  /** Netty allows for each engine what no link of Tor's does (row L01). */
  private static void harden(ReferenceCountedOpenSslEngine engine) {
    SSL.setOptions(engine.sslPointer(), SSL.SSL_OP_NO_TICKET);
    try {
      SSL.setRenegotiateMode(engine.sslPointer(), SSL.SSL_RENEGOTIATE_NEVER);
    } catch (Exception e) {
      engine.release();
      throw new IllegalStateException("BoringSSL cannot be kept from renegotiating", e);
    }
  }

  /** No new links; those there are keep what they need. Once. */
  @Override
  public void close() {
    ReferenceCountUtil.release(context);
  }
}
