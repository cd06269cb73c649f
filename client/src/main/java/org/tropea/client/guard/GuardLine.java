package org.tropea.client.guard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Nickname;
import org.tropea.directory.text.IsoTime;

/**
 * A sampled guard as a {@code Guard} line of C tor's {@code state} file has it: words of the form
 * {@code key=value}, in any order (guard-spec B). Immutable.
 *
 * @param selection which set of guards it is of: {@code default}, and others of C tor
 * @param nickname null where it is not known
 * @param sampledIndex -1 where none is given
 * @param unlistedSince null while it is listed
 * @param confirmedOn null while it is not confirmed
 * @param confirmedIndex its place among those confirmed, in the order in which they were; -1 while
 *     it is not
 * @param bias how its circuits fared
 * @param rest whatever else is there, as it is
 */
record GuardLine(
    String selection,
    RsaIdentity identity,
    @Nullable String nickname,
    Instant sampledOn,
    int sampledIndex,
    @Nullable String sampledBy,
    @Nullable Instant unlistedSince,
    boolean listed,
    @Nullable Instant confirmedOn,
    int confirmedIndex,
    Map<BiasCount, Double> bias,
    List<String> rest) {
  private static final Set<String> KNOWN =
      Set.of(
          "in",
          "rsa_id",
          "nickname",
          "sampled_on",
          "sampled_idx",
          "sampled_by",
          "unlisted_since",
          "listed",
          "confirmed_on",
          "confirmed_idx");

  GuardLine {
    bias = Map.copyOf(bias);
    rest = List.copyOf(rest);
  }

  /**
   * Reads the value of a line. Figures and times that make no sense are as if they were not there,
   * as in C tor.
   *
   * @throws DecodeException when it does not say which guard it is, or of which set
   */
  static GuardLine read(String text, Instant now) throws DecodeException {
    Map<String, String> said = new HashMap<>();
    List<String> rest = new ArrayList<>();
    for (String word : text.trim().split(" +", -1)) {
      int end = word.indexOf('=');
      String key = end < 0 ? "" : word.substring(0, end);
      if (!KNOWN.contains(key) || said.containsKey(key)) {
        rest.add(word);
      } else {
        said.put(key, word.substring(end + 1));
      }
    }
    String selection = said.get("in");
    String identity = said.get("rsa_id");
    if (selection == null || identity == null || selection.equals("legacy")) {
      throw new DecodeException("a guard of the state file is not named");
    }
    Instant sampledOn = time(said.get("sampled_on"));
    int confirmed = index(said.get("confirmed_idx"));
    // Files of before there was a sampling order have the order of confirmation alone.
    int sampled = index(said.getOrDefault("sampled_idx", said.get("confirmed_idx")));
    return new GuardLine(
        selection,
        RsaIdentity.fromHex(identity),
        said.get("nickname"),
        sampledOn == null ? now : sampledOn,
        sampled,
        said.get("sampled_by"),
        time(said.get("unlisted_since")),
        !said.getOrDefault("listed", "0").equals("0"),
        time(said.get("confirmed_on")),
        confirmed,
        BiasCount.take(rest),
        rest);
  }

  /** The value of a line, its words in C tor's order. */
  String write() {
    List<String> words = new ArrayList<>();
    words.add("in=" + selection);
    words.add("rsa_id=" + identity.toHex());
    if (nickname != null && Nickname.isLegal(nickname)) {
      words.add("nickname=" + nickname);
    }
    words.add("sampled_on=" + text(sampledOn));
    words.add("sampled_idx=" + sampledIndex);
    if (sampledBy != null) {
      words.add("sampled_by=" + sampledBy);
    }
    if (unlistedSince != null) {
      words.add("unlisted_since=" + text(unlistedSince));
    }
    words.add("listed=" + (listed ? 1 : 0));
    if (confirmedIndex >= 0 && confirmedOn != null) {
      words.add("confirmed_on=" + text(confirmedOn));
      words.add("confirmed_idx=" + confirmedIndex);
    }
    words.addAll(BiasCount.words(bias));
    words.addAll(rest);
    return String.join(" ", words);
  }

  private static String text(Instant time) {
    return IsoTime.write(time).replace(' ', 'T');
  }

  private static @Nullable Instant time(@Nullable String text) {
    int end = text == null ? -1 : text.indexOf('T');
    if (text == null || end < 0) {
      return null;
    }
    try {
      Instant time = IsoTime.read(text.substring(0, end), text.substring(end + 1));
      return time.equals(Instant.EPOCH) ? null : time;
    } catch (DecodeException e) {
      return null;
    }
  }

  private static int index(@Nullable String text) {
    try {
      return text == null ? -1 : Math.max(-1, Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
