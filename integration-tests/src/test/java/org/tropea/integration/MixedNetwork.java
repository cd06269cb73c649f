package org.tropea.integration;

import com.google.crypto.tink.util.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.bandwidth.BandwidthFiles;
import org.tropea.authority.randomness.RandomnessSchedule;
import org.tropea.authority.reachability.ReachabilitySettings;
import org.tropea.authority.vote.FlagOverride;
import org.tropea.authority.vote.FlagSettings;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.document.SharedRandomValue;
import org.tropea.directory.document.SharedRandomness;
import org.tropea.directory.document.SignatureCheck;
import org.tropea.directory.document.UnverifiedConsensus;
import org.tropea.directory.document.UnverifiedVote;
import org.tropea.directory.document.Vote;
import org.tropea.directory.network.Authority;
import org.tropea.integration.TropeaAuthority.KeyMaker;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.OnionRelay;
import org.tropea.relay.Settings;
import org.tropea.relay.exit.ExitSettings;

/**
 * Authorities and relays of C tor and of ours in one network, an IPv6 address and families among
 * them. For one thread.
 */
final class MixedNetwork implements AutoCloseable {
  /** Long enough that a busy machine signs ten consensuses in a row. */
  private static final Duration UNHURRIED = Duration.ofSeconds(20);

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final List<String> TROPEA_GENCERT =
      List.of(TropeaProcess.root().resolve("tropea").toString(), "gencert");
  private static final Pattern COMPLAINT =
      Pattern.compile(
          "(?i)\\[(warn|err)\\].*(vot|signature|certificate|consensus|digest|descriptor)");

  private static final Duration HELD = Duration.ofSeconds(20);

  private final CtorNetwork ctor;
  private final Duration interval;
  private final boolean tested;
  private final List<TropeaAuthority> ours = new ArrayList<>();
  private final Map<String, Integer> directories = new TreeMap<>();
  private final Map<CtorNode, Integer> linesBefore = new HashMap<>();
  private final Map<Instant, Map<String, Agreement>> seen = new TreeMap<>();
  private final Map<Flavour, TreeMap<Instant, byte[]>> texts =
      Map.of(Flavour.NS, new TreeMap<>(), Flavour.MICRODESC, new TreeMap<>());
  private final Map<String, RecordedPort> recorded = new HashMap<>();
  private BandwidthFiles bandwidths = BandwidthFiles.NONE;
  private @Nullable OnionRelay relay;

  private MixedNetwork(CtorNetwork ctor, Duration interval, boolean tested) {
    this.ctor = ctor;
    this.interval = interval;
    this.tested = tested;
  }

  /**
   * Two authorities of C tor and two of Tropea. Ours test relays as C tor's do, but faster. The
   * voting interval is chosen so that the phase in which they commit comes soon.
   */
  static MixedNetwork startTesting(Path folder) throws Exception {
    MixedNetwork network =
        new MixedNetwork(
            CtorNetwork.prepare(
                folder.resolve("ctor"),
                new CtorNetwork.Layout(2, 2, 1, 0).of(CtorPrograms.reference())),
            CommitmentRhythm.soonest(Instant.now()),
            true);
    try {
      network.launch(folder, List.of(KeyMaker.LIBRARY, KeyMaker.LIBRARY), false);
      return network;
    } catch (Throwable e) {
      network.close();
      throw e;
    }
  }

  /** Ends this node of C tor as a crash would. */
  void kill(String name) throws InterruptedException {
    ctor.node(name).kill();
  }

  /** Waits until this authority votes that this relay of C tor does not run. */
  void awaitNotRunning(String relay, String authority) throws Exception {
    String nickname = ctor.node(relay).name();
    awaitVote(authority, vote -> isListed(vote, nickname) && !isRunning(vote, nickname));
  }

  private static boolean isListed(Vote vote, String nickname) {
    return vote.entries().stream().anyMatch(each -> each.relay().nickname().equals(nickname));
  }

  private static boolean isRunning(Vote vote, String nickname) {
    return vote.entries().stream()
        .filter(each -> each.relay().nickname().equals(nickname))
        .anyMatch(each -> each.flags().contains("Running"));
  }

