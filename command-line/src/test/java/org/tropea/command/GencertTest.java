package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code tropea gencert} by itself; with C tor's tool it is in the integration tests. */
class GencertTest {
  @TempDir Path folder;
  private final StringWriter errors = new StringWriter();

  @ParameterizedTest
  @CsvSource({
    "-m 0, -m is not 1 to 24 months",
    "-m 25, -m is not 1 to 24 months",
    "-a relay.example:80, -a is no IPv4 address and port",
    "-a [::1]:80, -a is no IPv4 address and port",
    "--passphrase-fd 9999, the passphrase cannot be read"
  })
  void gencert_badOption_refusedWithCode1(String options, String complaint) {
    assertThat(run(options.split(" ", -1))).isOne();
    assertThat(errors.toString()).contains(complaint);
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource(
      value = {"test|test", "'test\nmore'|test", "p\u00e4ss|p\u00e4ss", "''|''"},
      delimiter = '|')
  void firstLine_endsAtALineBreak(String given, String passphrase) throws Exception {
    byte[] bytes = given.getBytes(StandardCharsets.UTF_8);
    assertThat(Gencert.firstLine(new ByteArrayInputStream(bytes)))
        .isEqualTo(passphrase.toCharArray());
  }

  private int run(String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(
        List.of(
            "-i", folder.resolve("i").toString(),
            "-s", folder.resolve("s").toString(),
            "-c", folder.resolve("c").toString()));
    return new CommandLine(new Gencert(Wiring.randomness()))
        .setErr(new PrintWriter(errors, true))
        .execute(arguments.toArray(new String[0]));
  }
}
