package org.tropea.integration;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the house to docs/architecture.md and CONTRIBUTING.md, over all classes but tests. */
class ArchitectureTest {
  private static final String ROOT = "org.tropea.";

  /** The packages that take bytes and give decisions: no sockets, no files, no clock. */
  private static final Pattern PURE =
      Pattern.compile(
          "crypto\\..*|protocol\\.(cell|message)|directory\\.(text|document)|client\\.path");

  private static final Pattern INPUT_OUTPUT =
      Pattern.compile("io\\.netty\\.channel\\..*|java\\.nio\\.file\\..*|java\\.io\\.File.*");

  /** Calls that make time or randomness up instead of being given it; only the machine may. */
  private static final Pattern NOT_GIVEN =
      Pattern.compile(
          String.join(
              "|",
              "java\\.time\\.(Instant|\\w*Date\\w*|\\w*Time|Year\\w*)\\.now",
              "java\\.time\\.InstantSource\\.system",
              "java\\.time\\.Clock\\.(system|tick)\\w*",
              "java\\.lang\\.System\\.(currentTimeMillis|nanoTime)",
              "java\\.lang\\.Math\\.random",
              "org\\.tropea\\.crypto\\.key\\.Curve25519\\.fastest",
              "java\\.lang\\.Thread\\.sleep",
              "java\\.util\\.concurrent\\.TimeUnit\\.sleep",
              "java\\.util\\.concurrent\\.ThreadLocalRandom\\.current",
              "java\\.util\\.UUID\\.randomUUID",
              "java\\.util\\.(Splittable)?Random\\.<init>",
              "java\\.security\\.SecureRandom\\.(<init>|getInstance\\w*)"));

  /** Who makes them up: the machine, and the command for what runs without a node. */
  private static final Pattern WIRING =
      Pattern.compile("org\\.tropea\\.command\\..*|org\\.tropea\\.protocol\\.channel\\.Machine");

  private static final Pattern OBSERVER = Pattern.compile("(org\\.tropea\\..*)Observer");

  private static final Pattern TEST_SOURCE = Pattern.compile("/src/test/java/.*\\.java$");
  private static final Pattern SLEEP_OR_ORDER =
      Pattern.compile(
          "Thread\\.sleep\\(|(SECONDS|MINUTES)\\.sleep\\(|@Order\\(|@TestMethodOrder\\(");

  private static final Pattern EMPTY_NAME =
      Pattern.compile("Abstract.*|.*(Util|Utils|Impl|Manager|Helper|Base)");

  private static final Set<String> COLLECTION_INTERFACES =
      Set.of("java.util.List", "java.util.Set", "java.util.Map", "java.util.Collection");

  private static JavaClasses classes;

