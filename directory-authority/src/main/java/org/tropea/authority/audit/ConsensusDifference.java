package org.tropea.authority.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.audit.StatusText.Part;
import org.tropea.authority.audit.StatusText.Place;
import org.tropea.crypto.bytes.DecodeException;

/**
 * What changed from one consensus to another: network, authorities, relays, weights; not
 * signatures. Immutable; for any thread.
 */
public final class ConsensusDifference {
  /** Keywords whose words are {@code name=value}, which are compared one by one. */
  private static final Set<String> PAIRS = Set.of("params", "bandwidth-weights", "w");

  private final List<Change> changes = new ArrayList<>();

  private ConsensusDifference() {}

  /**
   * Compares two of the same flavour.
   *
   * @throws DecodeException when one of them is no consensus
   */
  public static List<Change> between(byte[] before, byte[] after) throws DecodeException {
    ConsensusSummary.flavour(before);
    ConsensusSummary.flavour(after);
    ConsensusDifference difference = new ConsensusDifference();
    difference.compare(StatusText.unsigned(before), StatusText.unsigned(after));
    return List.copyOf(difference.changes);
  }

  private void compare(StatusText before, StatusText after) {
    Set<Place> places = new LinkedHashSet<>();
    Map<String, Place> byKey = new LinkedHashMap<>();
    before.subjects().forEach(each -> byKey.putIfAbsent(each.key(), each));
    after.subjects().forEach(each -> byKey.putIfAbsent(each.key(), each));
    places.addAll(byKey.values());
    for (Place each : places) {
      boolean there = before.knows(each);
      if (there != after.knows(each) && !each.subject().isEmpty()) {
        add(each, there ? "gone" : "appeared", null, null);
      } else {
        compare(each, before.all(each), after.all(each));
      }
    }
  }

  private void compare(
      Place place, Map<String, List<String>> before, Map<String, List<String>> after) {
    Set<String> keywords = new LinkedHashSet<>(before.keySet());
    keywords.addAll(after.keySet());
    for (String each : keywords) {
      String old = value(before.get(each), each);
      String fresh = value(after.get(each), each);
      if (Objects.equals(old, fresh)) {
        continue;
      }
      if (old != null && fresh != null && PAIRS.contains(each)) {
        comparePairs(place, each, pairs(old), pairs(fresh));
      } else if (old != null && fresh != null && (each.equals("s") || each.equals("known-flags"))) {
        compareFlags(place, flags(old), flags(fresh));
      } else {
        add(place, each, old, fresh);
      }
    }
  }

  private void comparePairs(
      Place place, String keyword, Map<String, String> before, Map<String, String> after) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    int known = changes.size();
    for (String name : names) {
      if (!Objects.equals(before.get(name), after.get(name))) {
        add(place, keyword + " " + name, before.get(name), after.get(name));
      }
    }
    if (changes.size() == known) {
      add(place, keyword, "the same in another order", "the same in another order");
    }
  }

  private void compareFlags(Place place, Set<String> before, Set<String> after) {
    int known = changes.size();
    for (String flag : after) {
      if (!before.contains(flag)) {
        add(place, "+" + flag, null, null);
      }
    }
    for (String flag : before) {
      if (!after.contains(flag)) {
        add(place, "-" + flag, null, null);
      }
    }
    if (changes.size() == known) {
      add(place, "flags", "the same in another order", "the same in another order");
    }
  }

  private void add(Place place, String what, @Nullable String before, @Nullable String after) {
    String kind = place.part() == Part.RELAY ? "relay " : "authority ";
    String subject =
        place.subject().isEmpty()
            ? place.part() == Part.FOOTER ? "weights" : "network"
            : kind + place.nickname() + " " + place.subject();
    changes.add(new Change(subject, what, before, after));
  }

  /** All that follows the keyword on these lines; null where there are none. */
  private static @Nullable String value(@Nullable List<String> lines, String keyword) {
    return lines == null
        ? null
        : lines.stream()
            .map(line -> line.substring(keyword.length()).stripLeading())
            .collect(Collectors.joining(" | "));
  }

  private static Set<String> flags(String text) {
    return new LinkedHashSet<>(Arrays.asList(text.split(" ", -1)));
  }

  private static Map<String, String> pairs(String text) {
    Function<String, String[]> split = word -> word.split("=", 2);
    return Arrays.stream(text.split(" ", -1))
        .map(split)
        .collect(
            Collectors.toMap(
                pair -> pair[0], pair -> pair.length > 1 ? pair[1] : "", (a, b) -> a + "," + b));
  }
}
