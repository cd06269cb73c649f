package org.tropea.authority.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Base64Digest;

/**
 * A vote or consensus as lines, each with what it is about; nothing in it was checked. Each
 * character is a byte. Immutable.
 */
final class StatusText {
  private static final String SIGNATURE = "directory-signature";
  private static final String UNNAMED = "a relay whose r line is malformed";

  private final List<String> lines;
  private final List<Place> places;
  private final Map<String, Map<String, List<String>>> bySubject = new LinkedHashMap<>();

  /** Where a line stands. */
  enum Part {
    HEADER,
    AUTHORITY,
    RELAY,
    FOOTER
  }

  /**
   * Where a line stands.
   *
   * @param subject empty in header and footer; who it is about: an authority's or relay's identity
   * @param nickname of that, for people; empty where there is none
   */
  record Place(Part part, String subject, String nickname) {
    String key() {
      return part + " " + subject;
    }
  }

  private StatusText(List<String> lines, List<Place> places) {
    this.lines = List.copyOf(lines);
    this.places = List.copyOf(places);
    for (int i = 0; i < lines.size(); i++) {
      bySubject
          .computeIfAbsent(places.get(i).key(), key -> new LinkedHashMap<>())
          .computeIfAbsent(keyword(lines.get(i)), keyword -> new ArrayList<>())
          .add(lines.get(i));
    }
  }

  /** All before the first signature, which is what authorities sign but for one word. */
  static StatusText unsigned(byte[] document) {
    return of(new String(document, StandardCharsets.ISO_8859_1));
  }

  /** The same of a text. */
  static StatusText of(String text) {
    List<String> lines = new ArrayList<>();
    List<Place> places = new ArrayList<>();
    Place place = new Place(Part.HEADER, "", "");
    for (String line : text.split("\n", -1)) {
      if (line.startsWith(SIGNATURE)) {
        break;
      }
      place = next(place, line);
      lines.add(line);
      places.add(place);
    }
    if (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
      places.remove(places.size() - 1);
    }
    return new StatusText(lines, places);
  }

  private static Place next(Place before, String line) {
    String[] words = line.split(" ", 4);
    return switch (words[0]) {
      case "dir-source" ->
          words.length > 2 ? new Place(Part.AUTHORITY, words[2], words[1]) : before;
      case "r" -> {
        String name = words.length > 1 ? words[1] : "";
        yield new Place(Part.RELAY, words.length > 2 ? fingerprint(words[2]) : UNNAMED, name);
      }
      case "directory-footer" -> new Place(Part.FOOTER, "", "");
      default -> before;
    };
  }

  private static String fingerprint(String base64) {
    try {
      return RsaIdentity.of(Base64Digest.read(base64, RsaIdentity.LENGTH)).toHex();
    } catch (DecodeException e) {
      return UNNAMED;
    }
  }

  static String keyword(String line) {
    int end = line.indexOf(' ');
    return end < 0 ? line : line.substring(0, end);
  }

  int size() {
    return lines.size();
  }

  /** The line of this number, from 0; null behind the last. */
  @Nullable String line(int index) {
    return index < lines.size() ? lines.get(index) : null;
  }

  Place place(int index) {
    return places.get(Math.min(index, places.size() - 1));
  }

  /** All lines with this keyword on the same subject. */
  List<String> lines(Place about, String keyword) {
    return all(about).getOrDefault(keyword, List.of());
  }

  /** All lines on this subject by keyword, in order. */
  Map<String, List<String>> all(Place about) {
    return bySubject.getOrDefault(about.key(), Map.of());
  }

  /** Whether it says anything on this subject. */
  boolean knows(Place about) {
    return bySubject.containsKey(about.key());
  }

  /** What it speaks about, in order. */
  List<Place> subjects() {
    List<Place> all = new ArrayList<>();
    String previous = "";
    for (Place each : places) {
      if (!each.key().equals(previous)) {
        all.add(each);
      }
      previous = each.key();
    }
    return all;
  }
}
