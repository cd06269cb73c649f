package org.tropea.authority.history;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.text.IsoTime;

/** The text of {@code router-stability}, format 2, as C tor writes it and reads it. */
final class StabilityText {
  private static final Logger log = LoggerFactory.getLogger(StabilityText.class);
  private static final Duration LONG_BEFORE = Duration.ofDays(365);

  private StabilityText() {}

  static String write(StabilityHistory history, Instant now) {
    StringBuilder text = new StringBuilder("format 2\nstored-at ");
    text.append(IsoTime.write(now)).append('\n');
    line(text, "tracked-since ", history.trackedSince);
    line(text, "last-downrated ", history.lastDiscounted);
    text.append("data\n");
    history.relays.forEach(
        (relay, each) -> {
          text.append("R ").append(relay.toHex()).append("\n+MTBF ").append(each.runLength);
          text.append(String.format(Locale.ROOT, " %.5f", each.runWeights));
          since(text, each.runningSince);
          text.append("+WFU ").append(each.uptime).append(' ').append(each.timeKnown);
          since(text, each.downSince);
        });
    return text.append(".\n").toString();
  }

  private static void line(StringBuilder text, String keyword, @Nullable Instant time) {
    if (time != null) {
      text.append(keyword).append(IsoTime.write(time)).append('\n');
    }
  }

  private static void since(StringBuilder text, @Nullable Instant time) {
    text.append(time == null ? "" : " S=" + IsoTime.write(time)).append('\n');
  }

  /**
   * Reads a history. The time during which nobody watched counts for nothing: what lasted when it
   * was stored lasts as long now. A relay that cannot be read costs only itself.
   *
   * @throws DecodeException where it is no history of format 2
   */
  static StabilityHistory read(String text, Instant now) throws DecodeException {
    List<String> lines = text.lines().map(String::strip).toList();
    int data = lines.indexOf("data");
    if (data < 0 || !lines.get(0).equals("format 2")) {
      throw new DecodeException("it is of another format");
    }
    Map<String, Instant> times = new HashMap<>();
    for (String line : lines.subList(1, data)) {
      List<String> words = words(line);
      if (words.size() == 3) {
        times.put(words.get(0), earlier(now, IsoTime.read(words.get(1), words.get(2))));
      }
    }
    Instant storedAt = times.get("stored-at");
    if (storedAt == null) {
      throw new DecodeException("it does not say when it was stored");
    }
    StabilityHistory history = new StabilityHistory();
    history.trackedSince = times.get("tracked-since");
    history.lastDiscounted = times.get("last-downrated");
    new Body(history, now, storedAt).read(lines.subList(data + 1, lines.size()));
    return history;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static List<String> words(String line) {
    return Arrays.asList(line.split("\\s+"));
  }

  /** Reads the relays into a history. */
  private record Body(StabilityHistory history, Instant now, Instant storedAt) {
    void read(List<String> lines) {
      RelayHistory relay = null;
      for (String line : lines) {
        List<String> words = words(line);
        try {
          switch (words.get(0)) {
            case "R" -> relay = relay(words);
            case "+MTBF" -> runs(relay, words);
            case "+WFU" -> uptime(relay, words);
            case "." -> {
              return;
            }
            default -> throw new DecodeException("an unknown line");
          }
        } catch (DecodeException | NumberFormatException | IndexOutOfBoundsException e) {
          log.warn("router-stability has a line that cannot be read; passing over it");
        }
      }
      log.warn("router-stability ends too early");
    }

    private RelayHistory relay(List<String> words) throws DecodeException {
      RelayHistory relay = new RelayHistory();
      history.relays.put(RsaIdentity.fromHex(words.get(1)), relay);
      return relay;
    }

    private void runs(@Nullable RelayHistory relay, List<String> words) throws DecodeException {
      long length = number(words.get(1));
      double weights = Double.parseDouble(words.get(2));
      Instant since = since(words);
      if (relay == null || !(weights >= 0) || Double.isInfinite(weights)) {
        throw new DecodeException("of no relay, or no number");
      }
      relay.runLength = length;
      relay.runWeights = weights;
      relay.runningSince = since;
    }

    private void uptime(@Nullable RelayHistory relay, List<String> words) throws DecodeException {
      long uptime = number(words.get(1));
      long known = number(words.get(2));
      Instant since = since(words);
      if (relay == null) {
        throw new DecodeException("of no relay");
      }
      relay.uptime = uptime;
      relay.timeKnown = known;
      relay.downSince = since;
    }

    private static long number(String word) throws DecodeException {
      long number = Long.parseLong(word);
      if (number < 0) {
        throw new DecodeException("a number below zero");
      }
      return number;
    }

    /** The time behind {@code S=}, moved on by as long as nobody watched. */
    private @Nullable Instant since(List<String> words) throws DecodeException {
      if (words.size() < 5) {
        return null;
      }
      Instant time = IsoTime.read(words.get(3).replaceFirst("^S=", ""), words.get(4));
      Instant start = history.trackedSince == null ? Instant.EPOCH : history.trackedSince;
      if (time.isBefore(start.minus(LONG_BEFORE)) || time.isAfter(storedAt)) {
        return null;
      }
      Instant moved = time.isBefore(start) ? start : now.minus(Duration.between(time, storedAt));
      return moved.isBefore(start) ? start : moved;
    }
  }
}
