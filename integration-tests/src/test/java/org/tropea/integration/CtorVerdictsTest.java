package org.tropea.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The verdicts that VerdictsTest holds ours to, against {@code tor --verify-config} of the
 * reference: it reads options and ends, and connects to nobody.
 */
@Timeout(300)
class CtorVerdictsTest {
  private static final Path VERDICTS =
      Path.of("../command-line/src/test/resources/org/tropea/command/verdicts.txt");
  private static final String AUTHORITY =
      "\nDirAuthority test orport=1 v3ident=" + "B".repeat(40) + " 127.0.0.1:3 " + "C".repeat(40);

  @TempDir Path folder;

  @Test
  void verdicts_areThoseOfCTor() throws Exception {
    Path none = Files.createFile(folder.resolve("none"));
    List<String> different = new ArrayList<>();
    int compared = 0;
    for (String line : Files.readAllLines(VERDICTS)) {
      if (line.startsWith("#")) {
        continue;
      }
      String[] pair = line.split(" ", 2);
      boolean expected = List.of("valid", "stricter").contains(pair[0]);
      if (verdict(none, pair[1].replace('|', '\n') + AUTHORITY) != expected) {
        different.add(line);
      }
      compared++;
    }
    assertThat(different).isEmpty();
    assertThat(compared).isGreaterThan(200);
  }

  private boolean verdict(Path none, String text) throws Exception {
    Path torrc = Files.writeString(folder.resolve("torrc"), text + "\n");
    List<String> command =
        new ArrayList<>(
            List.of(
                CtorPrograms.reference().tor(),
                "-f",
                torrc.toString(),
                "--defaults-torrc",
                none.toString(),
                "--verify-config",
                "--quiet"));
    if (!text.startsWith("DataDirectory")) {
      command.addAll(List.of("--DataDirectory", folder.resolve("data").toString()));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getInputStream().readAllBytes();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return process.exitValue() == 0;
    } finally {
      process.destroyForcibly();
    }
  }
}
