package org.tropea.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All options that have an effect, in the order of the manual; immutable. */
final class OptionTable {
  /** Options that belong together, under the title of their table in docs/operating.md. */
  record Group(String title, List<Option<?>> options) {}

  static final List<Group> GROUPS =
      List.of(
          new Group("Ports", Ports.DECLARED),
          new Group("Programs", ProgramOptions.DECLARED),
          new Group("Identity", Identity.DECLARED),
          new Group("Directory", Directory.DECLARED),
          new Group("Limits", Limits.DECLARED),
          new Group("Paths", PathOptions.DECLARED),
          new Group("Conflux", ConfluxOptions.DECLARED),
          new Group("Onion services", ServiceOptions.DECLARED),
          new Group("Memory", MemoryOptions.DECLARED),
          new Group("Bandwidth", BandwidthOptions.DECLARED),
          new Group("Exit", ExitOptions.DECLARED),
          new Group("Defence", DefenceOptions.DECLARED),
          new Group("Log", LogOptions.DECLARED),
          new Group("Refused until they work", UnfilledSafety.DECLARED),
          new Group(
              "Authority",
              Stream.concat(AuthorityOptions.DECLARED.stream(), VotingOptions.DECLARED.stream())
                  .toList()));

  private static final Map<String, Option<?>> BY_FOLDED_NAME = byFoldedName();

  private OptionTable() {}

  /** The declaration of the option that {@code line} sets; nothing where it has no effect. */
  static Optional<Option<?>> of(TorrcLine line) {
    return Optional.ofNullable(BY_FOLDED_NAME.get(line.foldedKey()));
  }

  /** Whether SIGHUP takes over a new value of the option of this name, in lower case. */
  static boolean isReloadable(String foldedName) {
    Option<?> option = BY_FOLDED_NAME.get(foldedName);
    return option != null && option.reloadable();
  }

  private static Map<String, Option<?>> byFoldedName() {
    Map<String, Option<?>> options = new LinkedHashMap<>();
    for (Group group : GROUPS) {
      for (Option<?> option : group.options()) {
        options.put(option.name().toLowerCase(Locale.ROOT), option);
      }
    }
    return Map.copyOf(options);
  }
}
