package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** On what C tor's authorities voted and made; ConsensusCheckTest has the rules. */
class ConsensusCommandTest {
  private static final Path VECTORS =
      Path.of("../directory-authority/src/test/resources/vectors/ctor-0.4.9.15-signed");

  @TempDir Path folder;
  private String votes = "";
  private String consensus = "";
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void findVectors() {
    votes = VECTORS.resolve("votes").toString();
    consensus = VECTORS.resolve("consensus-ns").toString();
  }

  @Test
  void check_ctorsOwn_endsWith0() {
    assertThat(run("", "check", votes, consensus)).isZero();
    assertThat(out.toString())
        .contains("what its votes give by method 37")
        .contains("Good signatures: auth02, auth00, auth01");
  }

  @Test
  void check_changed_saysLineRuleAndVotes() throws Exception {
    String changed = Files.readString(Path.of(consensus)).replace("cc_alg=2", "cc_alg=1");
    assertThat(run(changed, "check", votes, "-")).isEqualTo(1);
    assertThat(out.toString())
        .contains("line 15: params")
        .contains("rule: the low median")
        .contains("the votes give: params AuthDir")
        .contains("vote of auth01: params ");
  }

  @Test
  void check_json_isOneObject() throws Exception {
    String changed = Files.readString(Path.of(consensus)).replace("cc_alg=2", "cc_alg=1");
    assertThat(run(changed, "check", "--json", votes, "-")).isEqualTo(1);
    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertThat(report.get("same").asBoolean()).isFalse();
    assertThat(report.get("line").asInt()).isEqualTo(15);
    assertThat(report.get("votes").size()).isEqualTo(3);
  }

  @Test
  void check_noVotes_endsWith2() {
    assertThat(run("", "check", consensus, consensus)).isEqualTo(2);
    assertThat(err.toString()).contains("holds what is no vote").hasLineCount(1);
    assertThat(run("", "check", folder.resolve("none").toString(), consensus)).isEqualTo(2);
    assertThat(err.toString()).contains("cannot read");
  }

  @Test
  void diff_changed_saysWhat_withoutWhatSteersTerminals() throws Exception {
    String changed =
        Files.readString(Path.of(consensus)).replace("contact test", "contact \u001b[31mtest");
    Path file = folder.resolve("changed");
    Files.writeString(file, changed, StandardCharsets.ISO_8859_1);
    assertThat(run("", "diff", consensus, file.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains(": contact: test@example.com -> ?[31mtest@example.com")
        .doesNotContain("\u001b");
    assertThat(run("", "diff", consensus, consensus)).isZero();
  }

  @Test
  void show_consensus_saysWhatItSays() throws Exception {
    assertThat(run("", "show", consensus)).isZero();
    assertThat(out.toString())
        .contains("flavour ns, method 37")
        .contains("8 relays, 2129 kB/s")
        .contains("3 voted, 3 signed");
    out.getBuffer().setLength(0);
    assertThat(run("", "show", "--json", consensus)).isZero();
    assertThat(new ObjectMapper().readTree(out.toString()).get("relays").asInt()).isEqualTo(8);
  }

  @Test
  void log_holdsOrNot_saysSo() throws Exception {
    assertThat(run("", "log", "-")).isZero();
    assertThat(out.toString()).contains("0 consensuses");
    String line = "2026-11-20 12:00:00 ns " + "a".repeat(64) + " " + "b".repeat(64);
    assertThat(run(line, "log", "-")).isEqualTo(1);
    assertThat(out.toString()).contains("line 1 does not follow");
  }

  private int run(String input, String... arguments) {
    byte[] bytes = input.getBytes(StandardCharsets.ISO_8859_1);
    return new CommandLine(new ConsensusCommand(new ByteArrayInputStream(bytes)))
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
