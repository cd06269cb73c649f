package org.tropea.command;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tropea.configuration.OptionRow;
import org.tropea.configuration.OptionTable;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcText;
import org.tropea.control.authentication.HashedPassword;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.relay.keys.FamilyKeys;
import org.tropea.relay.keys.KeyFileException;
import picocli.CommandLine.Option;

/** What C tor answers without starting anything, in its words: row G04. */
final class Questions {
  static final String DUMP = "--dump-config";

  @Option(
      names = DUMP,
      paramLabel = "short|full",
      description = "Print the options that differ from their defaults, or all, and end.")
  private @Nullable String dump;

  @Option(
      names = "--hash-password",
      paramLabel = "PASSWORD",
      description = "Print what HashedControlPassword takes, and end.")
  private @Nullable String password;

  @Option(names = "--list-torrc-options", description = "Print the names of options, and end.")
  private boolean options;

  @Option(
      names = "--list-deprecated-options",
      description = "Print those that C tor advises against, and end.")
  private boolean deprecated;

  @Option(names = "--list-modules", description = "Print what this program can be, and end.")
  private boolean modules;

  @Option(
      names = "--keygen-family",
      paramLabel = "NAME",
      description = "Make NAME.secret_family_key, print the FamilyId of relays that have it, end.")
  private @Nullable String family;

  /** The answer to what no torrc is needed for. */
  Optional<String> answer(SecureRandom random) throws CannotStart {
    if (family != null) {
      return Optional.of(newFamily(family, random));
    }
    if (password != null) {
      byte[] typed = password.getBytes(StandardCharsets.UTF_8);
      return Optional.of(HashedPassword.of(typed, random).text() + "\n");
    }
    if (options) {
      return Optional.of(names(OptionRow::isOfCTor));
    }
    if (deprecated) {
      return Optional.of(names(row -> row.words().deprecation() != null));
    }
    return modules
        ? Optional.of("relay: yes\ndirauth: yes\ndircache: yes\npow: yes\n")
        : Optional.empty();
  }

  private static String newFamily(String name, SecureRandom random) throws CannotStart {
    try {
      Ed25519Identity id = FamilyKeys.create(Path.of(name), random);
      return "# Generated %s.secret_family_key\nFamilyId %s\n".formatted(name, id.toBase64());
    } catch (InvalidPathException | KeyFileException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private static String names(Predicate<OptionRow> wanted) {
    return OptionTable.ofCTor().rows().stream()
        .filter(wanted)
        .map(row -> row.name() + "\n")
        .collect(Collectors.joining());
  }

  /** Whether options are to be written down. */
  boolean isDump() {
    return dump != null;
  }

  /** The options written down as was asked. */
  String dump(Torrc torrc) throws CannotStart {
    return switch (String.valueOf(dump)) {
      case "short", "non-builtin" -> TorrcText.brief(torrc);
      case "full" -> TorrcText.full(torrc);
      default ->
          throw new CannotStart(DUMP + " prints no such thing; write short or full behind it");
    };
  }
}
