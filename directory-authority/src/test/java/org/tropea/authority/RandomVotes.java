package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.consensus.Method;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.BandwidthFileLines;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.MicrodescriptorVote;
import org.tropea.directory.document.RelayLine;
import org.tropea.directory.document.SharedRandomValue;
import org.tropea.directory.document.SharedRandomness;
import org.tropea.directory.document.Vote;
import org.tropea.directory.document.VoteAdvice;
import org.tropea.directory.document.VoteEntry;
import org.tropea.directory.document.VoteHeader;
import org.tropea.directory.document.VoteSource;
import org.tropea.directory.document.VoteWeight;
import org.tropea.directory.document.VotingDelay;

/**
 * Votes of authorities that agree on little: to compare what is made of them here and in C tor.
 *
 * <p>All votes of one round have the same {@code world}, in which {@code opinion} chooses.
 */
public final class RandomVotes {
  private static final List<String> FLAGS =
      List.of(
          "Authority",
          "BadExit",
          "Exit",
          "Fast",
          "Fresh",
          "Guard",
          "HSDir",
          "MiddleOnly",
          "Named",
          "NoEdConsensus",
          "Running",
          "Stable",
          "Sybil",
          "Unnamed",
          "V2Dir",
          "Valid",
          "Zz");
  private static final List<String> VERSIONS =
      List.of(
          "0.4.8.10",
          "0.4.9.11",
          "0.4.9.1-alpha",
          "0.4.9.2-rc",
          "0.4.9.2-alpha-dev",
          "0.4.10.0",
          "0.2.9.17",
          "0.2.0.3pre1",
          "0.5.0.0-dev",
          "0.1.2rc3",
          "Tropea-1",
          "0.4",
          "0.4.9",
          "0.4.9.11-git",
          "zzz",
          "0.4.9.x");
  private static final List<String> PROTOCOLS =
      List.of(
          "Cons=1-2 Desc=1-4 Link=3-5",
          "Cons=1-2 Desc=1-2 Link=1-5 Relay=2",
          "Link=4",
          "Foo=0,2-5,63 Link=4-5",
          "Cons=2",
          "Zz=0-63");
  private static final List<String> POLICIES =
      List.of("reject 1-65535", "accept 80,443", "accept 1-65535", "reject 25", "accept 80");
  private static final List<String> PARAMETERS =
      List.of("a", "ab", "a-b", "a1", "circwindow", "maxunmeasuredbw", "bwweightscale", "Zeta");

  private static final List<String> PACKAGES =
      List.of(
          "tor 0.4.9.15 https://example.com/ sha256=abc sha512=def",
          "tor 0.4.9.15 https://example.org/ sha256=abc",
          "tor 0.4.9.14 - sha256=abc",
          "tor 0.4.9.14 - sha256=abc=",
          "tor  - sha256=abc",
          "other 1  a=b",
          "other 1  a=b ",
          "other\t2 u a=b",
          "\u00e9 1 u a=b");

  private final Random world;
  private final Random opinion;
  private final int newestMethod;
  private @Nullable Kinds kinds;

  /**
   * Relays of all four kinds, every kind with a bandwidth of its own order, so that each case of
   * the weights comes up: middles, guards, exits, both.
   */
  private record Kinds(List<Integer> factors) {
    static Kinds of(Random world) {
      List<Integer> orders = List.of(1, 3, 10, 40);
      List<Integer> factors = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        factors.add(orders.get(world.nextInt(orders.size())));
      }
      return new Kinds(factors);
    }

