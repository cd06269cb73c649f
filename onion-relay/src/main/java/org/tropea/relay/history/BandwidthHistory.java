package org.tropea.relay.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.store.StateText;
import org.tropea.directory.text.IsoTime;

/**
 * What a relay has carried, day by day (dir-spec 2.1.2, "write-history"), and the bandwidth that it
 * has shown it can carry (2.1.1, "bandwidth-observed"): the most bytes of any ten seconds in a row,
 * by their tenth, of the lesser direction; what is more than five days old counts no more.
 *
 * <p>It is kept in the state file, in the lines of C tor. Confined to its owner's loop.
 */
public final class BandwidthHistory {
  /**
   * What the self-test of C tor shows, in bytes a second: 1,000 cells of 514 bytes within ten
   * seconds. Ours sends itself no such cells, and says no less.
   */
  static final int SELF_TEST = 1_000 * 514 / 10;

  private static final String PREFIX = "BWHistory";

  private final Map<Kind, TrafficHistory> histories = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> known = new EnumMap<>(Kind.class);

  /** What is counted; those of one family and those of directories besides all. */
  public enum Kind {
    /** All that was written to other machines. */
    WRITE("Write", "write-history"),
    /** All that was read from them. */
    READ("Read", "read-history"),
    /** What was written over IPv6. */
    IPV6_WRITE("IPv6Write", "ipv6-write-history"),
    /** What was read over IPv6. */
    IPV6_READ("IPv6Read", "ipv6-read-history"),
    /** What directory clients were told. */
    DIRECTORY_WRITE("DirWrite", "dirreq-write-history"),
    /** What they said. */
    DIRECTORY_READ("DirRead", "dirreq-read-history");

    private final String inState;
    private final String published;

    Kind(String inState, String published) {
      this.inState = inState;
      this.published = published;
    }

    private String keyword(String item) {
      return PREFIX + inState + item;
    }
  }

  private BandwidthHistory() {}

  /** One that begins now. */
  public static BandwidthHistory begin(Instant now) {
    BandwidthHistory history = new BandwidthHistory();
    for (Kind kind : Kind.values()) {
      history.histories.put(kind, new TrafficHistory(now));
    }
    return history;
  }

  /**
   * One that goes on where the state file ends.
   *
   * @throws DecodeException when its lines make no sense
   */
  public static BandwidthHistory restore(StateText state, Instant now) throws DecodeException {
    BandwidthHistory history = begin(now);
    for (Kind kind : Kind.values()) {
      List<String> ends = state.values(kind.keyword("Ends"));
      if (!ends.isEmpty()) {
        history.histories.put(
            kind,
            TrafficHistory.restore(
                new TrafficHistory.Saved(
                    time(ends.get(0)),
                    interval(state.values(kind.keyword("Interval"))),
                    list(state.values(kind.keyword("Values"))),
                    list(state.values(kind.keyword("Maxima")))),
                now));
      }
    }
    return history;
  }

  private static Instant time(String text) throws DecodeException {
    String[] parts = text.strip().split(" +", -1);
    if (parts.length != 2) {
      throw new DecodeException("a time is none");
    }
    return IsoTime.read(parts[0], parts[1]);
  }

  /** C tor's default where it says nothing is 15 minutes. */
  private static int interval(List<String> lines) throws DecodeException {
    try {
      int seconds = lines.isEmpty() ? 900 : Integer.parseInt(lines.get(0).strip());
      if (seconds > 0) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      // As below.
    }
    throw new DecodeException("an interval is none");
  }

  private static List<String> list(List<String> lines) {
    return lines.isEmpty() || lines.get(0).isBlank()
        ? List.of()
        : List.of(lines.get(0).split(",", -1));
  }

  /** All of one kind until {@code now}, in bytes since the start; asked about each second. */
  public void note(Kind kind, Instant now, long bytes) {
    history(kind).add(now, bytes - known.getOrDefault(kind, 0L));
    known.put(kind, bytes);
  }

  /**
   * The bandwidth that it has shown, in bytes a second.
   *
   * @param testing whether the network is a test network, where the day that is not over counts
   */
  public int observed(boolean testing) {
    long shown =
        Math.min(history(Kind.READ).peak(testing), history(Kind.WRITE).peak(testing))
            / TrafficHistory.PEAK_SECONDS;
    return (int) Math.min(Integer.MAX_VALUE, Math.max(SELF_TEST, shown));
  }

  /** The same lines in {@code state}, as they are now. */
  public Saved save() {
    Map<Kind, TrafficHistory.Saved> saved = new EnumMap<>(Kind.class);
    histories.forEach((kind, history) -> saved.put(kind, history.save()));
    return new Saved(saved);
  }

  /** What is to be written of it. Immutable, for any thread. */
  public static final class Saved {
    private final Map<Kind, TrafficHistory.Saved> saved;

    private Saved(Map<Kind, TrafficHistory.Saved> saved) {
      this.saved = saved;
    }

    /** {@code state} with these lines. */
    public StateText in(StateText state) {
      StateText text = state;
      for (Map.Entry<Kind, TrafficHistory.Saved> each : saved.entrySet()) {
        Kind kind = each.getKey();
        TrafficHistory.Saved its = each.getValue();
        text =
            text.with(kind.keyword("Ends"), List.of(IsoTime.write(its.ends())))
                .with(kind.keyword("Interval"), List.of(String.valueOf(its.interval())))
                .with(kind.keyword("Maxima"), List.of(String.join(",", its.maxima())))
                .with(kind.keyword("Values"), List.of(String.join(",", its.values())));
      }
      return text;
    }
  }

  /**
   * What is published of the days that are over, a line each: a keyword and its value.
   *
   * @param mostEachSecond what the relay may carry for others; more than that is its own
   */
  public List<String> lines(long mostEachSecond) {
    List<String> lines = new ArrayList<>();
    long most =
        mostEachSecond > Long.MAX_VALUE / TrafficHistory.PERIOD
            ? Long.MAX_VALUE
            : mostEachSecond * TrafficHistory.PERIOD;
    for (Kind kind : Kind.values()) {
      List<Long> totals = history(kind).totals();
      if (!totals.isEmpty()) {
        List<String> values =
            totals.stream().map(each -> String.valueOf(Math.min(each, most))).toList();
        lines.add(
            "%s %s (%d s) %s"
                .formatted(
                    kind.published,
                    IsoTime.write(history(kind).lastEnd()),
                    TrafficHistory.PERIOD,
                    String.join(",", values)));
      }
    }
    return lines;
  }

  private TrafficHistory history(Kind kind) {
    TrafficHistory history = histories.get(kind);
    if (history == null) {
      throw new IllegalStateException("each kind has one");
    }
    return history;
  }
}
