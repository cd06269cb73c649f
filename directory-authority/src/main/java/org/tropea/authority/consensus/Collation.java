package org.tropea.authority.consensus;

import com.google.crypto.tink.util.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Vote;
import org.tropea.directory.document.VoteEntry;

/**
 * Which entries of the votes are about one relay (dir-spec 3.8, with prop 220): those with the same
 * pair of identities where more than half of the authorities list that pair, joined by those that
 * say nothing of Ed25519; otherwise those with the same RSA identity.
 */
final class Collation {
  private static final Comparator<RsaIdentity> ORDER =
      (a, b) -> Arrays.compareUnsigned(a.value().toByteArray(), b.value().toByteArray());

  private record Pair(RsaIdentity identity, Bytes ed25519) {}

  /**
   * All that is said of one relay.
   *
   * @param byVote one for each vote, null where it does not list the relay
   * @param ed25519Agreed how many of them have the agreed Ed25519 identity; 0 where none is agreed
   */
  record Group(RsaIdentity identity, List<@Nullable VoteEntry> byVote, int ed25519Agreed) {
    /** How many votes list it. */
    int listed() {
      return (int) byVote.stream().filter(entry -> entry != null).count();
    }
  }

  private Collation() {}

  /** Relays that more than half of the authorities list, by ascending RSA identity. */
  static List<Group> of(List<Vote> votes, int authorities) {
    Map<RsaIdentity, List<@Nullable VoteEntry>> byIdentity = new TreeMap<>(ORDER);
    Map<Pair, List<@Nullable VoteEntry>> byPair = new HashMap<>();
    for (int i = 0; i < votes.size(); i++) {
      for (VoteEntry entry : votes.get(i).entries()) {
        RsaIdentity identity = entry.relay().identity();
        place(byIdentity, identity, votes.size()).set(i, entry);
        Bytes ed25519 = entry.ed25519();
        if (ed25519 != null) {
          place(byPair, new Pair(identity, ed25519), votes.size()).set(i, entry);
        }
      }
    }
    Map<RsaIdentity, Group> groups = new TreeMap<>(ORDER);
    byIdentity.forEach(
        (identity, entries) -> groups.put(identity, new Group(identity, entries, 0)));
    byPair.forEach(
        (pair, entries) -> {
          Group exact = new Group(pair.identity(), entries, 0);
          List<@Nullable VoteEntry> all = byIdentity.get(pair.identity());
          if (all != null && exact.listed() > authorities / 2) {
            groups.put(pair.identity(), joined(exact, all));
          }
        });
    groups.values().removeIf(group -> group.listed() <= authorities / 2);
    return List.copyOf(groups.values());
  }

  private static Group joined(Group exact, List<@Nullable VoteEntry> all) {
    List<@Nullable VoteEntry> entries = new ArrayList<>(exact.byVote());
    for (int i = 0; i < entries.size(); i++) {
      VoteEntry other = all.get(i);
      if (entries.get(i) == null && other != null && other.ed25519() == null) {
        entries.set(i, other);
      }
    }
    return new Group(exact.identity(), entries, exact.listed());
  }

  private static <K> List<@Nullable VoteEntry> place(
      Map<K, List<@Nullable VoteEntry>> map, K key, int votes) {
    return map.computeIfAbsent(key, k -> new ArrayList<>(Arrays.asList(new VoteEntry[votes])));
  }
}
