package org.tropea.command;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;

/** How much may wait in a relay's memory (row F16). */
final class MemoryOptions {
  private static final Logger log = LoggerFactory.getLogger(MemoryOptions.class);

  private static final long MEGABYTE = 1L << 20;
  private static final long GIGABYTE = 1L << 30;
  private static final long LEAST = 64 * MEGABYTE;
  private static final long LITTLE = 256 * MEGABYTE;

  static final Option<Long> MAX_MEM_IN_QUEUES = Option.of("MaxMemInQueues", OptionType.BYTES);

  private MemoryOptions() {}

  /** Reads it for a relay on this machine. */
  static long read(Torrc torrc) throws OptionException {
    long told = torrc.value(MAX_MEM_IN_QUEUES);
    long heap = Runtime.getRuntime().maxMemory();
    long most = most(told, machineMemory(), heap);
    if (told > 0 && told != most) {
      log.warn(
          "MaxMemInQueues is {} MB, not {}: it is at least {} MB, and at most half of Java's heap,"
              + " which is {} MB (-Xmx)",
          most / MEGABYTE,
          told / MEGABYTE,
          LEAST / MEGABYTE,
          heap / MEGABYTE);
    } else if (told > 0 && told < LITTLE) {
      log.warn("MaxMemInQueues is low: where the relay ends circuits, this may be the reason");
    }
    return most;
  }

  /**
   * C tor's rule, but within half of the heap: what waits lies there, and so does all else.
   *
   * @param told by the operator; 0 for nothing
   * @param machine bytes of memory that the machine has
   * @param heap bytes that Java's heap may grow to
   */
  static long most(long told, long machine, long heap) {
    long rule =
        told == 0
            ? Math.max(GIGABYTE / 4, Math.min(8 * GIGABYTE, share(machine)))
            : Math.max(LEAST, told);
    return Math.min(rule, heap / 2);
  }

  private static long share(long machine) {
    return machine >= 8 * GIGABYTE ? machine / 5 * 2 : machine / 4 * 3;
  }

  private static long machineMemory() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 8 * GIGABYTE;
  }
}
