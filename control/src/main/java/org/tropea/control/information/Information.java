package org.tropea.control.information;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tropea.control.protocol.CommandException;

/**
 * All keys that GETINFO knows. Filled by the wiring, and then confined to the control port's loop.
 */
public final class Information {
  private final List<Entry> entries = new ArrayList<>();

  /**
   * A key, or what keys begin with.
   *
   * @param description for {@code info/names}; null for one that is not listed there
   * @param source null where that is a description and nothing else
   */
  private record Entry(
      String name, boolean prefix, @Nullable String description, @Nullable Source source) {
    boolean matches(String key) {
      return source != null && (prefix ? key.startsWith(name) : key.equals(name));
    }
  }

  /** Knows nothing but {@code info/names}. */
  public Information() {
    key("info/names", "List of GETINFO options, types, and documentation.", this::names);
  }

  /** A key whose answer is always there. */
  public Information key(String name, @Nullable String description, Supplier<String> answer) {
    return key(name, description, Source.of(key -> Optional.of(answer.get())));
  }

  /** A key. */
  public Information key(String name, @Nullable String description, Source source) {
    entries.add(new Entry(name, false, description, source));
    return this;
  }

  /** All keys that begin so. */
  public Information prefix(String name, @Nullable String description, Source source) {
    entries.add(new Entry(name, true, description, source));
    return this;
  }

  /** What {@code info/names} says of a key that begins as another does. */
  public Information described(String name, String description) {
    entries.add(new Entry(name, false, description, null));
    return this;
  }

  /** The answer to {@code key}; nothing where there is no such key. */
  public CompletableFuture<Optional<String>> answer(String key) throws CommandException {
    for (Entry entry : entries) {
      Source source = entry.source();
      if (source != null && entry.matches(key)) {
        return source.answer(key);
      }
    }
    return CompletableFuture.completedFuture(Optional.empty());
  }

  private String names() {
    return entries.stream()
        .filter(entry -> entry.description() != null)
        .map(entry -> entry.name() + (entry.prefix() ? "*" : "") + " -- " + entry.description())
        .sorted()
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }
}
