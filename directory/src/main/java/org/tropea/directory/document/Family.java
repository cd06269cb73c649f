package org.tropea.directory.document;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;

/**
 * Whom a relay names as run by the same people; it counts where both sides say so (dir-spec 2.1.1,
 * {@code family}). Immutable.
 *
 * @param nicknames in lower case
 */
public record Family(Set<RsaIdentity> identities, Set<String> nicknames) {
  /** Names nobody. */
  public static final Family NONE = new Family(Set.of(), Set.of());

  /** Keeps its own copies. */
  public Family {
    identities = Set.copyOf(identities);
    nicknames = Set.copyOf(nicknames);
  }

  /** Reads {@code $fingerprint}, {@code $fingerprint=nickname} and nicknames; skips the rest. */
  public static Family of(List<String> members) {
    Set<RsaIdentity> identities = new HashSet<>();
    Set<String> nicknames = new HashSet<>();
    for (String member : members) {
      if (Nickname.isLegal(member)) {
        nicknames.add(member.toLowerCase(Locale.ROOT));
      } else {
        int start = member.startsWith("$") ? 1 : 0;
        int end = start + 2 * RsaIdentity.LENGTH;
        boolean plain = member.length() == end;
        boolean named =
            member.length() > end && (member.charAt(end) == '=' || member.charAt(end) == '~');
        if (plain || named) {
          identity(member.substring(start, end)).ifPresent(identities::add);
        }
      }
    }
    return identities.isEmpty() && nicknames.isEmpty() ? NONE : new Family(identities, nicknames);
  }

  /**
   * As the relay of this identity says it in its descriptor: itself among the others, fingerprints
   * before nicknames, each in order. Empty where it would name nobody else.
   */
  public List<String> declaredBy(RsaIdentity self) {
    Set<String> fingerprints = new TreeSet<>();
    identities.forEach(each -> fingerprints.add("$" + each.toHex()));
    fingerprints.add("$" + self.toHex());
    if (fingerprints.size() + nicknames.size() == 1) {
      return List.of();
    }
    return Stream.concat(fingerprints.stream(), nicknames.stream().sorted()).toList();
  }

  /** Whether it names the relay of this identity and nickname. */
  public boolean names(RsaIdentity identity, String nickname) {
    return identities.contains(identity) || nicknames.contains(nickname.toLowerCase(Locale.ROOT));
  }

  /** Whether it is a nickname, or a fingerprint with or without {@code $} and a nickname. */
  public static boolean isMember(String member) {
    if (Nickname.isLegal(member)) {
      return true;
    }
    int start = member.startsWith("$") ? 1 : 0;
    int end = start + 2 * RsaIdentity.LENGTH;
    if (member.length() < end || identity(member.substring(start, end)).isEmpty()) {
      return false;
    }
    boolean separated =
        member.length() > end && (member.charAt(end) == '=' || member.charAt(end) == '~');
    return member.length() == end || (separated && Nickname.isLegal(member.substring(end + 1)));
  }

  /** Empty for a malformed member, which costs only itself, as in C tor. */
  private static Optional<RsaIdentity> identity(String hex) {
    try {
      return Optional.of(RsaIdentity.fromHex(hex));
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }
}
