package org.tropea.authority.vote;

import com.google.crypto.tink.util.Bytes;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.MicrodescriptorText;
import org.tropea.directory.document.MicrodescriptorVote;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RelayLine;
import org.tropea.directory.document.SharedRandomness;
import org.tropea.directory.document.Vote;
import org.tropea.directory.document.VoteEntry;
import org.tropea.directory.document.VoteHeader;
import org.tropea.directory.document.VoteSource;
import org.tropea.directory.document.VoteWeight;
import org.tropea.directory.document.VotingDelay;

/** Makes our vote of descriptors and what was seen of their relays (dir-spec 3.4.1). Immutable. */
public final class VoteBuilder {
  private static final int MAX_VERSION = 120;

  private final VoteSettings settings;
  private final AuthorityKeys keys;
  private final Set<RsaIdentity> authorities;

  /**
   * Votes with these keys.
   *
   * @param authorities the relays of all authorities, ours among them
   */
  public VoteBuilder(VoteSettings settings, AuthorityKeys keys, Set<RsaIdentity> authorities) {
    this.settings = settings;
    this.keys = keys;
    this.authorities = Set.copyOf(authorities);
  }

  /** The same with other keys. */
  public VoteBuilder with(AuthorityKeys others) {
    return new VoteBuilder(settings, others, authorities);
  }

  /** Votes, and signs. */
  public Ballot build(
      List<ObservedRelay> known,
      Watch watch,
      Lifetime lifetime,
      VotingDelay delay,
      SharedRandomness randomness) {
    List<ObservedRelay> relays = Sybils.withoutDoubles(known);
    FlagVote flags = new FlagVote(relays, settings.flags(), watch, authorities);
    List<VoteEntry> entries = new ArrayList<>();
    Map<Bytes, Microdescriptor> microdescriptors = new HashMap<>();
    for (ObservedRelay relay : relays) {
      if (relay.isCurrent(watch.now())) {
        entries.add(entry(relay, flags.flags(relay), microdescriptors));
      }
    }
    entries.sort(VoteEntry::compareByIdentity);
    VoteHeader header =
        new VoteHeader(
            settings.methods(),
            watch.now(),
            lifetime,
            delay,
            settings.advice(),
            flags.knownFlags(),
            flags.thresholds().line(),
            parameters(),
            watch.bandwidthFile(),
            randomness);
    Vote vote = Vote.sign(header, source(), keys.certificate(), entries, keys.signingKey());
    return new Ballot(vote, List.copyOf(microdescriptors.values()));
  }

  private Map<String, Integer> parameters() {
    Map<String, Integer> parameters = new HashMap<>(settings.parameters());
    if (!parameters.isEmpty()) {
      parameters.put("AuthDirMaxServersPerAddr", settings.flags().maxServersPerAddress());
    }
    return parameters;
  }

  private VoteSource source() {
    return new VoteSource(
        settings.nickname(),
        keys.identity(),
        settings.hostname(),
        settings.address(),
        settings.dirPort(),
        settings.onionPort(),
        settings.contact(),
        keys.legacy() == null ? null : keys.legacy().identity());
  }

  private VoteEntry entry(
      ObservedRelay relay, Set<String> flags, Map<Bytes, Microdescriptor> microdescriptors) {
    RelayDescription description = relay.description();
    InetSocketAddress ipv6 =
        settings.flags().ipv6Connectivity() && relay.ipv6() ? description.ipv6() : null;
    RelayLine line =
        new RelayLine(
            description.nickname(),
            relay.identity(),
            relay.descriptor().digest(),
            description.published(),
            description.address(),
            description.dirPort(),
            ipv6);
    return new VoteEntry(
        line,
        flags,
        version(description.platform()),
        description.protocols(),
        weight(relay),
        relay.descriptor().policySummary().text(),
        relay.descriptor().ed25519Identity().value(),
        microdescriptors(relay, microdescriptors),
        relay.stability().line());
  }

  /** An authority's relay is measured for the record only: it has other things to do. */
  private VoteWeight weight(ObservedRelay relay) {
    Long measured = relay.measurement().voted();
    boolean authority = authorities.contains(relay.identity());
    return new VoteWeight(
        relay.bandwidth(),
        authority ? null : measured,
        authority ? measured : null,
        relay.measurement().guardFraction());
  }

  /**
   * One line for each microdescriptor, with all methods that make the same of the descriptor; older
   * methods make none of a descriptor without an RSA onion key.
   */
  private List<MicrodescriptorVote> microdescriptors(
      ObservedRelay relay, Map<Bytes, Microdescriptor> all) {
    Map<Microdescriptor, List<Integer>> methods = new LinkedHashMap<>();
    for (int method : settings.methods()) {
      try {
        Microdescriptor made = MicrodescriptorText.of(relay.descriptor(), method);
        methods.computeIfAbsent(made, m -> new ArrayList<>()).add(method);
        all.put(made.digest(), made);
      } catch (DecodeException e) {
        // None by this method.
      }
    }
    return methods.entrySet().stream()
        .map(each -> new MicrodescriptorVote(each.getValue(), each.getKey().digest()))
        .sorted(Comparator.comparing(each -> each.methods().get(0)))
        .toList();
  }

  /** {@code Tor} and its version, as far as the platform starts with them. */
  private static @Nullable String version(String platform) {
    if (!platform.startsWith("Tor ")) {
      return null;
    }
    int end = platform.indexOf(' ', 4);
    if (end >= 0 && platform.startsWith(" (r", end)) {
      end = platform.indexOf(' ', end + 1);
    }
    String version = end < 0 ? platform : platform.substring(0, end);
    return version.length() < MAX_VERSION ? version : null;
  }
}
