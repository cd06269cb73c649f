package org.tropea.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test class that leaves a buffer, a TLS context or a TLS engine unreleased. */
public final class NoLeaks implements BeforeAllCallback, AfterAllCallback {
  private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    collect();
    for (ResourceLeakDetector<?> each : detectors()) {
      each.setLeakListener((type, records) -> leaks.add(type + " was never released: " + records));
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    collect();
    for (ResourceLeakDetector<?> each : detectors()) {
      each.setLeakListener(null);
    }
    assertThat(leaks).isEmpty();
  }

  /** Lets the detectors see all that nobody holds any more. */
  private static void collect() throws Exception {
    ReferenceQueue<Object> collected = new ReferenceQueue<>();
    WeakReference<Object> canary = new WeakReference<>(new Object(), collected);
    do {
      System.gc();
    } while (collected.remove(100) != canary);
    // A detector looks when the next thing of its kind is made.
    Unpooled.directBuffer(1).release();
    if (OpenSsl.isAvailable()) {
      SslContext context =
          SslContextBuilder.forClient().sslProvider(SslProvider.OPENSSL_REFCNT).build();
      ReferenceCountUtil.release(context.newEngine(ByteBufAllocator.DEFAULT));
      ReferenceCountUtil.release(context);
    }
  }

  private static List<ResourceLeakDetector<?>> detectors() throws ReflectiveOperationException {
    List<ResourceLeakDetector<?>> detectors = new ArrayList<>();
    for (String each :
        List.of(
            "io.netty.buffer.AbstractByteBuf",
            "io.netty.handler.ssl.ReferenceCountedOpenSslContext",
            "io.netty.handler.ssl.ReferenceCountedOpenSslEngine")) {
      var field = Class.forName(each).getDeclaredField("leakDetector");
      field.setAccessible(true);
      detectors.add((ResourceLeakDetector<?>) field.get(null));
    }
    return detectors;
  }
}
