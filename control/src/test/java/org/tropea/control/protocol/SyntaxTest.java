package org.tropea.control.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.tropea.control.protocol.Syntax.Form;

class SyntaxTest {
  private static final Syntax LINES = Syntax.keyed(0, 0, Form.KEY_ALONE, Form.QUOTED);
  private static final Syntax SECRET = Syntax.keyed(0, 0, Form.VALUE_ALONE, Form.QUOTED_PLAINLY);

  private static Arguments read(Syntax syntax, String line) throws CommandException {
    return syntax.read(new Command("DO", line, null));
  }

  private static void refused(Syntax syntax, String line, String why) {
    assertThatThrownBy(() -> read(syntax, line))
        .isInstanceOf(CommandException.class)
        .hasMessage("Bad arguments to DO: " + why);
  }

  @Test
  void words_tooFewOrTooMany_areRefusedInTheWordsOfCTor() throws Exception {
    assertThat(read(Syntax.words(1, 2), "a  b").words()).containsExactly("a", "b");
    refused(Syntax.words(1, 2), "", "Need at least 1 argument(s)");
    refused(Syntax.words(1, 2), "a b c", "Cannot accept more than 2 argument(s)");
  }

  @Test
  void keyed_inQuotes_isUnescaped() throws Exception {
    assertThat(read(LINES, "A=1 B C=\"x \\\"y\\\" \\x41\\101\\n\"").keyed())
        .containsExactly(
            new Argument("A", "1"), new Argument("B", ""), new Argument("C", "x \"y\" AA\n"));
  }

  @Test
  void keyed_malformed_isRefused() {
    String why = "Cannot parse keyword argument(s)";
    refused(LINES, "A=\"open", why);
    refused(LINES, "=1", why);
    refused(LINES, "A=\"\\q\"", why);
    refused(LINES, "A=\"a\\0b\"", why);
    refused(LINES, "\"a\"", why);
    refused(Syntax.keyed(0, 0), "A", why);
    refused(Syntax.keyed(0, 0), "A=\"x\"", why);
  }

  @Test
  void keyed_ofAnotherKey_isRefused() {
    refused(Syntax.keyed(1, 1).only("SERVER"), "x Q=1", "Unrecognized keyword argument \"Q\"");
  }

  @Test
  void secret_inQuotes_keepsWhatABackslashHides() throws Exception {
    assertThat(read(SECRET, "\"a\\\"b\\\\c\"").keyed())
        .containsExactly(new Argument("", "a\"b\\c"));
    assertThat(read(SECRET, "00ff").keyed()).containsExactly(new Argument("", "00ff"));
  }

  @Test
  void body_missing_isRefused() {
    refused(Syntax.words(0, 0).withBody(), "", "Empty body");
  }

  @Test
  void quoted_whateverItHolds_isReadAgain() {
    StringBuilder all = new StringBuilder();
    for (char c = 1; c < 256; c++) {
      all.append(c);
    }
    String quoted = QuotedText.of(all.toString());
    assertThat(quoted).matches("[\\x20-\\x7e]+");
    assertThat(QuotedText.unescaped(quoted.substring(1, quoted.length() - 1)))
        .contains(all.toString());
  }
}
