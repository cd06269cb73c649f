package org.tropea.directory.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;

class ItemReaderTest {
  private static final String OBJECT = "-----BEGIN THING-----\nAAEC\nAw==\n-----END THING-----\n";

  @Test
  void item_withArguments_splitsAtSpacesAndTabs() throws Exception {
    Item item = only("router  one\ttwo three \n");
    assertThat(item.keyword()).isEqualTo("router");
    assertThat(item.arguments()).containsExactly("one", "two", "three");
    assertThat(item.text()).isEqualTo("one\ttwo three");
  }

  @Test
  void item_behindOpt_isTheItemItself() throws Exception {
    Item item = only("opt fingerprint A B\n");
    assertThat(item.keyword()).isEqualTo("fingerprint");
    assertThat(item.arguments()).containsExactly("A", "B");
    assertThat(item.place()).isEqualTo(new Place(1, 0, 20, 20));
  }

  @Test
  void item_withObject_decodesItAndKnowsItsPlace() throws Exception {
    List<Item> items = read("a x\nkey\n" + OBJECT + "b\n");
    assertThat(items).extracting(Item::keyword).containsExactly("a", "key", "b");
    assertThat(items.get(1).object("THING")).containsExactly(0, 1, 2, 3);
    assertThat(items.get(1).place()).isEqualTo(new Place(2, 4, 8, 8 + OBJECT.length()));
    assertThat(items.get(2).place().line()).isEqualTo(7);
  }

  @Test
  void item_withAnotherTag_namesKeywordAndLineOnly() throws Exception {
    Item item = read("x\nsecret-place s3cret\n").get(1);
    assertThatThrownBy(() -> item.object("SIGNATURE"))
        .isInstanceOf(DecodeException.class)
        .hasMessage("line 2: secret-place needs an object SIGNATURE");
  }

  @Test
  void arguments_513_refused() throws Exception {
    assertThat(only("k" + " a".repeat(512) + "\n").arguments()).hasSize(512);
    Item item = only("k" + " a".repeat(513) + "\n");
    assertThatThrownBy(item::arguments).isInstanceOf(DecodeException.class);
    assertThat(item.words()).hasSize(513);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "k\0\n",
        "\n",
        " k\n",
        "k",
        "k\n\nk\n",
        "k_k\n",
        "\u00ef\u00bb\u00bfk\n",
        "@\n",
        "k@\n",
        "-----BEGIN THING-----\nAAEC\n-----END THING-----\n",
        "k\n-----BEGIN THING-----\nAAEC\n-----END OTHER-----\n",
        "k\n-----BEGIN THING-----\nAAEC\n-----END THING----\n",
        "k\n-----BEGIN THING\nAAEC\n-----END THING-----\n",
        "k\n-----BEGIN -----\nAAEC\n-----END -----\n",
        "k\n-----BEGIN THING-----\nA*EC\n-----END THING-----\n",
        "k\n-----BEGIN THING-----\nAA\0C\n-----END THING-----\n",
        "k\n-----BEGIN THING-----\nAAEC\n"
      })
  void document_malformed_refused(String document) {
    assertThatThrownBy(() -> read(document)).isInstanceOf(DecodeException.class);
  }

  @Test
  void line_of128KiB_isTheLongest() throws Exception {
    int longest = 128 * 1024;
    assertThat(read("k " + "a".repeat(longest - 3) + "\n")).hasSize(1);
    assertThatThrownBy(() -> read("k " + "a".repeat(longest - 2) + "\nk\n"))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("too long");
  }

  @Test
  void object_over128KiB_refused() {
    String body = ("A".repeat(64) + "\n").repeat(2100);
    assertThatThrownBy(() -> read("k\n-----BEGIN THING-----\n" + body + "-----END THING-----\n"))
        .isInstanceOf(DecodeException.class);
  }

  @Test
  void document_truncatedInsideALine_refused() throws Exception {
    String document = "a x\nkey\n" + OBJECT + "b\n";
    int refused = 0;
    for (int length = 0; length < document.length(); length++) {
      try {
        read(document.substring(0, length));
      } catch (DecodeException e) {
        refused++;
      }
    }
    // It cannot be seen before the first item, and behind each of "a x" and "key".
    assertThat(refused).isEqualTo(document.length() - 4);
  }

  @Test
  void unendedObjects_many_costLinearTime() {
    String hostile = "k\n-----BEGIN X-----\n";
    long once = nanos(hostile.repeat(100_000));
    long twice = nanos(hostile.repeat(200_000));
    assertThat(twice).isLessThan(Math.max(10 * once, 500_000_000L));
  }

  @FuzzTest
  void anyBytes_giveItemsOrDecodeException(byte[] bytes) {
    try {
      ItemReader reader = new ItemReader(bytes);
      for (Item item = reader.next(); item != null; item = reader.next()) {
        item.number(0, Long.MIN_VALUE, Long.MAX_VALUE);
        item.time(1);
      }
    } catch (DecodeException e) {
      assertThat(e).hasMessageNotContaining("\n");
    }
  }

  private static long nanos(String document) {
    long start = System.nanoTime();
    assertThatThrownBy(() -> read(document)).isInstanceOf(DecodeException.class);
    return System.nanoTime() - start;
  }

  private static Item only(String document) throws DecodeException {
    List<Item> items = read(document);
    assertThat(items).hasSize(1);
    return items.get(0);
  }

  private static List<Item> read(String document) throws DecodeException {
    ItemReader reader = new ItemReader(document.getBytes(ISO_8859_1));
    List<Item> items = new ArrayList<>();
    for (Item item = reader.next(); item != null; item = reader.next()) {
      items.add(item);
    }
    return items;
  }
}
