package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** What is answered without starting anything (row G04). */
@ResourceLock(Resources.SYSTEM_OUT)
class QuestionsTest {
  @TempDir Path folder;

  @Test
  void listTorrcOptions_namesAllThatCanBeSet() {
    assertThat(answer(0, "--list-torrc-options").lines())
        .hasSize(377)
        .contains("SocksPort", "__SocksPort")
        .doesNotContain("AllowDotExit", "SocksPortLines");
  }

  @Test
  void listDeprecatedOptions_namesCTors() {
    assertThat(answer(0, "--list-deprecated-options").lines())
        .containsExactlyInAnyOrder(
            "HTTPProxy",
            "HTTPProxyAuthenticator",
            "ReachableDirAddresses",
            "ClientPreferIPv6DirPort",
            "ClientAutoIPv6ORPort");
  }

  @Test
  void hashPassword_printsWhatATorrcTakes() {
    assertThat(answer(0, "--hash-password", "secret")).matches("16:[0-9A-F]{16}60[0-9A-F]{40}\n");
    answer(1, "--hash-password");
  }

  @Test
  void keygenFamily_makesAKeyOnce() throws Exception {
    String base = folder.resolve("mine").toString();
    assertThat(answer(0, "--keygen-family", base))
        .matches("# Generated \\Q" + base + "\\E.secret_family_key\nFamilyId [A-Za-z0-9+/]{43}\n");
    assertThat(folder.resolve("mine.secret_family_key")).hasSize(96);
    answer(1, "--keygen-family", base);
  }

  @Test
  void dumpConfig_printsTheOptions() throws Exception {
    String torrc = Files.writeString(folder.resolve("torrc"), "SocksTimeout 1 minute\n").toString();
    Path defaults = Files.writeString(folder.resolve("defaults"), "ContactInfo me\nSocksPort 1\n");
    assertThat(
            answer(
                0,
                "-f",
                torrc,
                "--defaults-torrc",
                defaults.toString(),
                "--dump-config",
                "short",
                "--SocksPort",
                "2"))
        .isEqualTo("SocksPort 2\nSocksTimeout 60\n");
    assertThat(answer(0, "-f", torrc, "--dump-config", "full")).contains("\nNumCPUs 0\n");
    answer(1, "-f", torrc, "--dump-config");
  }

  @Test
  void torrc_missing_isLeftOutWhereToldSo() {
    String none = folder.resolve("none").toString();
    assertThat(answer(0, "-f", none, "--ignore-missing-torrc", "--dump-config", "short")).isEmpty();
    assertThat(answer(0, "--defaults-torrc", none, "--dump-config", "short")).isEmpty();
    answer(1, "-f", none, "--dump-config", "short");
  }

  private static String answer(int code, String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertThat(Tropea.execute(Wiring::start, arguments)).isEqualTo(code);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
