package org.tropea.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of options, those who read it, and the manual beside it. */
class OptionTableTest {
  private static final Path PAGE = Path.of("../docs/tropea.1");
  private static final Path MANUAL = Path.of("..", "docs", "operating.md");
  private static final Path READERS = Path.of("..", "command-line", "src", "main", "java");
  private static final OptionTable TABLE = OptionTable.ofCTor();

  static Stream<OptionRow> rows() {
    return TABLE.rows().stream();
  }

  static Stream<OptionRow> effective() {
    return rows().filter(OptionRow::hasEffect);
  }

  @Test
  void table_hasEveryOptionOfCTor() {
    assertThat(TABLE.rows()).filteredOn(OptionRow::isOfCTor).hasSize(377);
    assertThat(TABLE.rows()).filteredOn(OptionRow::isObsolete).hasSize(73);
    assertThat(TABLE.rows()).filteredOn(OptionRow::isVirtual).hasSize(11);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void row_isOfAKnownType_withDefaultsOfIt(OptionRow row) throws Exception {
    assertThat(row.traits().live() && row.traits().fixed()).isFalse();
    if (!row.isSettable()) {
      assertThat(row.hasEffect()).isFalse();
      return;
    }
    assertThat(TABLE.row(row.traits().family())).isPresent();
    for (boolean testing : new boolean[] {false, true}) {
      String initial = row.initial(testing);
      if (initial != null) {
        row.valueType().read(new TorrcLine("default", TorrcLine.Mode.SET, row.name(), initial));
      }
    }
  }

  /** An area says what comes of its options, and what comes of none stands elsewhere. */
  @ParameterizedTest
  @MethodSource("rows")
  void row_standsWhereItsEffectSays(OptionRow row) {
    if (row.isSettable()) {
      assertThat(row.hasEffect()).isEqualTo(!row.area().equals(OptionTable.WITHOUT_EFFECT));
    }
    assertThat(row.words().purpose() == null || row.words().loss() == null).isTrue();
  }

  /** What the table promises somebody reads, and what somebody reads the table knows. */
  @Test
  void options_withEffect_areThoseThatAreRead() throws IOException {
    Pattern read = Pattern.compile("\"([A-Z_][A-Za-z0-9_]{2,})\"");
    Collection<String> named = new TreeSet<>();
    try (Stream<Path> files = Files.walk(READERS)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        Matcher matcher = read.matcher(Files.readString(file));
        while (matcher.find()) {
          named.add(matcher.group(1));
        }
      }
    }
    assertThat(effective().filter(row -> row.words().purpose() != null))
        .filteredOn(row -> !row.name().startsWith("DoS")) // Named as the network's parameters are.
        .extracting(OptionRow::name)
        // Such a one is read with the option whose name is the rest.
        .map(name -> named.contains(name) ? name : name.replaceFirst("^__", ""))
        .isSubsetOf(named);
  }

  @Test
  void page_isMadeOfTheTable() throws IOException {
    String page = ManualPage.of(TABLE);
    Path made = Path.of("target", "tropea.1");
    Files.createDirectories(made.getParent());
    Files.writeString(made, page);
    assertThat(page).as("copy target/tropea.1 to docs").isEqualTo(Files.readString(PAGE));
  }

  @Test
  void manual_hasTheTableOfEachArea() throws IOException {
    String manual = Files.readString(MANUAL);
    String whole = manual;
    for (Map.Entry<String, List<OptionRow>> area : TABLE.areas().entrySet()) {
      if (area.getValue().stream().anyMatch(OptionRow::hasEffect)) {
        whole =
            Pattern.compile(
                    "### " + area.getKey() + "\n\n\\| option \\| default \\| today \\|\n(\\|.*\n)*")
                .matcher(whole)
                .replaceAll(Matcher.quoteReplacement(table(area.getKey(), area.getValue())));
        assertThat(whole).contains(table(area.getKey(), area.getValue()));
      }
    }
    // What the manual must be, to be copied where it is not.
    Files.writeString(Files.createDirectories(Path.of("target")).resolve("operating.md"), whole);
    assertThat(manual.equals(whole)).as("copy target/operating.md to docs").isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "socksport, SocksPort",
    "NumCPU, NumCPUs",
    "DirServer, DirAuthority",
    "_HSLayer2Nodes, HSLayer2Nodes",
    "BandwidthRateBytes, BandwidthRate",
    "SocksTim, SocksTimeout",
    "Exit, ExitNodes",
    "dir, DirAllowPrivateAddresses",
    "l, LearnCircuitBuildTimeout"
  })
  void name_shortOrOld_meansAnOption(String written, String meant) {
    assertThat(TABLE.meant(written)).map(OptionRow::name).hasValue(meant);
  }

  @ParameterizedTest
  @CsvSource({"FooBar", "SocksPortX", "''", "Xy"})
  void name_ofNone_meansNothing(String written) {
    assertThat(TABLE.meant(written)).isEmpty();
  }

  @Test
  void option_thatTheTableDoesNotHaveSo_isAMistake() {
    assertThatThrownBy(() -> Option.of("FooBar", OptionType.STRING)).hasMessageContaining("FooBar");
    assertThatThrownBy(() -> Option.of("SafeSocks", OptionType.STRING))
        .hasMessageContaining("Boolean");
  }

  private static String table(String title, List<OptionRow> options) {
    return "### %s\n\n| option | default | today |\n|---|---|---|\n".formatted(title)
        + options.stream()
            .map(
                row ->
                    "| `%s`%s | %s | %s |\n"
                        .formatted(
                            row.name(),
                            row.repeats() ? " (repeats)" : "",
                            Objects.requireNonNull(row.shownDefault()),
                            row.shownPurpose()))
            .collect(Collectors.joining());
  }
}
