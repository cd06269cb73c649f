package org.tropea.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.OperatingSystemMXBean;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the JVM takes. Immutable, any thread. */
public record ProcessFamilies() implements MetricsSource {
  private static final double MILLIS = TimeUnit.SECONDS.toMillis(1);

  @Override
  public List<Family> families() {
    return List.of(heap(), direct(), pauses(), collections(), processor(), uptime());
  }

  private static Family heap() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return Family.gauge(
            "tropea_heap_bytes", "The Java heap: in use, taken from the system, and the most")
        .with(heap.getUsed(), "state", "used")
        .with(heap.getCommitted(), "state", "committed")
        .with(heap.getMax(), "state", "max");
  }

  private static Family direct() {
    Family family =
        Family.gauge("tropea_direct_memory_bytes", "Memory in use outside the Java heap, by kind")
            .with(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory(), "pool", "netty");
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      family.with(pool.getMemoryUsed(), "pool", pool.getName());
    }
    return family;
  }

  private static Family pauses() {
    Family family =
        Family.counter("tropea_gc_seconds_total", "Time spent collecting garbage, by collector");
    for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
      family.with(Math.max(0, each.getCollectionTime()) / MILLIS, "collector", each.getName());
    }
    return family;
  }

  private static Family collections() {
    Family family = Family.counter("tropea_gc_total", "Garbage collections, by collector");
    for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
      family.with(Math.max(0, each.getCollectionCount()), "collector", each.getName());
    }
    return family;
  }

  private static Family processor() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    double nanos =
        system instanceof com.sun.management.OperatingSystemMXBean known
            ? Math.max(0, known.getProcessCpuTime())
            : 0;
    return Family.counter("tropea_cpu_seconds_total", "Processor time of the process")
        .with(nanos / TimeUnit.SECONDS.toNanos(1));
  }

  private static Family uptime() {
    return Family.gauge("tropea_uptime_seconds", "Since the process was started")
        .with(ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS);
  }

  /** Files and sockets that are open; 0 where the system does not say. */
  static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  /** How many may be open. */
  static long mostFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : 0;
  }
}
