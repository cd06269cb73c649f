package org.tropea.directory.text;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The known items of a section, which its {@link Grammar} has counted. */
public final class Section {
  private final Map<String, List<Item>> items;

  Section(Map<String, List<Item>> items) {
    this.items = items;
  }

  /** The item of a keyword that the grammar demands. */
  public Item get(String keyword) {
    Item item = find(keyword);
    if (item == null) {
      throw new IllegalStateException("the grammar does not demand " + keyword);
    }
    return item;
  }

  /** The first item of this keyword; null where there is none. */
  public @Nullable Item find(String keyword) {
    List<Item> same = items.get(keyword);
    return same == null ? null : same.get(0);
  }

  /** All items of this keyword, in order. */
  public List<Item> all(String keyword) {
    List<Item> same = items.get(keyword);
    return same == null ? List.of() : List.copyOf(same);
  }
}
