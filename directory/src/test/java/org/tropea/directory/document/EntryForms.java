package org.tropea.directory.document;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Forms of a relay's entry in a consensus that are not the usual one: which C tor takes, and which
 * it does not. They change {@link ConsensusText#entry} with the flag Exit and bandwidth 7.
 */
public final class EntryForms {
  private EntryForms() {}

  /** One change of an entry. */
  public record Form(String usual, String form) {
    /** The entry so changed. */
    public String of(String entry) {
      if (!Pattern.compile(usual).matcher(entry).find()) {
        throw new IllegalArgumentException("the entry has no " + usual);
      }
      return entry.replaceFirst(usual, form);
    }
  }

  /** Each field malformed in turn. */
  public static List<Form> malformed() {
    return List.of(
        new Form("r relay2", "r relay_2"),
        new Form("r relay2", "r relay2 x"),
        new Form("r relay2", "r relay2relay2relay2relay2"),
        new Form("r relay2", "r"),
        new Form("r relay2 AAA", "r relay2 AA"),
        new Form("r relay2 AAA", "r relay2 A*A"),
        new Form("2038-01-01", "2038-13-01"),
        new Form("2038-01-01", "2038-01-1a"),
        new Form("00:00:00", "00:00"),
        new Form("127.0.0.1 9001", "127.0.0.256 9001"),
        new Form("127.0.0.1 9001", "127.0.0.01 9001"),
        new Form("127.0.0.1 9001 0", "example.com 9001 0"),
        new Form("127.0.0.1 9001 0", "127.0.0.1 9001"),
        new Form("s Exit", "t Exit"),
        new Form("s Exit", "s Exit\ns Exit"),
        new Form("s Exit", "a\ns Exit"),
        new Form("s Exit", "s Exit\u0000"),
        new Form("s Exit", "s Exit\n-----BEGIN X-----\nAAAA\n-----END X-----"),
        new Form("s Exit", "s Exit\n-----BEGIN X-----"),
        new Form("pr Link=4-5", "qr Link=4-5"),
        new Form("pr Link=4-5", "pr Link=5-4"),
        new Form("pr Link=4-5", "pr Link=64"),
        new Form("pr Link=4-5", "pr Link=+4"),
        new Form("pr Link=4-5", "pr Link=4,"),
        new Form("pr Link=4-5", "pr =4"),
        new Form("pr Link=4-5", "pr Link"),
        new Form("pr Link=4-5", "pr Li_nk=4"),
        new Form("pr Link=4-5", "pr Link=4-5\tRelay=1"),
        new Form("m AAA", "m AA"),
        new Form("m AAA", "m *AA"),
        new Form("Bandwidth=7", "Bandwidth=4294967296"),
        new Form("Bandwidth=7", "Bandwidth=-1"),
        new Form("Bandwidth=7", "Bandwidth=7x"),
        new Form("Bandwidth=7", "Bandwidth="));
  }

  /** What a reader must take as C tor does, so that one relay's odd word costs nobody else. */
  public static List<Form> unusual() {
    return List.of(
        new Form("pr Link=4-5", "pr Link=001"),
        new Form("pr Link=4-5", "pr Link=04-00000000000000000000000005"),
        new Form("pr Link=4-5", "pr Link=4-5  Link=1 X-y= "),
        new Form("pr Link=4-5 Relay=1-4", "pr"),
        new Form("2038-01-01 00:00:00", "2038-1-1 0:0:00"),
        new Form("9001 0", "9001 0 more"),
        new Form("9001 0", "65536 x"),
        new Form("s Exit", "s"),
        new Form("s Exit", "s Exit Exit Unheard"),
        new Form("s Exit", "a example.com:1\ns Exit"),
        new Form("s Exit", "x-unknown words\ns Exit"),
        new Form("Bandwidth=7", "Bandwidth=007"),
        new Form("Bandwidth=7", "Bandwidth=+7"),
        new Form("Bandwidth=7", "Bandwidth=1 Other Bandwidth=7"));
  }
}
