package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/cases.md to the tree: every case that is named is listed there, once. */
class CasesTest {
  private static final String ID =
      "(?:link|circuit|message|exit|socks|dir|vote|disk|net|onion|control|fault)-\\d+";

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (" + ID + ") \\| .+ \\| .+ \\| ((?:`\\w+Test`(?:, )?)+) \\|$");
  private static final Pattern MENTION = Pattern.compile("(?<![\\w-])" + ID + "(?![\\w-])");

  /** How the rows of spec-map.md look, and the issues that were closed long ago. */
  private static final Pattern OLD = Pattern.compile("(?i)\\b(?:cases?|lines?) [A-Z]\\d{1,2}\\b");

  @Test
  void rows_areOfDifferentCases() throws Exception {
    assertThat(rows()).hasSizeGreaterThan(100);
    assertThat(rows().map(row -> row.group(1))).doesNotHaveDuplicates();
    assertThat(text().lines().filter(line -> line.matches("\\| " + ID + " .*")).count())
        .as("rows that cannot be read")
        .isEqualTo(rows().count());
  }

  @Test
  void tests_thatRowsName_areInTheTree() throws Exception {
    Set<String> classes = SpecMapTest.classes();
    assertThat(rows().map(row -> row.group(2)).flatMap(named -> Stream.of(named.split("[`, ]+"))))
        .filteredOn(name -> !name.isEmpty())
        .allMatch(classes::contains, "is a class of the tree");
  }

  @Test
  void cases_thatTheTreeNames_areListed() throws Exception {
    Set<String> listed = rows().map(row -> row.group(1)).collect(Collectors.toSet());
    Set<String> named = new TreeSet<>();
    Set<String> old = new TreeSet<>();
    for (Path file : sources()) {
      String source = Files.readString(file);
      MENTION.matcher(source).results().map(MatchResult::group).forEach(named::add);
      OLD.matcher(source).results().map(MatchResult::group).forEach(old::add);
    }
    assertThat(named).hasSizeGreaterThan(100).isSubsetOf(listed);
    assertThat(old).as("cases by other names").isEmpty();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(TropeaProcess.root())) {
      return files.filter(file -> file.toString().matches(".*/src/.*\\.java")).toList();
    }
  }

  private static Stream<MatchResult> rows() throws IOException {
    return ROW.matcher(text()).results();
  }

  private static String text() throws IOException {
    return Files.readString(TropeaProcess.root().resolve("docs").resolve("cases.md"));
  }
}
