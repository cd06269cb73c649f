package org.tropea.integration;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tropea.directory.network.Subprotocol;

/**
 * Holds docs/spec-map.md, and the table of subprotocols, to the tree: they name only classes that
 * are there.
 */
class SpecMapTest {
  /** How many rows each chapter of the feature inventory has. */
  private static final Map<String, Integer> ROWS =
      Map.ofEntries(
          entry("L", 19),
          entry("C", 21),
          entry("F", 18),
          entry("X", 16),
          entry("D", 17),
          entry("A", 22),
          entry("K", 9),
          entry("P", 20),
          entry("S", 14),
          entry("O", 28),
          entry("Z", 5),
          entry("T", 9),
          entry("R", 21),
          entry("Q", 14),
          entry("M", 8),
          entry("G", 12),
          entry("H", 11));

  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z]\\d\\d) \\|.*\\| (.*) \\|$");
  private static final Pattern NAME = Pattern.compile("`([^`\n]*)`");
  private static final Pattern STATE =
      Pattern.compile(
          "not yet|partly \\(`[^;]*; .*\\)"
              + "|filled \\(`[^;]*; (`\\w+Test`(, )?)+(; against 0\\.4\\.9\\.11)?\\)");

  private static final String JAVA = ".java";

  @Test
  void rows_together_areThoseOfTheInventory() throws Exception {
    List<String> expected = new ArrayList<>();
    ROWS.forEach(
        (letter, count) -> {
          for (int row = 1; row <= count; row++) {
            expected.add("%s%02d".formatted(letter, row));
          }
        });
    assertThat(rows().map(row -> row.group(1))).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void rows_states_nameWhatFillsThem() throws Exception {
    assertThat(rows().filter(row -> !STATE.matcher(row.group(2)).matches()).map(MatchResult::group))
        .isEmpty();
  }

  @Test
  void names_inCodeLetters_areClassesOfTheTree() throws Exception {
    Set<String> classes = classes();
    assertThat(classes).contains("SpecMapTest", "org.tropea.integration.SpecMapTest");
    assertThat(NAME.matcher(text()).results().map(name -> name.group(1)).distinct())
        .isNotEmpty()
        .allMatch(classes::contains, "is a class of the tree");
  }

  /** The table of subprotocols: nothing is advertised that no class speaks and no test shows. */
  @Test
  void subprotocols_nameClassesOfTheTree() throws Exception {
    Set<String> classes = classes();
    for (Subprotocol each : Subprotocol.TABLE) {
      assertThat(each.speaker()).isIn(classes);
      assertThat(each.test()).endsWith("Test").isIn(classes);
    }
  }

  private static Stream<MatchResult> rows() throws IOException {
    return ROW.matcher(text()).results();
  }

  private static String text() throws IOException {
    return Files.readString(TropeaProcess.root().resolve("docs").resolve("spec-map.md"));
  }

  /** Simple and qualified names of all top-level classes, tests among them. */
  static Set<String> classes() throws IOException {
    Set<String> names = new HashSet<>();
    try (Stream<Path> modules = Files.list(TropeaProcess.root())) {
      for (Path module : modules.filter(each -> Files.exists(each.resolve("pom.xml"))).toList()) {
        for (String kind : List.of("main", "test")) {
          addClasses(module.resolve("src").resolve(kind).resolve("java"), names);
        }
      }
    }
    return names;
  }

  private static void addClasses(Path folder, Set<String> names) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(file -> file.toString().endsWith(JAVA))
          .map(file -> folder.relativize(file).toString().replaceAll("[/\\\\]", "."))
          .map(file -> file.substring(0, file.length() - JAVA.length()))
          .forEach(
              name -> {
                names.add(name);
                names.add(name.substring(name.lastIndexOf('.') + 1));
              });
    }
  }
}