  /** Waits for a vote of this authority, looking when each round begins. */
  private void awaitVote(String name, Predicate<Vote> wanted) throws Exception {
    LoggedProcess first = ctor.node("authority0").process();
    long deadline = System.nanoTime() + PATIENCE.plus(interval.multipliedBy(6)).toNanos();
    while (!wanted.test(vote(name))) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no such vote of " + name + ": " + vote(name).entries());
      }
      first.await(first.lines().size(), "Time to vote", interval.multipliedBy(2));
    }
  }

  /**
   * Starts one and returns it when its consensus lists every relay. Where tor-gencert makes a key
   * of ours, {@code tropea gencert} makes those of C tor. Where {@code recorded} is set, the lines
   * of all authorities name an address of its own for each use.
   */
  static MixedNetwork start(
      Path folder,
      CtorPrograms programs,
      int ctorAuthorities,
      List<KeyMaker> ours,
      boolean recorded)
      throws Exception {
    MixedNetwork network =
        new MixedNetwork(
            CtorNetwork.prepare(
                folder.resolve("ctor"),
                new CtorNetwork.Layout(ctorAuthorities, 2, 1, 0).of(programs),
                ours.contains(KeyMaker.TOR_GENCERT) ? TROPEA_GENCERT : List.of(programs.gencert())),
            UNHURRIED,
            false);
    try {
      network.launch(folder, ours, recorded);
      return network;
    } catch (Throwable e) {
      network.close();
      throw e;
    }
  }

  private void launch(Path folder, List<KeyMaker> makers, boolean record) throws Exception {
    for (KeyMaker each : makers) {
      String name = "ours" + ours.size();
      ours.add(TropeaAuthority.prepare(name, folder.resolve(name), each));
    }
    ctor.join(ours.stream().map(TropeaAuthority::line).toList(), interval);
    if (record) {
      recordUses();
    }
    Map<String, List<String>> more = new HashMap<>();
    for (CtorNode each : ctor.nodes(CtorNode.Kind.AUTHORITY)) {
      more.put(each.name(), new ArrayList<>(List.of("AuthDirHasIPv6Connectivity 1")));
    }
    if (tested) {
      rule(folder, more);
    }
    family(more);
    ctor.launch(more);
    for (int i = 0; i < ours.size(); i++) {
      if (makers.get(i) == KeyMaker.TROPEA_GENCERT) {
        ours.get(i).startCommand(lines());
      } else {
        start(ours.get(i));
      }
    }
    relay = relay(folder.resolve("relay"));
    ctor.awaitBootstrap(ours.size() + 1);
    for (TropeaAuthority each : ours) {
      directories.put(each.name(), each.directoryPort());
    }
    for (CtorNode each : ctor.nodes(CtorNode.Kind.AUTHORITY)) {
      directories.put(each.name(), each.directoryPort());
      linesBefore.put(each, each.process().lines().size());
    }
  }

  /** Puts a port that is watched before each use of an authority's DirPort. */
  private void recordUses() throws Exception {
    Map<String, String> flags = new HashMap<>();
    for (Authority each : authorities()) {
      StringBuilder all = new StringBuilder();
      for (String use : List.of("upload", "download", "vote")) {
        RecordedPort port = RecordedPort.before(each.directoryAddress().getPort());
        recorded.put(use + " " + each.nickname(), port);
        all.append(" " + use + "=http://127.0.0.1:" + port.port() + "/");
      }
      flags.put(each.nickname(), all.toString());
    }
    // Behind "DirAuthority" and the nickname.
    ctor.change(
        line -> {
          String[] words = line.split(" ", 3);
          return words[0] + " " + words[1] + flags.get(words[1]) + " " + words[2];
        });
  }

  /** How all began that came to this authority's address for this use. */
  List<String> requests(String use, String name) {
    return Objects.requireNonNull(recorded.get(use + " " + name), name).requests();
  }

  /**
   * Waits until all votes of a round have a commitment of every authority, and those are equal; the
   * votes by name. Looks when the next round begins, as {@link #awaitInARow} does.
   */
  Map<String, Vote> awaitCommitments() throws Exception {
    LoggedProcess first = ctor.node("authority0").process();
    long deadline = System.nanoTime() + PATIENCE.plus(interval.multipliedBy(6)).toNanos();
    while (true) {
      Map<String, Vote> votes = votes();
      if (haveEqualCommitments(votes.values())) {
        return votes;
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no commitments that all know: " + described(votes));
      }
      first.await(first.lines().size(), "Time to vote", interval.multipliedBy(2));
    }
  }

  /** The last vote of each authority; without those that answer nothing, or have none. */
  private Map<String, Vote> votes() throws Exception {
    Map<String, Vote> votes = new TreeMap<>();
    for (String each : directories.keySet()) {
      try {
        votes.put(each, vote(each));
      } catch (IOException e) {
        // It has not voted since it was started.
      }
    }
    return votes;
  }

  private boolean haveEqualCommitments(Collection<Vote> votes) throws DecodeException {
    return votes.size() == directories.size()
        && votes.stream().map(each -> each.header().lifetime()).distinct().count() == 1
        && votes.stream().map(MixedNetwork::commitments).distinct().count() == 1
        && votes.stream().allMatch(each -> commitments(each).size() == directories.size());
  }

  /** Version, algorithm, authority and commitment of each; without what opens it. */
  private static List<String> commitments(Vote vote) {
    return vote.header().randomness().commits().stream()
        .map(line -> line.replaceFirst("^((\\S+ ){3}\\S+).*", "$1"))
        .toList();
  }

  private static String described(Map<String, Vote> votes) {
    StringBuilder text = new StringBuilder();
    votes.forEach(
        (name, vote) ->
            text.append('\n')
                .append(name)
                .append(' ')
                .append(vote.header().lifetime())
                .append(' ')
                .append(vote.header().randomness()));
    return text.toString();
  }

  /**
   * Waits for the first consensus of so many runs of shared randomness, and starts our first
   * authority anew in the middle of each phase; the values in order, on which all have agreed.
   */
  List<SharedRandomValue> awaitValues(int runs) throws Exception {
    LoggedProcess first = ctor.node("authority0").process();
    RandomnessSchedule schedule = new RandomnessSchedule(interval);
    List<SharedRandomValue> values = new ArrayList<>();
    boolean whole = false;
    long deadline = System.nanoTime() + interval.multipliedBy(24L * (runs + 2)).toNanos();
    while (values.size() < runs && System.nanoTime() < deadline) {
      first.await(first.lines().size(), "Time to vote", interval.multipliedBy(2));
      Set<SharedRandomness> agreed = new HashSet<>();
      Instant validAfter = Instant.EPOCH;
      for (int port : directories.values()) {
        UnverifiedConsensus consensus = UnverifiedConsensus.read(text(port, Flavour.NS));
        agreed.add(consensus.randomness());
        validAfter = consensus.lifetime().validAfter();
      }
      int round = schedule.round(validAfter);
      if (round == 0 && whole) {
        if (agreed.size() != 1) {
          throw new AssertionError("no one value: " + agreed + described(votes()));
        }
        values.add(Objects.requireNonNull(agreed.iterator().next().current()));
      }
      whole |= round == 0;
      if (round == 5 || round == 17 || round == 22) {
        restart();
      }
    }
    return values;
  }

  /** Ends our first authority and starts it anew with the same data. */
  void restart() throws Exception {
    TropeaAuthority own = ours.get(0);
    own.close();
    start(own);
  }

  /** Where it tests relays, a fast one: each of them every 4 seconds. */
  private void start(TropeaAuthority own) throws Exception {
    if (!tested) {
      own.start(lines(), interval);
      return;
    }
    FlagSettings flags =
        new FlagSettings(
            true,
            FlagOverride.EVERYBODY,
            FlagOverride.EVERYBODY,
            FlagOverride.EVERYBODY,
            Duration.ZERO,
            0,
            true,
            false,
            0,
            0,
            true,
            true,
            500);
    ReachabilitySettings.Pace pace = new ReachabilitySettings.Pace(Duration.ofSeconds(1), 4, HELD);
    own.start(
        lines(), interval, flags, new ReachabilitySettings(true, Duration.ZERO, pace), bandwidths);
  }

  /** Waits until something is asked at the address of any authority for this use. */
  void awaitUse(String use) throws Exception {
    CompletableFuture.anyOf(
            recorded.entrySet().stream()
                .filter(each -> each.getKey().startsWith(use + " "))
                .map(each -> each.getValue().used())
                .toArray(CompletableFuture[]::new))
        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits for such a request to this authority's address for this use. */
  void awaitRequest(String use, String name, Predicate<String> like) throws InterruptedException {
    Objects.requireNonNull(recorded.get(use + " " + name), name).await(like, PATIENCE);
  }

  /**
   * All authorities have the same rules: one relay is a middle only, an exit is bad. They have the
   * same measurements, too.
   */
  private void rule(Path folder, Map<String, List<String>> more) throws Exception {
    bandwidths = measure(folder);
    String rules =
        "!middleonly %s\n!stripguard %s\n!badexit %s\n"
            .formatted(
                CtorNetwork.fingerprint(ctor.node("relay0")),
                CtorNetwork.fingerprint(ctor.node("relay1")),
                CtorNetwork.fingerprint(ctor.node("exit0")));
    for (CtorNode each : ctor.nodes(CtorNode.Kind.AUTHORITY)) {
      Files.writeString(each.folder().resolve("approved-routers"), rules);
      Objects.requireNonNull(more.get(each.name()))
          .addAll(
              List.of(
                  "AuthDirListBadExits 1",
                  "AuthDirListMiddleOnly 1",
                  "V3BandwidthsFile " + bandwidths.measured(),
                  "GuardfractionFile " + bandwidths.guardFractions()));
    }
    for (TropeaAuthority each : ours) {
      Path data = folder.resolve(each.name()).resolve("data");
      Files.writeString(data.resolve("approved-routers"), rules);
    }
  }

  /** As a scanner writes them: headers, relays, one that nobody knows, a line that is broken. */
  private BandwidthFiles measure(Path folder) throws Exception {
    StringBuilder measured = new StringBuilder();
    measured.append(Instant.now().getEpochSecond()).append('\n');
    measured.append("version=1.4.0\nsoftware=sbws\nlatest_bandwidth=2026-11-28T04:00:00\n=====\n");
    StringBuilder guards =
        new StringBuilder("guardfraction-file-version 1\nwritten-at 2100-01-01 00:00:00\n");
    int bandwidth = 40;
    for (String name : List.of("authority0", "relay0", "relay1", "exit0")) {
      String fingerprint = CtorNetwork.fingerprint(ctor.node(name));
      bandwidth += 17;
      measured.append(
          "bw=%d error_circ=0 node_id=$%s nick=%s\n".formatted(bandwidth, fingerprint, name));
      guards.append("guard-seen %s %d 420\n".formatted(fingerprint, bandwidth / 2));
    }
    measured.append("bw=3 node_id=$").append("0".repeat(40)).append("\nbw=9 node_id=$12\n");
    return new BandwidthFiles(
        Files.writeString(folder.resolve("v3bw"), measured),
        Files.writeString(folder.resolve("guards"), guards));
  }

  /** Two relays of one family, in both ways of saying so, one of them with an IPv6 address. */
  private void family(Map<String, List<String>> more) throws IOException, InterruptedException {
    CtorNode first = ctor.node("relay0");
    CtorNode second = ctor.node("relay1");
    Path keys = first.folder().resolve("family");
    CtorNetwork.run(first.programs().tor(), "--quiet", "--keygen-family", keys.toString());
    for (CtorNode each : List.of(first, second)) {
      Files.copy(
          keys.resolveSibling("family.secret_family_key"),
          each.folder().resolve("keys").resolve("family.secret_family_key"));
    }
    String ipv6 = "ORPort [::1]:" + first.orPort() + " IPv6Only";
    more.put(
        first.name(), List.of(ipv6, "FamilyId *", "MyFamily $" + CtorNetwork.fingerprint(second)));
    more.put(second.name(), List.of("FamilyId *", "MyFamily $" + CtorNetwork.fingerprint(first)));
  }

  private OnionRelay relay(Path data) throws Exception {
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return OnionRelay.start(
        Settings.builder("oursrelay", Files.createDirectories(data), loopback)
            .contact("test@example.com")
            .exit(ExitSettings.of(new ExitPolicy(List.of())).withHijackCheck(false, List.of()))
            .network(authorities())
            .privateAddresses(true)
            .build(),
        Machine.best());
  }

  private List<String> lines() {
    return ctor.directoryAuthorityLines();
  }

  private List<Authority> authorities() throws DecodeException {
    return TropeaAuthority.authorities(lines());
  }

  /** A consensus as one authority serves it: its text, and who signed it well. */
  private record Agreement(Bytes digest, int method, Set<RsaIdentity> signers) {}

  /**
   * Waits for so many consensuses in a row that every authority, C tor's and ours, serves in both
   * flavours, the same of each flavour, each made by this method and signed by every authority.
   *
   * <p>Looks whenever the next round begins: the last one's consensus was published 12 seconds
   * before, by all of them, and 8 seconds are left until the next is.
   */
  void awaitInARow(int rounds, int method) throws Exception {
    awaitInARow(rounds, method, Instant.MIN);
  }

  /** The same of rounds after this one. */
  private void awaitInARow(int rounds, int method, Instant after) throws Exception {
    LoggedProcess first = ctor.node("authority0").process();
    Duration patience = PATIENCE.plus(interval.multipliedBy(2L * rounds));
    long deadline = System.nanoTime() + patience.toNanos();
    while (!areInARow(rounds, method)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "no %d consensuses in a row that all signed, by method %d: %s"
                .formatted(rounds, method, seen));
      }
      first.await(first.lines().size(), "Time to vote", interval.multipliedBy(2));
      for (Map.Entry<String, Integer> each : directories.entrySet()) {
        for (Flavour flavour : Flavour.values()) {
          look(each.getKey(), each.getValue(), flavour);
        }
      }
      seen.keySet().removeIf(round -> !round.isAfter(after));
    }
  }

  private void look(String name, int port, Flavour flavour) throws Exception {
    byte[] text = text(port, flavour);
    UnverifiedConsensus consensus = UnverifiedConsensus.read(text);
    texts(flavour).put(consensus.lifetime().validAfter(), text);
    Map<String, Agreement> round =
        seen.computeIfAbsent(consensus.lifetime().validAfter(), moment -> new TreeMap<>());
    String key = flavour.word() + " of " + name;
    if (round.containsKey(key)) {
      return;
    }
    List<KeyCertificate> certificates =
        KeyCertificate.readAll(get(port, "/tor/keys/all")).documents();
    Set<RsaIdentity> signers =
        identities().stream()
            .filter(
                each ->
                    consensus.verify(Set.of(each), certificates, Instant.now())
                        instanceof SignatureCheck.Enough)
            .collect(Collectors.toSet());
    round.put(key, new Agreement(consensus.digest(), consensus.method(), signers));
  }

  /**
   * What two authorities give to whoever has the consensus of the round before last, once both have
   * the same newest: the diffs that lead from the one to the other, the first authority's first.
   */
  List<Bytes> diffs(Flavour flavour, String one, String other) throws Exception {
    LoggedProcess first = ctor.node("authority0").process();
    byte[] base = before(texts(flavour));
    String path = "/diff/" + signedDigest(base);
    int tries = 6;
    while (true) {
      List<Bytes> given = new ArrayList<>();
      Set<Bytes> targets = new HashSet<>();
      for (String each : List.of(one, other)) {
        int port = Objects.requireNonNull(directories.get(each), each);
        targets.add(Bytes.copyFrom(text(port, flavour)));
        if (status(each, path(flavour) + path) == 200) {
          given.add(Bytes.copyFrom(get(port, path(flavour) + path)));
        }
        targets.add(Bytes.copyFrom(text(port, flavour)));
      }
      if (targets.size() == 1 && given.size() == 2) {
        return given;
      }
      if (tries-- == 0) {
        throw new AssertionError("%d targets, %d diffs".formatted(targets.size(), given.size()));
      }
      first.await(first.lines().size(), "Time to vote", interval.multipliedBy(2));
    }
  }

  /**
   * Loses all that authorities post to one another from now on, and waits for a round that all sign
   * although each had to fetch the others' votes and signatures; how many posts were lost.
   */
  int awaitAgreementByFetching(int method) throws Exception {
    recorded.entrySet().stream()
        .filter(each -> each.getKey().startsWith("vote "))
        .forEach(each -> each.getValue().losePosts());
    LoggedProcess first = ctor.node("authority0").process();
    int from = first.lines().size();
    first.await(from, "Time to vote", interval.multipliedBy(2));
    // What is served now was made before.
    Instant before = UnverifiedConsensus.read(text("authority0")).lifetime().validAfter();
    seen.clear();
    awaitInARow(1, method, before);
    first.await(from, "missing votes from " + (directories.size() - 1), PATIENCE);
    return recorded.values().stream().mapToInt(RecordedPort::lost).sum();
  }

  private byte[] text(String name) throws IOException {
    return text(Objects.requireNonNull(directories.get(name), name), Flavour.NS);
  }

  /** What both have written for whoever logs consensuses, of the same round. */
  List<String> exported(Flavour flavour, String one, String other) throws Exception {
    LoggedProcess first = ctor.node("authority0").process();
    String name = "consensus-transparency-" + flavour.word();
    for (int tries = 0; ; tries++) {
      List<String> both =
          List.of(
              Files.readString(data(one).resolve(name), StandardCharsets.ISO_8859_1),
              Files.readString(data(other).resolve(name), StandardCharsets.ISO_8859_1));
      if (tries == 6 || round(both.get(0)).equals(round(both.get(1)))) {
        return both;
      }
      first.await(first.lines().size(), "Time to vote", interval.multipliedBy(2));
    }
  }

  private static String round(String consensus) {
    return CtorNetwork.find("(?m)^valid-after (.*)$", consensus);
  }

  private Path data(String name) {
    return ours.stream()
        .filter(each -> each.name().equals(name))
        .map(TropeaAuthority::data)
        .findFirst()
        .orElseGet(() -> ctor.node(name).folder());
  }

  private NavigableMap<Instant, byte[]> texts(Flavour flavour) {
    return Objects.requireNonNull(texts.get(flavour));
  }

  /** The consensus before the last. */
  private static byte[] before(NavigableMap<Instant, byte[]> all) {
    return all.lowerEntry(all.lastKey()).getValue();
  }

  /** SHA3-256 of what signatures cover, as dir-spec 4.5 wants it. */
  private static String signedDigest(byte[] consensus) {
    String text = new String(consensus, StandardCharsets.ISO_8859_1);
    String word = "\ndirectory-signature ";
    int end = text.indexOf(word) + word.length();
    return HexFormat.of().formatHex(Digest.sha3().digest(Arrays.copyOf(consensus, end)));
  }

  private boolean areInARow(int rounds, int method) throws DecodeException {
    int inARow = 0;
    Instant expected = Instant.EPOCH;
    for (Map.Entry<Instant, Map<String, Agreement>> each : seen.entrySet()) {
      boolean follows = each.getKey().equals(expected);
      inARow = !isAgreed(each.getValue(), method) ? 0 : follows ? inARow + 1 : 1;
      expected = each.getKey().plus(interval);
      if (inARow == rounds) {
        return true;
      }
    }
    return false;
  }

  /** Whether all serve it, signed by all, and of each flavour there is one text. */
  private boolean isAgreed(Map<String, Agreement> round, int method) throws DecodeException {
    Set<RsaIdentity> all = identities();
    return round.size() == directories.size() * Flavour.values().length
        && round.values().stream()
            .allMatch(each -> each.method() == method && each.signers().equals(all))
        && round.values().stream().map(Agreement::digest).distinct().count()
            == Flavour.values().length;
  }

  private Set<RsaIdentity> identities() throws DecodeException {
    return authorities().stream()
        .map(Authority::v3Identity)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  /**
   * What C tor's authorities complained of about voting since all was up; not that something came
   * too late, which a busy machine does.
   */
  List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    linesBefore.forEach(
        (node, before) -> {
          List<String> lines = node.process().lines();
          lines.subList(before, lines.size()).stream()
              .filter(line -> COMPLAINT.matcher(line).find())
              .filter(line -> !line.contains("too late") && !line.contains("cutoff"))
              .forEach(complaints::add);
        });
    return complaints;
  }

  /** The last vote of the authority of this name. */
  Vote vote(String name) throws Exception {
    int port = Objects.requireNonNull(directories.get(name), name);
    byte[] vote = get(port, "/tor/status-vote/current/authority");
    return UnverifiedVote.readAll(vote).documents().get(0).verify();
  }

  private static byte[] text(int port, Flavour flavour) throws IOException {
    return get(port, path(flavour));
  }

  private static String path(Flavour flavour) {
    return "/tor/status-vote/current/consensus" + (flavour == Flavour.NS ? "" : "-microdesc");
  }

  /** What a DirPort answers. */
  static byte[] get(int port, String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    try (InputStream stream = connection.getInputStream()) {
      return stream.readAllBytes();
    }
  }

  /** What this authority answers. */
  String text(String name, String path) throws IOException {
    int port = Objects.requireNonNull(directories.get(name), name);
    return new String(get(port, path), StandardCharsets.ISO_8859_1);
  }

  /** The status that the DirPort of this authority answers with. */
  int status(String name, String path) throws IOException {
    int port = Objects.requireNonNull(directories.get(name), name);
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    try {
      return connection.getResponseCode();
    } finally {
      connection.disconnect();
    }
  }

  /** The status line that this authority answers with to what is posted. */
  String post(String name, String path, byte[] body) throws IOException {
    int port = Objects.requireNonNull(directories.get(name), name);
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setDoOutput(true);
    try (OutputStream stream = connection.getOutputStream()) {
      stream.write(body);
    }
    try {
      return connection.getResponseCode() + " " + connection.getResponseMessage();
    } finally {
      connection.disconnect();
    }
  }

  @Override
  public void close() throws IOException {
    if (relay != null) {
      relay.close();
    }
    for (TropeaAuthority each : ours) {
      each.close();
    }
    ctor.close();
    for (RecordedPort each : recorded.values()) {
      each.close();
    }
  }
}
