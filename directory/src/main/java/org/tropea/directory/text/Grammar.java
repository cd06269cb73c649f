package org.tropea.directory.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;

/**
 * The keywords of one kind of section, the first of which stands at its start. Immutable.
 *
 * <p>Keywords it does not list are passed over, with their objects.
 */
public final class Grammar {
  private final Keyword first;
  private final Map<String, Keyword> keywords = new HashMap<>();

  private Grammar(Keyword first, List<Keyword> others) {
    this.first = first;
    keywords.put(first.name(), first);
    for (Keyword keyword : others) {
      keywords.put(keyword.name(), keyword);
    }
  }

  /** A grammar whose sections start with {@code first}. */
  public static Grammar startingWith(Keyword first, Keyword... others) {
    return new Grammar(first, List.of(others));
  }

  /** Reads a section that reaches to the end of the document. */
  public Section read(ItemReader reader) throws DecodeException {
    return read(reader, Set.of());
  }

  /** Reads a section, up to the end or to an item, not the first, of one of these keywords. */
  public Section read(ItemReader reader, Set<String> until) throws DecodeException {
    Map<String, List<Item>> items = new HashMap<>();
    Item item = reader.next();
    if (item == null || !item.keyword().equals(first.name())) {
      throw new DecodeException("a section does not start with " + first.name());
    }
    while (item != null) {
      add(items, item);
      Item next = reader.peek();
      item = next == null || until.contains(next.keyword()) ? null : reader.next();
    }
    for (Keyword keyword : keywords.values()) {
      if (!keyword.mayMiss() && !items.containsKey(keyword.name())) {
        throw new DecodeException(keyword.name() + " is missing");
      }
    }
    return new Section(items);
  }

  private void add(Map<String, List<Item>> items, Item item) throws DecodeException {
    @Nullable Keyword keyword = keywords.get(item.keyword());
    if (keyword == null) {
      return;
    }
    List<Item> same = items.computeIfAbsent(item.keyword(), name -> new ArrayList<>(1));
    if (!same.isEmpty() && !keyword.mayRepeat()) {
      throw item.bad("stands more than once");
    }
    if (keyword.minArguments() > 0 && item.arguments().size() < keyword.minArguments()) {
      throw item.bad("has too few arguments");
    }
    if (keyword.object() == Keyword.ObjectRule.FORBIDDEN && item.object() != null) {
      throw item.bad("has an object");
    }
    if (keyword.object() == Keyword.ObjectRule.REQUIRED && item.object() == null) {
      throw item.bad("has no object");
    }
    same.add(item);
  }
}
