package org.tropea.authority.audit;

import org.tropea.authority.audit.StatusText.Part;

/** By which rule of dir-spec 3.8 a line of a consensus follows from votes, in words. */
enum Rule {
  FORM("every consensus begins in the same way"),
  METHOD("the highest method that more than two thirds of the votes support"),
  TIMES("the low median of what the votes say"),
  VERSIONS("the versions that more than half of the votes that recommend any name"),
  PACKAGES("the packages that at least three votes, and more than half, name"),
  FLAGS_KNOWN("every flag that any vote knows, and NoEdConsensus"),
  PROTOCOLS("recommended: what half of the authorities name; required: what two thirds name"),
  PARAMETERS("the low median of each that three votes, or more than half, name"),
  RANDOMNESS("the value that more than half of the authorities have, and enough where it is new"),
  VOTERS("each vote that was counted, by identity, with its contact and digest"),
  LISTED(
      "a relay is listed where more than half of the authorities list it, and it is Running and Valid"),
  DESCRIPTOR("the descriptor that most votes name, of equally many the youngest"),
  ADDRESS("the IPv6 address that most votes for that descriptor name"),
  MICRODESCRIPTOR("the digest that most votes for that descriptor name for this method"),
  FLAGS("each flag that more than half of the votes that know it give"),
  VERSION("the version that most votes name"),
  RELAY_PROTOCOLS("the list that most votes name"),
  BANDWIDTH("the low median of three measurements or more, or else of what is claimed, capped"),
  POLICY("the summary that most votes for that descriptor name"),
  WEIGHTS("the weights of dir-spec 3.8.3 for the bandwidths of all listed relays"),
  NOTHING("no rule gives such a line"),
  SIGNATURE("each signature is by a key that a counted vote's certificate vouches for");

  private final String words;

  Rule(String words) {
    this.words = words;
  }

  /** One clause for people. */
  String words() {
    return words;
  }

  /** By which a line with this keyword stands in this part. */
  static Rule of(Part part, String keyword) {
    return switch (part) {
      case HEADER -> ofHeader(keyword);
      case AUTHORITY -> VOTERS;
      case FOOTER -> keyword.equals("bandwidth-weights") ? WEIGHTS : ofFooter(keyword);
      case RELAY ->
          switch (keyword) {
            case "r" -> DESCRIPTOR;
            case "a" -> ADDRESS;
            case "m" -> MICRODESCRIPTOR;
            case "s" -> FLAGS;
            case "v" -> VERSION;
            case "pr" -> RELAY_PROTOCOLS;
            case "w" -> BANDWIDTH;
            case "p" -> POLICY;
            default -> NOTHING;
          };
    };
  }

  private static Rule ofFooter(String keyword) {
    return keyword.equals("directory-footer") ? FORM : NOTHING;
  }

  private static Rule ofHeader(String keyword) {
    return switch (keyword) {
      case "network-status-version", "vote-status" -> FORM;
      case "consensus-method" -> METHOD;
      case "valid-after", "fresh-until", "valid-until", "voting-delay" -> TIMES;
      case "client-versions", "server-versions" -> VERSIONS;
      case "package" -> PACKAGES;
      case "known-flags" -> FLAGS_KNOWN;
      case "recommended-client-protocols",
          "recommended-relay-protocols",
          "required-client-protocols",
          "required-relay-protocols" ->
          PROTOCOLS;
      case "params" -> PARAMETERS;
      case "shared-rand-previous-value", "shared-rand-current-value" -> RANDOMNESS;
      default -> NOTHING;
    };
  }
}
