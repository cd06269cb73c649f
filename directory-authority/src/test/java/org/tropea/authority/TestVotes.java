package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.tropea.directory.document.SharedRandomness;
import org.tropea.directory.document.Vote;
import org.tropea.directory.document.VoteAdvice;
import org.tropea.directory.document.VoteEntry;
import org.tropea.directory.document.VoteHeader;
import org.tropea.directory.document.VoteSource;
import org.tropea.directory.document.VoteWeight;
import org.tropea.directory.document.VotingDelay;

/** Votes to count: plain ones, of which tests change what they are about. */
public final class TestVotes {
  public static final Instant VALID_AFTER = Instant.parse("2026-11-20T13:00:00Z");

  private final AuthorityKeys keys;
  private String nickname = "test";
  private @Nullable RsaIdentity legacyKey;
  private SortedSet<Integer> methods = Method.known();
  private Instant published = VALID_AFTER.minusSeconds(600);
  private Lifetime lifetime =
      new Lifetime(VALID_AFTER, VALID_AFTER.plusSeconds(3600), VALID_AFTER.plusSeconds(10800));
  private VotingDelay delay = new VotingDelay(300, 300);
  private VoteAdvice advice = VoteAdvice.NONE;
  private List<String> knownFlags = List.of("Exit", "Fast", "Guard", "Running", "Valid");
  private Map<String, Integer> parameters = new HashMap<>();
  private SharedRandomness randomness = SharedRandomness.NONE;
  private List<VoteEntry> entries = new ArrayList<>(List.of(entry(1), entry(2)));

  private TestVotes(AuthorityKeys keys) {
    this.keys = keys;
  }

  public static TestVotes builder(AuthorityKeys keys) {
    return new TestVotes(keys);
  }

  public TestVotes source(String nickname, @Nullable RsaIdentity legacyKey) {
    this.nickname = nickname;
    this.legacyKey = legacyKey;
    return this;
  }

  public TestVotes methods(Integer... methods) {
    this.methods = new TreeSet<>(List.of(methods));
    return this;
  }

  public TestVotes published(Instant time) {
    this.published = Instant.ofEpochSecond(time.getEpochSecond());
    return this;
  }

  public TestVotes lifetime(Lifetime lifetime, VotingDelay delay) {
    this.lifetime = lifetime;
    this.delay = delay;
    return this;
  }

  public TestVotes validAfter(Instant time, Duration interval) {
    return lifetime(
        new Lifetime(time, time.plus(interval), time.plus(interval.multipliedBy(2))), delay);
  }

  public TestVotes advice(VoteAdvice advice) {
    this.advice = advice;
    return this;
  }

  public TestVotes knownFlags(String... flags) {
    this.knownFlags = Arrays.stream(flags).sorted().toList();
    return this;
  }

  public TestVotes parameters(Map<String, Integer> parameters) {
    this.parameters = parameters;
    return this;
  }

  public SharedRandomness randomness() {
    return randomness;
  }

  public TestVotes randomness(SharedRandomness randomness) {
    this.randomness = randomness;
    return this;
  }

  public TestVotes entries(VoteEntry... entries) {
    this.entries = new ArrayList<>(List.of(entries));
    return this;
  }

  public Vote vote() {
    entries.sort(VoteEntry::compareByIdentity);
    VoteHeader header =
        new VoteHeader(
            methods,
            published,
            lifetime,
            delay,
            advice,
            knownFlags,
            "",
            parameters,
            BandwidthFileLines.NONE,
            randomness);
    VoteSource source =
        new VoteSource(
            nickname, keys.identity(), "127.0.0.1", address(127, 1), 80, 443, "nobody", legacyKey);
    return Vote.sign(header, source, keys.certificate(), entries, keys.signingKey());
  }

  /** A relay that runs; all in it follows from its number. */
  public static VoteEntry entry(int number) {
    return new VoteEntry(
        line(number, 1),
        Set.of("Running", "Valid"),
        "Tor 0.4.9.11",
        "Link=4-5",
        new VoteWeight(100L, null, null, null),
        "reject 1-65535",
        digest(number, 32),
        List.of(new MicrodescriptorVote(List.of(34, 35, 36, 37), digest(number, 32))),
        null);
  }

  /** The line of a relay, with its {@code version}th descriptor. */
  public static RelayLine line(int number, int version) {
    return new RelayLine(
        "relay" + number,
        RsaIdentity.of(digest(number, 20).toByteArray()),
        digest(number * 16 + version, 20),
        VALID_AFTER.minusSeconds(3600),
        new InetSocketAddress(address(10, number), 9001),
        0,
        null);
  }

  /** The entry with this line instead. */
  public static VoteEntry with(VoteEntry entry, RelayLine line) {
    return new VoteEntry(
        line,
        entry.flags(),
        entry.version(),
        entry.protocols(),
        entry.weight(),
        entry.policy(),
        entry.ed25519(),
        entry.microdescriptors(),
        entry.statistics());
  }

  /** The entry with these flags instead. */
  public static VoteEntry with(VoteEntry entry, Set<String> flags) {
    return new VoteEntry(
        entry.relay(),
        flags,
        entry.version(),
        entry.protocols(),
        entry.weight(),
        entry.policy(),
        entry.ed25519(),
        entry.microdescriptors(),
        entry.statistics());
  }

  /** The entry with this weight instead. */
  public static VoteEntry with(VoteEntry entry, VoteWeight weight) {
    return new VoteEntry(
        entry.relay(),
        entry.flags(),
        entry.version(),
        entry.protocols(),
        weight,
        entry.policy(),
        entry.ed25519(),
        entry.microdescriptors(),
        entry.statistics());
  }

  /** The entry with this Ed25519 identity instead. */
  public static VoteEntry withEd25519(VoteEntry entry, @Nullable Bytes ed25519) {
    return new VoteEntry(
        entry.relay(),
        entry.flags(),
        entry.version(),
        entry.protocols(),
        entry.weight(),
        entry.policy(),
        ed25519,
        entry.microdescriptors(),
        entry.statistics());
  }

  public static Bytes digest(int number, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) number);
    return Bytes.copyFrom(bytes);
  }

  private static InetAddress address(int first, int last) {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) first, 0, 0, (byte) last});
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
