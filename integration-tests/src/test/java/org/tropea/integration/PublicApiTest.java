package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Row S13: what Java programs call, line by line in docs/public-api.txt, so that whoever reviews a
 * change sees what it breaks.
 */
class PublicApiTest {
  private static final List<String> PACKAGES =
      List.of(
          "org.tropea.embedded",
          "org.tropea.client",
          "org.tropea.client.socket",
          "org.tropea.network",
          "org.tropea.network.junit");

  @Test
  void publicApi_isWhatTheListSays() throws Exception {
    Path list = TropeaProcess.root().resolve("docs/public-api.txt");
    List<String> now = lines();
    Path written =
        Files.write(Files.createDirectories(Path.of("target")).resolve("public-api.txt"), now);
    assertThat(Files.readAllLines(list))
        .as("the public API changed; where that is meant, copy %s over the list", written)
        .isEqualTo(now);
  }

  private static List<String> lines() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(PACKAGES.toArray(new String[0]))
            .stream()
            .filter(each -> PACKAGES.contains(each.getPackageName()))
            .map(JavaClass::reflect)
            .filter(PublicApiTest::isPublic)
            .sorted(Comparator.comparing(Class::getName))
            .flatMap(PublicApiTest::lines)
            .toList();
  }

  private static boolean isPublic(Class<?> each) {
    Class<?> outer = each.getEnclosingClass();
    return Modifier.isPublic(each.getModifiers()) && (outer == null || isPublic(outer));
  }

  private static Stream<String> lines(Class<?> each) {
    return Stream.concat(
        Stream.of(each.toGenericString()),
        Stream.of(
                members(each.getDeclaredFields(), Field::toGenericString),
                members(each.getDeclaredConstructors(), Constructor::toGenericString),
                members(each.getDeclaredMethods(), Method::toGenericString))
            .flatMap(Function.identity())
            .map(line -> "  " + line.replace(each.getName() + ".", ""))
            .sorted());
  }

  private static <M extends Member> Stream<String> members(M[] members, Function<M, String> line) {
    return Arrays.stream(members)
        .filter(each -> Modifier.isPublic(each.getModifiers()))
        .filter(each -> !each.isSynthetic())
        .filter(each -> !(each instanceof Executable call && isWritten(call)))
        .map(line);
  }

  /** What every record and enum has of itself. */
  private static boolean isWritten(Executable call) {
    return List.of("equals", "hashCode", "toString", "values", "valueOf").contains(call.getName());
  }
}
