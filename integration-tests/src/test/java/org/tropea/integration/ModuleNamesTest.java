package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import org.junit.jupiter.api.Test;

/** Row S13: by which names other modules require the jars. To change one breaks its users. */
class ModuleNamesTest {
  private static final Pattern NAME = Pattern.compile("<module\\.name>([^<]*)</module\\.name>");

  @Test
  void jars_haveTheNamesThatTheyAlwaysHad() throws Exception {
    Path root = TropeaProcess.root();
    String parent = Files.readString(root.resolve("pom.xml"));
    assertThat(parent)
        .contains("<module.name>org.tropea.${project.artifactId}</module.name>")
        .contains("<Automatic-Module-Name>${module.name}</Automatic-Module-Name>");
    List<String> names = new ArrayList<>();
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : folders.filter(each -> Files.exists(each.resolve("pom.xml"))).toList()) {
        Matcher given = NAME.matcher(Files.readString(folder.resolve("pom.xml")));
        names.add(given.find() ? given.group(1) : "org.tropea." + folder.getFileName());
      }
    }
    assertThat(names)
        .containsExactlyInAnyOrder(
            "org.tropea.crypto",
            "org.tropea.protocol",
            "org.tropea.directory",
            "org.tropea.client",
            "org.tropea.onionservice",
            "org.tropea.proxy",
            "org.tropea.control",
            "org.tropea.embedded",
            "org.tropea.configuration",
            "org.tropea.relay",
            "org.tropea.authority",
            "org.tropea.network",
            "org.tropea.command",
            "org.tropea.integration",
            "org.tropea.benchmarks")
        .allMatch(SourceVersion::isName);
  }
}
