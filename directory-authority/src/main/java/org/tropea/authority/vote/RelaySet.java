package org.tropea.authority.vote;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.document.Nickname;
import org.tropea.directory.document.RelayDescription;

/**
 * Relays as an option names them: fingerprints, nicknames and addresses, with commas between them;
 * {@code *} is all of them. No countries. Immutable.
 *
 * @param nicknames in lower case
 * @param others refuses the addresses of those that belong to it
 */
public record RelaySet(Set<RsaIdentity> identities, Set<String> nicknames, ExitPolicy others) {
  /** Nobody. */
  public static final RelaySet NONE = new RelaySet(Set.of(), Set.of(), new ExitPolicy(List.of()));

  /** Everybody. */
  public static final RelaySet ALL = new RelaySet(Set.of(), Set.of(), ExitPolicy.REJECT_ALL);

  private static final int HEX_LENGTH = 40;

  /** Keeps its own copies. */
  public RelaySet {
    identities = Set.copyOf(identities);
    nicknames = Set.copyOf(nicknames);
  }

  /** Reads what an operator wrote; one entry that cannot be meant refuses them all. */
  public static RelaySet read(String text) throws DecodeException {
    Set<RsaIdentity> identities = new HashSet<>();
    Set<String> nicknames = new HashSet<>();
    List<String> addresses = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      String entry = word.strip();
      String hex = entry.startsWith("$") ? entry.substring(1) : entry;
      if (hex.length() == HEX_LENGTH) {
        identities.add(RsaIdentity.fromHex(hex));
      } else if (Nickname.isLegal(entry)) {
        nicknames.add(entry.toLowerCase(Locale.ROOT));
      } else if (!entry.isEmpty()) {
        boolean port = entry.indexOf(':', Math.max(0, entry.lastIndexOf(']'))) >= 0;
        addresses.add("reject " + entry + (port ? "" : ":*"));
      }
    }
    return new RelaySet(identities, nicknames, ExitPolicy.read(addresses));
  }

  boolean contains(ObservedRelay relay) {
    RelayDescription description = relay.description();
    InetSocketAddress address = description.address();
    return identities.contains(relay.identity())
        || nicknames.contains(description.nickname().toLowerCase(Locale.ROOT))
        || !others.allows(address.getAddress(), address.getPort());
  }
}
