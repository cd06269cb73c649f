package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLexer;
import org.tropea.configuration.TorrcLine;

/**
 * Our verdicts on small inputs, beside those of C tor 0.4.9.15 which the file holds (row B30);
 * CtorVerdictsTest compares the file with C tor itself.
 */
class VerdictsTest {
  private static final String AUTHORITY =
      "\nDirAuthority test orport=1 v3ident=" + "B".repeat(40) + " 127.0.0.1:3 " + "C".repeat(40);

  static Stream<Arguments> verdicts() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(VerdictsTest.class.getResourceAsStream("verdicts.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", 2))
          .map(pair -> Arguments.of(pair[0], pair[1].replace('|', '\n')));
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("verdicts")
  void torrc_hasItsVerdict(String verdict, String torrc) {
    boolean valid;
    try {
      List<TorrcLine> lines = TorrcLexer.lines("torrc", torrc + AUTHORITY);
      Options options = OptionsReader.read(Torrc.of(lines, List.of()));
      options.directory().checkEntry(options.isRelay());
      valid = true;
    } catch (CannotStart | OptionException e) {
      valid = false;
    }
    assertThat(valid).isEqualTo(List.of("valid", "looser").contains(verdict));
    assertThat(verdict).isIn("valid", "refused", "stricter", "looser");
  }
}
