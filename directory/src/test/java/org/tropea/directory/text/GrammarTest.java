package org.tropea.directory.text;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;

class GrammarTest {
  private static final String OBJECT = "-----BEGIN X-----\nAAAA\n-----END X-----\n";
  private static final Grammar GRAMMAR =
      Grammar.startingWith(
          Keyword.once("start", 1),
          Keyword.atMostOnce("maybe", 0),
          Keyword.atLeastOnce("some", 0).withObject(),
          Keyword.any("many", 2),
          Keyword.any("either", 0).withOptionalObject());

  @Test
  void section_ofAllKinds_isRead() throws Exception {
    Section section =
        read(
            "start 1 more and more\nmany a b\nunknown\n"
                + OBJECT
                + "some\n"
                + OBJECT
                + "many c d\neither\neither\n"
                + OBJECT);
    assertThat(section.get("start").argument(0)).isEqualTo("1");
    assertThat(section.find("maybe")).isNull();
    assertThat(section.all("many")).hasSize(2);
    assertThat(section.all("unknown")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "some\n" + OBJECT + "start 1\n",
        "start 1\n",
        "start\nsome\n" + OBJECT,
        "start 1\nsome\n",
        "start 1\n" + OBJECT + "some\n" + OBJECT,
        "start 1\nstart 2\nsome\n" + OBJECT,
        "start 1\nmaybe\nmaybe\nsome\n" + OBJECT,
        "start 1\nsome\n" + OBJECT + "many a\n"
      })
  void section_againstTheRules_refused(String document) {
    assertThatThrownBy(() -> read(document)).isInstanceOf(DecodeException.class);
  }

  @Test
  void section_untilAKeyword_leavesItUnread() throws Exception {
    ItemReader reader = new ItemReader("start 1\nend\n".getBytes(US_ASCII));
    Grammar.startingWith(Keyword.once("start", 1)).read(reader, Set.of("start", "end"));
    assertThat(reader.next()).extracting(Item::keyword).isEqualTo("end");
  }

  private static Section read(String document) throws DecodeException {
    return GRAMMAR.read(new ItemReader(document.getBytes(US_ASCII)));
  }
}