  @BeforeAll
  static void importClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // Tests that other modules lend are on the class path as jars.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("org.tropea");
    // An empty class path would pass every rule.
    assertThat(packages()).contains("crypto.bytes", "command");
  }

  @Test
  void packages_dependencies_freeOfCycles() {
    slices().matching("org.tropea.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void packages_dependencies_asTableSays() {
    PackageTable table = new PackageTable();
    assertThat(packages()).as("packages that the table has no row for").allMatch(table::knows);
    Set<String> violations = new TreeSet<>();
    for (JavaClass user : classes) {
      for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
        String used = dependency.getTargetClass().getBaseComponentType().getPackageName() + ".";
        if (used.startsWith(ROOT) && !table.allows(shortName(user), trimmed(used))) {
          violations.add(
              shortName(user)
                  + " may not use "
                  + trimmed(used)
                  + ": "
                  + dependency.getDescription());
        }
      }
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void purePackages_dependencies_neitherSocketsNorFiles() {
    List<String> violations = new ArrayList<>();
    for (JavaClass user : classes) {
      if (PURE.matcher(shortName(user)).matches()) {
        user.getDirectDependenciesFromSelf().stream()
            .filter(used -> INPUT_OUTPUT.matcher(used.getTargetClass().getName()).matches())
            .forEach(used -> violations.add(used.getDescription()));
      }
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void code_outsideMachine_isGivenTimeAndRandomness() {
    List<String> violations = new ArrayList<>();
    for (JavaClass user : classes) {
      if (!WIRING.matcher(user.getName()).matches()) {
        user.getAccessesFromSelf().stream()
            .filter(access -> NOT_GIVEN.matcher(target(access)).matches())
            .forEach(access -> violations.add(access.getDescription()));
      }
    }
    assertThat(violations).isEmpty();
  }

  @Test
  void connections_areOpenedByTheDialler() {
    assertThat(
            classes.stream()
                .filter(user -> !user.getPackageName().equals(ROOT + "protocol.dial"))
                // A socket of UDP that only listens is made by it too.
                .filter(user -> !user.getName().equals(ROOT + "proxy.dns.DnsListener"))
                .flatMap(user -> user.getDirectDependenciesFromSelf().stream())
                .map(
                    used -> used.getOriginClass().getName() + " " + used.getTargetClass().getName())
                .filter(pair -> pair.endsWith(" io.netty.bootstrap.Bootstrap")))
        .isEmpty();
  }

  /** Whoever listens is told by the watch alone, which catches what a listener throws. */
  @Test
  void observers_areToldByTheirWatch() {
    List<String> strangers = new ArrayList<>();
    Set<String> told = new TreeSet<>();
    for (JavaClass user : classes) {
      for (JavaAccess<?> access : user.getAccessesFromSelf()) {
        Matcher observer = OBSERVER.matcher(access.getTargetOwner().getName());
        if (observer.matches() && isInstanceMethod(access)) {
          told.add(observer.group());
          if (!user.getName().equals(observer.group(1) + "Watch")) {
            strangers.add(access.getDescription());
          }
        }
      }
    }
    assertThat(strangers).isEmpty();
    // Without any, the rule would hold nothing.
    assertThat(told)
        .contains(ROOT + "protocol.channel.LinkObserver", ROOT + "client.ClientObserver");
  }

  private static boolean isInstanceMethod(JavaAccess<?> access) {
    return access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target
        && target
            .resolveMember()
            .filter(member -> !member.getModifiers().contains(JavaModifier.STATIC))
            .isPresent();
  }

  @Test
  void staticFields_areFinalAndImmutable() {
    assertThat(
            fields(
                field ->
                    field.getModifiers().contains(JavaModifier.STATIC)
                        && !field.getModifiers().contains(JavaModifier.SYNTHETIC)
                        && holdsState(field)))
        .isEmpty();
  }

  @Test
  void classes_names_sayWhatTheyAre() {
    assertThat(classes.stream().filter(c -> EMPTY_NAME.matcher(c.getSimpleName()).matches()))
        .isEmpty();
  }

  @Test
  void packages_packageInfo_nullMarked() {
    assertThat(
            classes.stream()
                .map(JavaClass::getPackage)
                .filter(p -> !p.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .distinct())
        .isEmpty();
  }

  /** They await what they assert, and each runs by itself. */
  @Test
  void tests_neverSleep_norDependOnAnOrder() throws IOException {
    List<String> violations = new ArrayList<>();
    try (Stream<Path> all = Files.walk(TropeaProcess.root())) {
      for (Path file : all.filter(each -> TEST_SOURCE.matcher(each.toString()).find()).toList()) {
        Matcher found = SLEEP_OR_ORDER.matcher(Files.readString(file));
        if (found.find()) {
          violations.add(file.getFileName() + " has " + found.group());
        }
      }
    }
    assertThat(violations).isEmpty();
  }

  /** A table of constants is a private array; nothing else that can change may be static. */
  private static boolean holdsState(JavaField field) {
    JavaClass type = field.getRawType();
    if (!field.getModifiers().contains(JavaModifier.FINAL)) {
      return true;
    }
    if (type.isArray()) {
      return !field.getModifiers().contains(JavaModifier.PRIVATE);
    }
    boolean collection = type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class);
    return (collection && !COLLECTION_INTERFACES.contains(type.getName()))
        || type.getName().startsWith("java.util.concurrent.atomic.")
        || type.isAssignableTo(ThreadLocal.class)
        || type.isAssignableTo(java.util.Random.class)
        || type.isAssignableTo(StringBuilder.class);
  }

  private static List<String> fields(Predicate<JavaField> which) {
    return classes.stream()
        .flatMap(c -> c.getFields().stream())
        .filter(which)
        .map(JavaField::getFullName)
        .toList();
  }

  private static Set<String> packages() {
    return classes.stream().map(ArchitectureTest::shortName).collect(Collectors.toSet());
  }

  private static String target(JavaAccess<?> access) {
    return access.getTargetOwner().getName() + "." + access.getName();
  }

  private static String shortName(JavaClass javaClass) {
    return trimmed(javaClass.getPackageName() + ".");
  }

  private static String trimmed(String packageAndDot) {
    return packageAndDot.substring(ROOT.length(), packageAndDot.length() - 1);
  }
}
