package org.tropea.relay.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;
import org.tropea.directory.text.IsoTime;

/**
 * How many streams left to which port, and how much they carried (row X15; dir-spec 2.1.2, {@code
 * exit-stats-end}): the ten ports with most bytes each, all others as one. The bytes of a stream
 * count once it has ended. Any thread.
 */
public final class ExitStatistics {
  static final String KEYWORD = "exit-stats-end";

  private static final int NAMED = 10;
  private static final int KIBIBYTE = 1024;
  private static final int STREAMS_UNIT = 4;
  private static final String OTHER = "other";

  private final Map<Integer, Port> ports = new ConcurrentHashMap<>();

  /** What was counted of one port. */
  private record Port(LongAdder written, LongAdder read, LongAdder streams) {
    Port() {
      this(new LongAdder(), new LongAdder(), new LongAdder());
    }

    Counts take() {
      return new Counts(written.sumThenReset(), read.sumThenReset(), streams.sumThenReset());
    }
  }

  private record Counts(long written, long read, long streams) {
    static final Counts NONE = new Counts(0, 0, 0);

    long bytes() {
      return written + read;
    }

    Counts and(Counts other) {
      return new Counts(written + other.written, read + other.read, streams + other.streams);
    }
  }

  private Port port(int port) {
    return ports.computeIfAbsent(port, each -> new Port());
  }

  /** A stream to this port was connected. */
  public void opened(int port) {
    port(port).streams().increment();
  }

  /** So many bytes were written to a host at this port, and read from it. */
  public void carried(int port, long written, long read) {
    Port counted = port(port);
    counted.written().add(written);
    counted.read().add(read);
  }

  /** What was counted; begins anew. */
  List<String> lines(Instant end, long seconds) {
    Map<Integer, Counts> all = new TreeMap<>();
    ports.forEach((port, counted) -> all.put(port, counted.take()));
    Map<Integer, Counts> named = new TreeMap<>();
    all.entrySet().stream()
        .filter(each -> each.getValue().bytes() > 0)
        .sorted(
            Map.Entry.<Integer, Counts>comparingByValue(
                Comparator.comparingLong(Counts::bytes).reversed()))
        .limit(NAMED)
        .forEach(each -> named.put(each.getKey(), each.getValue()));
    all.keySet().removeAll(named.keySet());
    Counts others = all.values().stream().reduce(Counts.NONE, Counts::and);
    return List.of(
        "%s %s (%d s)".formatted(KEYWORD, IsoTime.write(end), seconds),
        "exit-kibibytes-written " + list(named, others, each -> kibibytes(each.written())),
        "exit-kibibytes-read " + list(named, others, each -> kibibytes(each.read())),
        "exit-streams-opened "
            + list(named, others, each -> RoundedUp.of(each.streams(), STREAMS_UNIT)));
  }

  private static long kibibytes(long bytes) {
    return RoundedUp.of(bytes, KIBIBYTE) / KIBIBYTE;
  }

  private static String list(
      Map<Integer, Counts> named, Counts others, ToLongFunction<Counts> count) {
    List<String> list = new ArrayList<>();
    named.forEach(
        (port, each) -> {
          if (count.applyAsLong(each) > 0) {
            list.add(port + "=" + count.applyAsLong(each));
          }
        });
    list.add(OTHER + "=" + count.applyAsLong(others));
    return String.join(",", list);
  }
}
