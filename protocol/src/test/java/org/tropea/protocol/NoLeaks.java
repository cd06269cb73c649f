package org.tropea.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test class that leaves a buffer unreleased. */
public final class NoLeaks implements BeforeAllCallback, AfterAllCallback {
  private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    collect();
    detector()
        .setLeakListener((type, records) -> leaks.add(type + " was never released: " + records));
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    collect();
    detector().setLeakListener(null);
    assertThat(leaks).isEmpty();
  }

  /** Lets the detector see all buffers that nobody holds any more. */
  private static void collect() throws InterruptedException {
    ReferenceQueue<Object> collected = new ReferenceQueue<>();
    WeakReference<Object> canary = new WeakReference<>(new Object(), collected);
    do {
      System.gc();
    } while (collected.remove(100) != canary);
    // The detector looks when the next buffer is made.
    Unpooled.directBuffer(1).release();
  }

  private static ResourceLeakDetector<ByteBuf> detector() throws ReflectiveOperationException {
    var field = Class.forName("io.netty.buffer.AbstractByteBuf").getDeclaredField("leakDetector");
    field.setAccessible(true);
    @SuppressWarnings("unchecked") // So it is declared.
    ResourceLeakDetector<ByteBuf> detector = (ResourceLeakDetector<ByteBuf>) field.get(null);
    return detector;
  }
}
