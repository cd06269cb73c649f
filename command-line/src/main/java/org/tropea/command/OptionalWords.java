package org.tropea.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Arguments whose word may be left out, as by C tor, which picocli cannot leave out. */
final class OptionalWords {
  private static final Map<String, String> MEANT =
      Map.of(FingerprintLine.OPTION, FingerprintLine.RSA, Questions.DUMP, "");

  private OptionalWords() {}

  /** The arguments with the words that are meant. */
  static String[] said(String... arguments) {
    List<String> said = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      said.add(arguments[i]);
      boolean isLast = i + 1 == arguments.length;
      String meant = MEANT.get(arguments[i]);
      if (meant != null && (isLast || arguments[i + 1].startsWith("-"))) {
        said.add(meant);
      }
    }
    return said.toArray(new String[0]);
  }
}