    int share(int index, String flag) {
      int kind = index % 4;
      return switch (flag) {
        case "Exit" -> kind > 1 ? 97 : 3;
        case "Guard" -> kind % 2 == 1 ? 97 : 3;
        default -> 60;
      };
    }
  }

  /** The votes of one round and authority. */
  public RandomVotes(long round, int authority) {
    this.world = new Random(round);
    this.opinion = new Random(round * 31 + authority + 1);
    this.newestMethod = 32 + (int) (round % 6);
  }

  /** One vote. */
  public Vote vote(AuthorityKeys keys, Instant now, Instant validAfter) {
    int profile = world.nextInt(6);
    kinds = world.nextInt(4) > 0 ? Kinds.of(world) : null;
    boolean measures = opinion.nextBoolean();
    Set<String> known = new TreeSet<>();
    for (String flag : FLAGS) {
      boolean common = List.of("Exit", "Guard", "Running", "Valid").contains(flag);
      if (common || opinion.nextInt(4) > 0) {
        known.add(flag);
      }
    }
    List<VoteEntry> entries = new ArrayList<>();
    Set<Bytes> identities = new HashSet<>();
    for (int i = 0; i < 16; i++) {
      VoteEntry entry = entry(i, profile, known, measures);
      boolean fresh = entry.ed25519() == null || identities.add(entry.ed25519());
      if (opinion.nextInt(8) > 0 && (fresh || VoteEntry.NO_ED25519.equals(entry.ed25519()))) {
        entries.add(entry);
      }
    }
    entries.sort(VoteEntry::compareByIdentity);
    long fresh = 10L + opinion.nextInt(20);
    Lifetime lifetime =
        new Lifetime(
            validAfter,
            validAfter.plusSeconds(fresh),
            validAfter.plusSeconds(fresh + 20 + opinion.nextInt(30)));
    VoteHeader header =
        new VoteHeader(
            methods(),
            now,
            lifetime,
            new VotingDelay(2 + opinion.nextInt(3), 2 + opinion.nextInt(3)),
            advice(),
            List.copyOf(known),
            "none",
            parameters(profile),
            BandwidthFileLines.NONE,
            randomness());
    return Vote.sign(header, source(keys), keys.certificate(), entries, keys.signingKey());
  }

  private VoteSource source(AuthorityKeys keys) {
    RsaIdentity legacy = opinion.nextInt(4) == 0 ? RsaIdentity.of(bytes(opinion, 20)) : null;
    return new VoteSource(
        "storm" + opinion.nextInt(100),
        keys.identity(),
        "host.example",
        address(new byte[] {127, 0, 0, (byte) (1 + opinion.nextInt(3))}),
        80,
        443,
        "some\u00e9 <one> \u00ff " + opinion.nextInt(9),
        legacy);
  }

  private VoteAdvice advice() {
    return new VoteAdvice(
        opinion.nextInt(4) == 0 ? null : versions(),
        opinion.nextInt(4) == 0 ? null : versions(),
        pick(PROTOCOLS),
        pick(PROTOCOLS),
        opinion.nextInt(4) == 0 ? null : pick(PROTOCOLS),
        pick(PROTOCOLS),
        packages());
  }

  /** All up to one that the round's votes have in common. */
  private SortedSet<Integer> methods() {
    return Method.known().headSet(newestMethod + 1);
  }

  private List<String> packages() {
    List<String> packages = new ArrayList<>();
    for (String each : PACKAGES) {
      if (opinion.nextInt(3) > 0) {
        packages.add(each);
      }
    }
    return packages;
  }

  private String versions() {
    StringBuilder versions = new StringBuilder();
    for (int i = opinion.nextInt(8); i > 0; i--) {
      versions.append(versions.length() == 0 ? "" : ",").append(pick(VERSIONS));
    }
    return versions.toString();
  }

  private Map<String, Integer> parameters(int profile) {
    Map<String, Integer> values = new HashMap<>();
    for (String name : PARAMETERS) {
      if (opinion.nextInt(3) > 0) {
        values.put(name, opinion.nextInt(2000) - (name.equals("a") ? 1000 : 0));
      }
    }
    values.remove("bwweightscale");
    if (profile == 1) {
      values.put("bwweightscale", 1000 + opinion.nextInt(9000));
    }
    if (profile == 2) {
      values.put("maxunmeasuredbw", opinion.nextInt(3) - 1);
    }
    return values;
  }

  private SharedRandomness randomness() {
    if (opinion.nextInt(5) == 0) {
      return SharedRandomness.NONE;
    }
    byte[] one = new byte[32];
    byte[] two = new byte[32];
    world.nextBytes(one);
    world.nextBytes(two);
    byte[] other = bytes(opinion, 32);
    return new SharedRandomness(
        true,
        List.of(),
        new SharedRandomValue(3, Bytes.copyFrom(opinion.nextInt(3) > 0 ? one : other)),
        opinion.nextInt(4) > 0
            ? new SharedRandomValue(4, Bytes.copyFrom(opinion.nextInt(4) > 0 ? two : other))
            : null);
  }

  private VoteEntry entry(int index, int profile, Set<String> known, boolean measures) {
    Random relay = new Random(world.nextLong());
    byte[] identity = bytes(relay, 20);
    byte[] ed25519 = bytes(relay, 32);
    int kind = relay.nextInt(8);
    String nickname = "relay" + relay.nextInt(5);
    byte[][] descriptors = {bytes(relay, 20), bytes(relay, 20), bytes(relay, 20)};
    int version = opinion.nextInt(kind < 4 ? 1 : 3);
    long published = 1_790_000_000L + (kind == 5 ? 0 : version * 100L);
    RelayLine line =
        new RelayLine(
            kind == 6 ? "other" + opinion.nextInt(2) : nickname,
            RsaIdentity.of(identity),
            Bytes.copyFrom(descriptors[kind == 7 ? 0 : version]),
            Instant.ofEpochSecond(published),
            new InetSocketAddress(
                address(new byte[] {10, 0, 0, (byte) (kind == 7 ? 1 + opinion.nextInt(200) : 9)}),
                kind == 7 ? opinion.nextInt(3) : 9001),
            kind == 7 ? opinion.nextInt(2) : 0,
            ipv6(relay));
    Set<String> flags = new HashSet<>();
    for (String flag : known) {
      boolean rare = List.of("Named", "Unnamed", "BadExit", "MiddleOnly", "Sybil").contains(flag);
      boolean sure = List.of("Running", "Valid").contains(flag);
      int chance = relay.nextInt(100);
      int usual = kinds == null ? profileShare(profile, flag) : kinds.share(index, flag);
      int threshold = sure ? 95 : rare ? (kinds == null ? 15 : 4) : usual;
      if (opinion.nextInt(10) == 0 ? opinion.nextBoolean() : chance < threshold) {
        flags.add(flag);
      }
    }
    return new VoteEntry(
        line,
        flags,
        opinion.nextInt(5) == 0 ? null : "Tor " + pick(VERSIONS),
        opinion.nextInt(3) == 0 ? pick(PROTOCOLS) : PROTOCOLS.get(0),
        weight(relay, profile, measures, kinds == null ? 1 : kinds.factors().get(index % 4)),
        opinion.nextInt(9) == 0 ? null : POLICIES.get(kind == 4 ? opinion.nextInt(5) : 0),
        ed25519(ed25519),
        microdescriptors(relay),
        index % 3 == 0 ? "wfu=1.0" : null);
  }

  /** How many percent of relays have the flag, so that each case of the weights comes up. */
  private static int profileShare(int profile, String flag) {
    int[] exits = {50, 10, 90, 30, 5, 60};
    int[] guards = {50, 90, 10, 30, 5, 60};
    return flag.equals("Exit") ? exits[profile] : flag.equals("Guard") ? guards[profile] : 60;
  }

  private VoteWeight weight(Random relay, int profile, boolean measures, int factor) {
    long base = (long) factor * relay.nextInt(profile == 3 ? 3_000_000 : 400);
    int choice = opinion.nextInt(10);
    return new VoteWeight(
        choice == 0 ? null : base + opinion.nextInt(5),
        measures && choice > 2 ? (Long) (base + opinion.nextInt(50)) : null,
        null,
        relay.nextInt(4) == 0 ? (Integer) opinion.nextInt(101) : null);
  }

  private @Nullable Bytes ed25519(byte[] usual) {
    return switch (opinion.nextInt(12)) {
      case 0 -> null;
      case 1 -> VoteEntry.NO_ED25519;
      case 2 -> Bytes.copyFrom(bytes(opinion, 32));
      default -> Bytes.copyFrom(usual);
    };
  }

  private List<MicrodescriptorVote> microdescriptors(Random relay) {
    Bytes one = Bytes.copyFrom(bytes(relay, 32));
    Bytes two = Bytes.copyFrom(bytes(relay, 32));
    return switch (opinion.nextInt(6)) {
      case 0 -> List.of();
      case 1 ->
          List.of(
              new MicrodescriptorVote(List.of(32, 34, 36), one),
              new MicrodescriptorVote(List.of(33, 35, 37), two));
      case 2 ->
          List.of(
              new MicrodescriptorVote(List.of(34, 35, 36, 37), one),
              new MicrodescriptorVote(List.of(33, 35, 37), two));
      default -> List.of(new MicrodescriptorVote(List.of(32, 33, 34, 35, 36, 37), one));
    };
  }

  private @Nullable InetSocketAddress ipv6(Random relay) {
    byte[] address = bytes(relay, 16);
    int zeros = relay.nextInt(16);
    for (int i = relay.nextInt(16); i < 16 && zeros-- > 0; i++) {
      address[i] = 0;
    }
    int choice = opinion.nextInt(4);
    address[15] = (byte) (choice == 0 ? opinion.nextInt(3) : 7);
    return choice == 1 || relay.nextInt(3) == 0
        ? null
        : new InetSocketAddress(address(address), 9001 + (choice == 2 ? opinion.nextInt(2) : 0));
  }

  private String pick(List<String> from) {
    return from.get(opinion.nextInt(from.size()));
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
