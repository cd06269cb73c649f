package org.tropea.authority.rules;

/** What can be decided about a relay; {@code approved-routers} names each by its word. */
public enum RelayRule {
  REJECT("!reject"),
  INVALID("!invalid"),
  BAD_EXIT("!badexit"),
  MIDDLE_ONLY("!middleonly"),
  STRIP_GUARD("!stripguard"),
  STRIP_HSDIR("!striphsdir"),
  STRIP_V2DIR("!stripv2dir");

  private final String word;

  RelayRule(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
