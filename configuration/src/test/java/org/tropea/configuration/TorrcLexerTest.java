package org.tropea.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The syntax of doc/torrc_format.txt, its own examples among the cases. */
class TorrcLexerTest {
  static Stream<Arguments> entries() {
    return Stream.of(
        Arguments.of("Foo Bar", "Foo", "Bar"),
        Arguments.of("  Foo    Bar    Baz    \n", "Foo", "Bar    Baz"),
        Arguments.of("Foo\tBar", "Foo", "Bar"),
        Arguments.of("Hello\\\nWorld", "Hello", "World"),
        Arguments.of("Hello World   #today", "Hello", "World"),
        Arguments.of("Hello World#tomorrow", "Hello", "World"),
        Arguments.of("Hello#World", "Hello", ""),
        Arguments.of("Hello", "Hello", ""),
        Arguments.of("Hello \"World!\"", "Hello", "World!"),
        Arguments.of("Hello \"World!\" # greeting", "Hello", "World!"),
        Arguments.of(
            "Hello \"\\\"World\\\"\\nand\\tuniverse\\x41\\102\\\\\"",
            "Hello",
            "\"World\"\nand\tuniverseAB\\"),
        Arguments.of("Hello \"#1\"", "Hello", "#1"),
        Arguments.of("Hello\\\nWorld\\\nand\\\nfriends", "Hello", "Worldandfriends"),
        Arguments.of(
            "Too \\\nMany\\\\\\\nBacksl\\ashes \\\\\nhere", "Too", "Many\\\\Backsl\\ashes \\here"),
        Arguments.of(
            "This entry \\\n # has comments\n and some \\\n are # generally\n silly",
            "This",
            "entry   and some  are  silly"));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void entry_asFormatSays_keyAndValue(String text, String key, String value) throws Exception {
    assertThat(TorrcLexer.lines("torrc", text))
        .containsExactly(new TorrcLine("torrc:1", TorrcLine.Mode.SET, key, value));
  }

  @Test
  void lines_severalOverComments_knowTheirNumbers() throws Exception {
    String text = "# one\n\nA 1\nB \\\n 2\n+C 3\n/D\n";
    assertThat(TorrcLexer.lines("torrc", text))
        .containsExactly(
            new TorrcLine("torrc:3", TorrcLine.Mode.SET, "A", "1"),
            new TorrcLine("torrc:4", TorrcLine.Mode.SET, "B", " 2"),
            new TorrcLine("torrc:6", TorrcLine.Mode.APPEND, "C", "3"),
            new TorrcLine("torrc:7", TorrcLine.Mode.CLEAR, "D", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n", "  ", "# only a comment", "#\n#\n"})
  void text_withoutEntry_noLines(String text) throws Exception {
    assertThat(TorrcLexer.lines("torrc", text)).isEmpty();
  }

  @Test
  void text_withCrLf_readAsWithLf() throws Exception {
    String text = "A 1\nB \"2\"\nC \\\n3\n# end\nD 4";
    assertThat(TorrcLexer.lines("torrc", text.replace("\n", "\r\n")))
        .isEqualTo(TorrcLexer.lines("torrc", text));
  }

  @Test
  void line_tenMegabytes_accepted() throws Exception {
    String value = "x".repeat(10 * 1024 * 1024);
    List<TorrcLine> lines = TorrcLexer.lines("torrc", "ContactInfo " + value + "\nA 1\n");
    assertThat(lines.get(0).value()).hasSize(value.length());
    assertThat(lines.get(1).source()).isEqualTo("torrc:2");
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("A 1\nB \0", "torrc:2: a NUL byte"),
        Arguments.of("A \"open", "torrc:1: the quoted value is not closed"),
        Arguments.of("A \"open\nB 1\"", "torrc:1: the quoted value is not closed"),
        Arguments.of("A \"a\" b", "torrc:1: text behind the closing quote"),
        Arguments.of("A \"\\q\"", "torrc:1: an unknown \\ sequence"),
        Arguments.of("A \"\\x4\"", "torrc:1: an unknown \\ sequence"),
        Arguments.of("A \"\\x00\"", "torrc:1: an unknown \\ sequence"),
        Arguments.of("A \"\\777\"", "torrc:1: an unknown \\ sequence"),
        Arguments.of("A \"\\", "torrc:1: "));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void text_broken_refusedWithPlaceAndRemedy(String text, String message) {
    assertThatThrownBy(() -> TorrcLexer.lines("torrc", text))
        .isInstanceOf(OptionException.class)
        .hasMessageStartingWith(message);
  }

  /** Row B31: escapes and characters alike are bytes of UTF-8. */
  @ParameterizedTest
  @ValueSource(
      strings = {"A \"m\\303\\274\"", "A \"m\\xc3\\xbc\"", "A \"mü\"", "A mü", "A \"m\\303\\xbc\""})
  void value_ofBytesBeyondAscii_isUtf8(String text) throws Exception {
    assertThat(TorrcLexer.lines("torrc", text))
        .singleElement()
        .extracting(TorrcLine::value)
        .isEqualTo("mü");
  }

  @Test
  void value_thatIsNotUtf8_refused_butAComment() throws Exception {
    byte[] text = "# \u00fc\nA 1\nB m\u00fc".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> TorrcLexer.lines("torrc", text))
        .hasMessageStartingWith("torrc:3: a value of B that is not UTF-8");
    assertThatThrownBy(() -> TorrcLexer.lines("torrc", "A \"\\374\""))
        .hasMessageStartingWith("torrc:1: a value of A that is not UTF-8");
    assertThat(TorrcLexer.lines("torrc", Arrays.copyOf(text, 8))).hasSize(1);
  }

  @Test
  void text_utf16_refusedAsNul() {
    byte[] asRead = "SocksPort 0".getBytes(StandardCharsets.UTF_16LE);
    assertThatThrownBy(() -> TorrcLexer.lines("torrc", asRead)).hasMessageContaining("UTF-8");
  }

  @FuzzTest
  void anyText_linesOrRefusal(byte[] bytes) {
    try {
      TorrcLexer.lines("torrc", bytes);
    } catch (OptionException e) {
      assertThat(e).hasMessageStartingWith("torrc:");
    }
  }
}
