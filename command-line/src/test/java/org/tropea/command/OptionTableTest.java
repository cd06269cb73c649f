package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The declarations of options beside C tor's, and the manual beside the declarations. */
class OptionTableTest {
  private static final Path MANUAL = Path.of("..", "docs", "operating.md");

  /** Where we mean to have another default than C tor. */
  private static final Set<String> OTHER_DEFAULTS =
      Set.of(
          "DataDirectory", // ours is not C tor's, which its build names
          "Nickname", // C tor has none, and its descriptors say Unnamed
          "SocksPort"); // C tor's is made where no line is given

  private static final Map<String, KnownOptions.Known> CTOR =
      KnownOptions.ofCTor().all().stream()
          .collect(Collectors.toMap(KnownOptions.Known::name, Function.identity()));

  static Stream<Option<?>> declared() {
    return OptionTable.GROUPS.stream().flatMap(group -> group.options().stream());
  }

  @ParameterizedTest
  @MethodSource("declared")
  void option_isOfCTorsTypeAndDefault(Option<?> option) {
    KnownOptions.Known known = Objects.requireNonNull(CTOR.get(option.name()), option.name());
    assertThat(option.type().word()).isEqualTo(known.type());
    assertThat(option.reloadable() && known.fixed()).isFalse();
    if (!OTHER_DEFAULTS.contains(option.name())) {
      assertThat(value(option, option.initial())).isEqualTo(value(option, known.initial()));
      String testing = known.testing() == null ? known.initial() : known.testing();
      assertThat(option.ofDefault(true)).isEqualTo(value(option, testing));
    }
  }

  @ParameterizedTest
  @MethodSource("declared")
  void option_declaredOnce_withAPurpose(Option<?> option) {
    assertThat(declared().filter(other -> other.name().equals(option.name()))).hasSize(1);
    assertThat(option.purpose()).isNotBlank();
  }

  @Test
  void manual_hasTheTableOfEachGroup() throws IOException {
    String manual = Files.readString(MANUAL);
    String tables =
        OptionTable.GROUPS.stream().map(OptionTableTest::table).collect(Collectors.joining("\n"));
    // What the manual must say, to be copied where it does not.
    Files.writeString(Files.createDirectories(Path.of("target")).resolve("options.md"), tables);
    for (OptionTable.Group group : OptionTable.GROUPS) {
      assertThat(manual).contains(table(group));
    }
  }

  @Test
  void everyType_ofCTor_isKnown() {
    Set<String> types = new TreeSet<>();
    CTOR.values().stream().filter(known -> !known.isObsolete()).forEach(k -> types.add(k.type()));
    assertThat(types).allSatisfy(type -> assertThat(OptionType.named(type)).isNotNull());
    assertThat(CTOR.values()).filteredOn(known -> !known.isObsolete()).hasSize(377);
    assertThat(CTOR.values()).filteredOn(KnownOptions.Known::isObsolete).hasSize(73);
  }

  private static Object value(Option<?> option, @org.jspecify.annotations.Nullable String text) {
    return new Option<>(option.name(), anyType(option), text, null, null, false, null, "", null)
        .ofDefault(false);
  }

  @SuppressWarnings("unchecked") // Only read.
  private static OptionType<Object> anyType(Option<?> option) {
    return (OptionType<Object>) option.type();
  }

  private static String table(OptionTable.Group group) {
    List<String> rows =
        group.options().stream()
            .map(
                option ->
                    "| `%s`%s | %s | %s |"
                        .formatted(
                            option.name(),
                            option.type().repeats() ? " (repeats)" : "",
                            option.shownDefault(),
                            option.purpose()))
            .toList();
    return "### %s\n\n| option | default | today |\n|---|---|---|\n%s\n"
        .formatted(group.title(), String.join("\n", rows));
  }
}
