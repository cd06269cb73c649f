package org.tropea.authority.consensus;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Vote;
import org.tropea.directory.document.VoteEntry;

/**
 * Who has a nickname for itself, by the flags {@code Named} and {@code Unnamed}, which no authority
 * gives out any more but which every consensus method still counts in this way (dir-spec 3.8).
 */
final class Naming {
  static final String NAMED = "Named";
  static final String UNNAMED = "Unnamed";

  /** Empty for a name on which authorities disagree, or which somebody denies. */
  private final Map<String, Optional<RsaIdentity>> owners = new HashMap<>();

  Naming(List<Vote> votes) {
    entries(votes, NAMED)
        .forEach(
            entry -> {
              Optional<RsaIdentity> owner = Optional.of(entry.relay().identity());
              owners.merge(
                  key(entry), owner, (old, next) -> old.equals(next) ? old : Optional.empty());
            });
    Map<String, Optional<RsaIdentity>> denied = new HashMap<>();
    entries(votes, UNNAMED)
        .forEach(
            entry -> {
              Optional<RsaIdentity> owner = owners.get(key(entry));
              if (owner == null || owner.equals(Optional.of(entry.relay().identity()))) {
                denied.put(key(entry), Optional.empty());
              }
            });
    owners.putAll(denied);
  }

  /** Whether the name is this relay's. */
  boolean isNamed(String nickname, RsaIdentity identity) {
    return Optional.of(identity).equals(owners.get(key(nickname)));
  }

  /** Whether the name is known, and not this relay's. */
  boolean isUnnamed(String nickname, RsaIdentity identity) {
    return owners.containsKey(key(nickname)) && !isNamed(nickname, identity);
  }

  private static List<VoteEntry> entries(List<Vote> votes, String flag) {
    return votes.stream()
        .flatMap(vote -> vote.entries().stream())
        .filter(entry -> entry.flags().contains(flag))
        .toList();
  }

  private static String key(VoteEntry entry) {
    return key(entry.relay().nickname());
  }

  private static String key(String nickname) {
    return nickname.toLowerCase(Locale.ROOT);
  }
}
