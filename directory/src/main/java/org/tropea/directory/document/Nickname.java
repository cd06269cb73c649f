package org.tropea.directory.document;

/** A relay's nickname: 1 to 19 letters and digits (dir-spec 2.1.1). */
public final class Nickname {
  private static final int MAX_LENGTH = 19;

  private Nickname() {}

  /** Whether it is one. */
  public static boolean isLegal(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9')) {
        return false;
      }
    }
    return true;
  }
}
