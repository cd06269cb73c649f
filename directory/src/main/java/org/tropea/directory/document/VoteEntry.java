package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a vote says of one relay (dir-spec 3.4.1). Immutable.
 *
 * @param version what it runs, as it stands; null where nothing is said
 * @param protocols what it speaks, as it stands
 * @param policy the summary of its exit policy; null where nothing is said
 * @param ed25519 its identity, 32 bytes, all zero where it has none; null where nothing is said
 * @param statistics of its stability, for people to read; null where nothing is said
 */
public record VoteEntry(
    RelayLine relay,
    Set<String> flags,
    @Nullable String version,
    String protocols,
    VoteWeight weight,
    @Nullable String policy,
    @Nullable Bytes ed25519,
    List<MicrodescriptorVote> microdescriptors,
    @Nullable String statistics) {
  /** The {@link #ed25519} of a relay of which the authority says that it has none. */
  public static final Bytes NO_ED25519 = Bytes.copyFrom(new byte[32]);

  /** Keeps its own copies. */
  public VoteEntry {
    flags = Set.copyOf(flags);
    microdescriptors = List.copyOf(microdescriptors);
  }

  /** Its microdescriptor under this method, by the last line that names it; null if none does. */
  public @Nullable Bytes microdescriptor(int method) {
    for (int i = microdescriptors.size() - 1; i >= 0; i--) {
      if (microdescriptors.get(i).methods().contains(method)) {
        return microdescriptors.get(i).digest();
      }
    }
    return null;
  }

  /** Compares identities byte by byte, unsigned, as votes and consensuses are sorted. */
  public int compareByIdentity(VoteEntry other) {
    return Arrays.compareUnsigned(
        relay.identity().value().toByteArray(), other.relay.identity().value().toByteArray());
  }

  void write(StringBuilder text) {
    relay.write(text, Flavour.NS, relay.published());
    text.append('s');
    new TreeSet<>(flags).forEach(flag -> text.append(' ').append(flag));
    text.append('\n');
    if (version != null) {
      text.append("v ").append(version).append('\n');
    }
    text.append("pr ").append(protocols).append('\n');
    weight.write(text);
    if (policy != null) {
      text.append("p ").append(policy).append('\n');
    }
    if (ed25519 != null) {
      text.append("id ed25519 ");
      text.append(ed25519.equals(NO_ED25519) ? "none" : Base64Digest.write(ed25519)).append('\n');
    }
    if (statistics != null) {
      text.append("stats ").append(statistics).append('\n');
    }
    microdescriptors.forEach(each -> each.write(text));
  }
}
