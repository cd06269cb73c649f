package org.tropea.benchmarks;

import com.google.crypto.tink.util.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.tropea.authority.consensus.Method;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.authority.vote.VoteSettings;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.BandwidthFileLines;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.MicrodescriptorVote;
import org.tropea.directory.document.RelayLine;
import org.tropea.directory.document.SharedRandomness;
import org.tropea.directory.document.Vote;
import org.tropea.directory.document.VoteEntry;
import org.tropea.directory.document.VoteHeader;
import org.tropea.directory.document.VoteSource;
import org.tropea.directory.document.VoteWeight;
import org.tropea.directory.document.VotingDelay;

/**
 * Votes on a network of so many relays that do not exist. The authorities agree on most: of a
 * hundredth of the relays each has another descriptor, and each measured on its own.
 */
final class ScaleVotes {
  private static final List<String> FLAGS =
      List.of(
          "Authority",
          "BadExit",
          "Exit",
          "Fast",
          "Guard",
          "HSDir",
          "MiddleOnly",
          "Running",
          "Stable",
          "StaleDesc",
          "Sybil",
          "V2Dir",
          "Valid");
  private static final List<String> POLICIES =
      List.of(
          "reject 1-65535",
          "reject 1-65535",
          "reject 1-65535",
          "accept 53,80,443,8080",
          "reject 25");

  private final int relays;
  private final List<Integer> methods = List.copyOf(Method.known());

  ScaleVotes(int relays) {
    this.relays = relays;
  }

  /** The vote of the authority of this number. */
  Vote vote(int authority, AuthorityKeys keys, Instant published, Lifetime lifetime, int delay)
      throws IOException {
    Random opinion = new Random(authority);
    List<VoteEntry> entries = new ArrayList<>();
    for (int i = 0; i < relays; i++) {
      entries.add(entry(new Random(1_000_003L * i + 1), i, opinion));
    }
    entries.sort(VoteEntry::compareByIdentity);
    VoteHeader header =
        new VoteHeader(
            Method.known(),
            published,
            lifetime,
            new VotingDelay(delay, delay),
            VoteSettings.PROTOCOLS,
            FLAGS,
            "none",
            Map.of("circwindow", 1000, "CircuitPriorityHalflifeMsec", 30_000),
            BandwidthFileLines.NONE,
            SharedRandomness.NONE);
    VoteSource source =
        new VoteSource(
            "scale" + authority,
            keys.identity(),
            "127.0.0.1",
            InetAddress.getLoopbackAddress(),
            80,
            443,
            "nobody",
            null);
    return Vote.sign(header, source, keys.certificate(), entries, keys.signingKey());
  }

  private VoteEntry entry(Random relay, int number, Random opinion) throws UnknownHostException {
    byte[] identity = bytes(relay, 20);
    byte[] ed25519 = bytes(relay, 32);
    byte[][] descriptors = {bytes(relay, 20), bytes(relay, 20)};
    byte[][] microdescriptors = {bytes(relay, 32), bytes(relay, 32)};
    int version = opinion.nextInt(100) == 0 ? 1 : 0;
    byte[] address = {(byte) (11 + number % 80), (byte) (number >> 16), (byte) (number >> 8), 7};
    address[3] = (byte) number;
    RelayLine line =
        new RelayLine(
            "relay" + number,
            RsaIdentity.of(identity),
            Bytes.copyFrom(descriptors[version]),
            Instant.ofEpochSecond(1_790_000_000L + version * 3_600L),
            new InetSocketAddress(InetAddress.getByAddress(address), 9001),
            0,
            null);
    String policy = POLICIES.get(relay.nextInt(POLICIES.size()));
    Set<String> flags = new HashSet<>(Set.of("Running", "Valid", "V2Dir", "Fast"));
    for (String each : List.of("Guard", "HSDir", "Stable")) {
      if (relay.nextInt(10) < 6 && opinion.nextInt(50) > 0) {
        flags.add(each);
      }
    }
    if (policy.startsWith("accept") || policy.equals("reject 25")) {
      flags.add("Exit");
    }
    long bandwidth = 100L + relay.nextInt(40_000);
    return new VoteEntry(
        line,
        flags,
        "Tor 0.4.9." + (9 + relay.nextInt(7)),
        "Conflux=1 Cons=1-2 Desc=1-4 DirCache=2 FlowCtrl=1-2 HSDir=2 HSIntro=4-5 HSRend=1-2 "
            + "Link=3-5 LinkAuth=3 Microdesc=1-3 Padding=2 Relay=2-6",
        new VoteWeight(bandwidth, bandwidth + opinion.nextInt(900), null, null),
        policy,
        Bytes.copyFrom(ed25519),
        List.of(new MicrodescriptorVote(methods, Bytes.copyFrom(microdescriptors[version]))),
        "wfu=0.991234 tk=691200 mtbf=1234567");
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
