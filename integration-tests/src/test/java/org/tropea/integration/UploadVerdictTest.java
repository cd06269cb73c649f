package org.tropea.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.crypto.tink.util.Bytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.authority.history.StabilityFile;
import org.tropea.authority.history.StabilityHistory;
import org.tropea.authority.intake.KnownRelays;
import org.tropea.authority.intake.Upload;
import org.tropea.authority.intake.UploadPolicy;
import org.tropea.authority.intake.UploadSettings;
import org.tropea.authority.intake.UploadVerdict;
import org.tropea.authority.keys.AuthorityKeys;
import org.tropea.authority.pins.KeyPins;
import org.tropea.authority.rules.AddressRules;
import org.tropea.authority.rules.CountryRules;
import org.tropea.authority.rules.RelayRule;
import org.tropea.authority.rules.RelayRules;
import org.tropea.authority.vote.FlagOverride;
import org.tropea.authority.vote.FlagSettings;
import org.tropea.authority.vote.Measurement;
import org.tropea.authority.vote.ObservedRelay;
import org.tropea.authority.vote.Stability;
import org.tropea.authority.vote.VoteBuilder;
import org.tropea.authority.vote.VoteSettings;
import org.tropea.authority.vote.Watch;
import org.tropea.crypto.key.Curve25519;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.CountryTable;
import org.tropea.directory.document.DescriptorKeys;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.document.ExtraInfo;
import org.tropea.directory.document.Lifetime;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RelayDescription.Bandwidth;
import org.tropea.directory.document.RelayDescriptionBuilder;
import org.tropea.directory.document.RouterDescriptor;
import org.tropea.directory.document.SharedRandomness;
import org.tropea.directory.document.UnverifiedVote;
import org.tropea.directory.document.Vote;
import org.tropea.directory.document.VoteEntry;
import org.tropea.directory.document.VotingDelay;
import org.tropea.directory.fetch.DirectoryPort;
import org.tropea.directory.fetch.UploadResponse;
import org.tropea.directory.text.IsoTime;
import org.tropea.protocol.dial.TcpDialler;
import org.tropea.relay.keys.RelayKeyStore;
import org.tropea.relay.keys.RelayKeys;

/**
 * A battery of uploads, good and bad, is answered by us as by an authority of C tor, and of what
 * was taken the same relays are too many for their address.
 */
class UploadVerdictTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Curve25519 CURVE = Curve25519.fastest();
  private static final long PATIENCE_SECONDS = 30;

  /** C tor takes nothing of these and says 200; we say what was wrong. */
  private static final Set<String> PASSED_OVER_BY_CTOR =
      Set.of("no end", "long extra-info", "empty", "junk", "a letter");

  /** It calls none of the relays: their addresses are not ours to call. */
  private static final List<String> OPTIONS =
      List.of(
          "DirAllowPrivateAddresses 0", "AuthDirMaxServersPerAddr 2", "AuthDirTestReachability 0");

  /** The rules of an operator, as C tor's options. */
  private static final List<String> RULES =
      List.of(
          "AuthDirReject 9.1.0.0/16",
          "AuthDirInvalid 9.2.0.0/16:9001",
          "AuthDirBadExit 9.3.0.0/16",
          "AuthDirMiddleOnly 9.4.0.0/16",
          "AuthDirMiddleOnly 9.5.0.0/16:9002",
          "AuthDirRejectCCs zr",
          "AuthDirInvalidCCs ZI",
          "AuthDirBadExitCCs zb,zx",
          "AuthDirMiddleOnlyCCs zm",
          "AuthDirListBadExits 1",
          "AuthDirListMiddleOnly 1");

  /** By how many seconds two may have started to watch, and to vote, after one another. */
  private static final long APART = 120;

  @RegisterExtension final TestLoop loop = new TestLoop();
  private final Map<String, byte[]> uploads = new LinkedHashMap<>();
  private final Set<RsaIdentity> watched = new HashSet<>();
  private final Instant now = Instant.ofEpochSecond(Instant.now().getEpochSecond());

  @TempDir Path folder;

  @Test
  void uploads_goodAndBad_areAnsweredAsByCtor() throws Exception {
    fill();
    AddressRules rules = rules();
    KnownRelays ours =
        new KnownRelays(
            new UploadPolicy(UploadSettings.DEFAULT),
            KeyPins.open(Files.createDirectories(folder.resolve("ours")), true, now),
            CURVE);
    ours.apply(RelayRules.read("", rules));
    try (CtorNetwork network =
        CtorNetwork.prepare(
            folder.resolve("ctor"),
            new CtorNetwork.Layout(1, 0, 0, 0).of(CtorPrograms.reference()))) {
      CtorNode authority = network.node("authority0");
      List<String> options = new ArrayList<>(OPTIONS);
      options.addAll(RULES);
      options.add("GeoIPFile " + folder.resolve("geoip"));
      remember(authority.folder());
      remember(folder.resolve("ours"));
      network.launch(Map.of("authority0", options));
      authority.process().await("Opened Directory listener", Duration.ofSeconds(30));
      InetSocketAddress theirs =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), authority.directoryPort());
      DirectoryPort port = new DirectoryPort(loop.loop(), Runnable::run, new TcpDialler());
      for (Map.Entry<String, byte[]> each : uploads.entrySet()) {
        UploadResponse their =
            port.post(theirs, "/tor/", each.getValue()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        UploadVerdict our = ours.add(Upload.read(each.getValue(), CURVE, now), now);
        compare(each.getKey(), our, their);
      }
      byte[] all = MixedNetwork.get(authority.directoryPort(), "/tor/server/all");
      assertThat(digests(Upload.read(all, CURVE, now).descriptors()))
          .isEqualTo(digests(ours.newest()));
      compareVotes(ours.newest(), ours.rules(), nextVote(authority));
    }
    compareSybils(ours.newest());
  }

  /** Addresses of four countries, and the rules about them and others. */
  private AddressRules rules() throws Exception {
    List<String> lines =
        List.of(
            "134283264,134348799,ZR",
            "134348800,134414335,ZI",
            "134414336,134479871,ZB",
            "134479872,134545407,ZM",
            "134545408,134610943,ZO");
    Files.write(folder.resolve("geoip"), lines);
    Map<RelayRule, Set<String>> countries =
        Map.of(
            RelayRule.REJECT, Set.of("zr"),
            RelayRule.INVALID, Set.of("zi"),
            RelayRule.BAD_EXIT, Set.of("zb", "zx"),
            RelayRule.MIDDLE_ONLY, Set.of("zm"));
    return new AddressRules(
        ExitPolicy.read(List.of("reject 9.1.0.0/16:*")),
        ExitPolicy.read(List.of("reject 9.2.0.0/16:9001")),
        ExitPolicy.read(List.of("reject 9.3.0.0/16:*")),
        ExitPolicy.read(List.of("reject 9.4.0.0/16:*", "reject 9.5.0.0/16:9002")),
        new CountryRules(countries, CountryTable.read(lines)));
  }

  /** A history of relays as C tor writes it (row A07): runs that ended, that go on, and breaks. */
  private void remember(Path directory) throws Exception {
    StringBuilder text = new StringBuilder();
    text.append("format 2\nstored-at ").append(IsoTime.write(now));
    text.append("\ntracked-since ").append(IsoTime.write(now.minus(Duration.ofDays(90))));
    text.append("\nlast-downrated ").append(IsoTime.write(now.minus(Duration.ofHours(3))));
    text.append("\ndata\n");
    for (RsaIdentity relay : watched) {
      int seed = relay.hashCode() & 0xffff;
      String since = " S=" + IsoTime.write(now.minusSeconds(10_000L + 7L * seed));
      boolean up = seed % 3 > 0;
      text.append("R ").append(relay.toHex());
      text.append("\n+MTBF ").append(1_000_000 + 100L * seed).append(" 2.50000");
      text.append(up ? since : "").append("\n+WFU ").append(900_000 + 9L * seed);
      text.append(' ').append(1_600_000 + 5L * seed).append(up ? "" : since).append('\n');
    }
    Files.writeString(directory.resolve("router-stability"), text.append(".\n"));
  }

  /**
   * By the same history and the same rules, rows A05, A07 and A08: the same thresholds, and the
   * same flags, of all relays that C tor counts.
   */
  private void compareVotes(List<RouterDescriptor> descriptors, RelayRules rules, Vote their)
      throws Exception {
    Instant then = their.header().published();
    StabilityHistory history = new StabilityFile(folder.resolve("ours")).read(now);
    FlagSettings settings =
        new FlagSettings(
            true,
            FlagOverride.EVERYBODY,
            FlagOverride.EVERYBODY,
            FlagOverride.EVERYBODY,
            Duration.ZERO,
            0,
            false,
            true,
            0,
            0,
            true,
            true,
            500);
    List<ObservedRelay> observed =
        descriptors.stream()
            .map(
                each ->
                    new ObservedRelay(
                        each,
                        true,
                        true,
                        history.of(each.identity(), then),
                        rules.of(each),
                        Measurement.NONE))
            .toList();
    AuthorityKeys keys = CraftedVote.keys(folder.resolve("judge"), now, Period.ofMonths(1));
    Watch watch = Watch.of(then, Duration.ZERO, null).with(history.isEnough(then), true);
    Vote our =
        new VoteBuilder(CraftedVote.settings("judge", settings), keys, Set.of())
            .build(
                observed,
                watch,
                their.header().lifetime(),
                new VotingDelay(4, 4),
                SharedRandomness.NONE)
            .vote();
    compareThresholds(thresholds(our), thresholds(their));
    Map<String, Set<String>> expected = named(their);
    Map<String, Set<String>> others = new TreeMap<>(named(our));
    others.entrySet().removeIf(each -> each.getValue().equals(expected.get(each.getKey())));
    Map<String, Set<String>> same = new TreeMap<>(expected);
    same.keySet().retainAll(others.keySet());
    assertThat(others.toString()).isEqualTo(same.toString());
    assertThat(expected.values().stream().flatMap(Set::stream))
        .contains("BadExit", "MiddleOnly", "Valid", "Stable");
  }

  private static Map<String, Double> thresholds(Vote vote) {
    return Stream.of(vote.header().flagThresholds().split(" "))
        .map(each -> each.replace("%", "").split("="))
        .collect(Collectors.toMap(each -> each[0], each -> Double.valueOf(each[1])));
  }

  private static void compareThresholds(Map<String, Double> our, Map<String, Double> their) {
    assertThat(our.keySet()).isEqualTo(their.keySet());
    Set<String> counted = Set.of("stable-uptime", "stable-mtbf", "guard-tk");
    our.forEach(
        (name, value) ->
            assertThat(value)
                .as(name + " of " + our + " and " + their)
                .isCloseTo(their.get(name), within(counted.contains(name) ? APART : 0.01 * APART)));
    assertThat(our).containsEntry("enough-mtbf", 1.0);
  }

  /**
   * Of the relays on one address, ours and C tor take the same ones for too many. The newest counts
   * only those that it has reached, and there are none here: so this is the distribution's.
   */
  private void compareSybils(List<RouterDescriptor> descriptors) throws Exception {
    try (CtorNetwork network =
        CtorNetwork.prepare(
            folder.resolve("older"),
            new CtorNetwork.Layout(1, 0, 0, 0).of(CtorPrograms.distribution()))) {
      network.launch(Map.of("authority0", OPTIONS));
      CtorNode authority = network.node("authority0");
      authority.process().await("Opened Directory listener", Duration.ofSeconds(30));
      InetSocketAddress theirs =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), authority.directoryPort());
      DirectoryPort port = new DirectoryPort(loop.loop(), Runnable::run, new TcpDialler());
      List<RouterDescriptor> taken = new ArrayList<>();
      for (RouterDescriptor each : descriptors) {
        byte[] text = each.text().toByteArray();
        if (port.post(theirs, "/tor/", text).get(PATIENCE_SECONDS, TimeUnit.SECONDS).accepted()) {
          taken.add(each);
        }
      }
      compareSybils(authority, taken);
    }
  }

  private void compareSybils(CtorNode authority, List<RouterDescriptor> descriptors)
      throws Exception {
    Map<RsaIdentity, Set<String>> our = flags(vote(descriptors));
    Map<RsaIdentity, Set<String>> their = flags(nextVote(authority));
    assertThat(their).containsKeys(our.keySet().toArray(new RsaIdentity[0]));
    int sybils = 0;
    for (Map.Entry<RsaIdentity, Set<String>> each : our.entrySet()) {
      boolean sybil = each.getValue().contains("Sybil");
      Set<String> flags = their.getOrDefault(each.getKey(), Set.of());
      assertThat(flags.contains("Sybil")).as("%s is no sybil", each.getKey()).isEqualTo(sybil);
      if (sybil) {
        assertThat(each.getValue()).isEqualTo(flags);
        sybils++;
      }
    }
    assertThat(sybils).isBetween(5, our.size() - 2);
  }

  private Vote vote(List<RouterDescriptor> descriptors) throws Exception {
    AuthorityKeys keys = CraftedVote.keys(folder.resolve("voter"), now, Period.ofMonths(1));
    VoteSettings settings =
        CraftedVote.settings(
            "voter", new FlagSettings(true, true, true, true, Duration.ZERO, 2, false, true));
    List<ObservedRelay> observed =
        descriptors.stream()
            .map(each -> new ObservedRelay(each, true, Stability.unbroken(0)))
            .toList();
    Lifetime lifetime = new Lifetime(now, now.plusSeconds(20), now.plusSeconds(40));
    return CraftedVote.vote(
        settings, keys, observed, Instant.now(), lifetime, new VotingDelay(4, 4));
  }

  /** C tor's next vote. It answers nobody between the line and the vote's end. */
  private static Vote nextVote(CtorNode authority) throws Exception {
    LoggedProcess process = authority.process();
    process.await(process.lines().size(), "Time to vote", Duration.ofSeconds(2 * PATIENCE_SECONDS));
    byte[] vote = MixedNetwork.get(authority.directoryPort(), "/tor/status-vote/next/authority");
    return UnverifiedVote.readAll(vote).documents().get(0).verify();
  }

  private static Map<String, Set<String>> named(Vote vote) {
    return vote.entries().stream()
        .collect(
            Collectors.toMap(
                each -> each.relay().nickname() + each.relay().address(),
                each -> new TreeSet<>(each.flags())));
  }

  private static Map<RsaIdentity, Set<String>> flags(Vote vote) {
    return vote.entries().stream()
        .collect(Collectors.toMap(each -> each.relay().identity(), VoteEntry::flags));
  }

  private static void compare(String what, UploadVerdict our, UploadResponse their) {
    if (PASSED_OVER_BY_CTOR.contains(what)) {
      assertThat(their.status()).as(what).isEqualTo(200);
      assertThat(our.status()).as(what).isEqualTo(400);
      return;
    }
    assertThat(our.status()).as(what).isEqualTo(their.status());
    if (our.status() == 400 && !our.reason().startsWith("Malformed")) {
      assertThat(our.reason()).as(what).isEqualTo(their.reason());
    }
  }

  private static Set<Bytes> digests(List<RouterDescriptor> descriptors) {
    return descriptors.stream().map(RouterDescriptor::digest).collect(Collectors.toSet());
  }

  private void fill() throws Exception {
    DescriptorKeys keys = keys("good");
    RelayDescriptionBuilder good = description("good");
    put("good", good, keys);
    put("the same again", good, keys);
    put("nothing new", good.published(now.plusSeconds(60)), keys);
    put("older", good.published(now.minusSeconds(600)), keys);
    put("newer contact", good.published(now.plusSeconds(120)).contact("someone"), keys);
    put("uptime gone", good.published(now.plusSeconds(180)).uptime(1_000_000), keys);
    put("25 hours old", description("old").published(now.minus(Duration.ofHours(25))), keys("old"));
    put("23 hours old", description("agd").published(now.minus(Duration.ofHours(23))), keys("agd"));
    put(
        "13 hours ahead",
        description("fut").published(now.plus(Duration.ofHours(13))),
        keys("fut"));
    put(
        "11 hours ahead",
        description("sun").published(now.plus(Duration.ofHours(11))),
        keys("sun"));
    put("version too old", description("ver").platform("Tor 0.4.8.24 on Linux"), keys("ver"));
    put("oldest version", description("vez").platform("Tor 0.4.9.1-alpha on Linux"), keys("vez"));
    put("version garbled", description("vex").platform("Tor something on Linux"), keys("vex"));
    put("no Tor", description("veo").platform("Tor0.1 on Linux"), keys("veo"));
    for (String address : List.of("10.0.0.1", "127.0.0.1", "192.168.3.4", "169.254.1.1")) {
      String name = "p" + address.replace(".", "");
      put("private " + address, description(name, address), keys(name));
    }
    put("private IPv6", description("ip6").ipv6(socket("fd00::1")), keys("ip6"));
    put("public IPv6", description("pub6").ipv6(socket("2a00::1")), keys("pub6"));
    DescriptorKeys all = keys("tap");
    put(
        "no TAP key",
        description("tap"),
        new DescriptorKeys(
            all.identity(),
            all.signingKey(),
            all.signingCertificate(),
            all.ntorOnionKey(),
            all.ntorExpires(),
            null));
    for (int i = 1; i <= 6; i++) {
      String name = "rule" + i;
      put("by address " + i, description(name, "9." + i + ".3.4"), keys(name));
      name = "land" + i;
      put("by country " + i, description(name, "8." + i + ".3.4"), keys(name));
    }
    DescriptorKeys one = keys("pin1");
    DescriptorKeys two = keys("pin2");
    put("pinned", description("pin1"), one);
    put("another Ed25519 identity", description("pin3"), half(one, two));
    put("another RSA identity", description("pin4"), half(two, one));
    put("the other half", description("pin2"), two);
    change("broken signature", "sig", text -> text.replace("contact test", "contact best"));
    change("no fingerprint", "fpr", text -> text.replaceAll("fingerprint .*\n", ""));
    change("no ntor key", "nto", text -> text.replaceAll("ntor-onion-key .*\n", ""));
    change("nickname with a blank", "nik", text -> text.replace("router nik", "router n k"));
    change("no end", "end", text -> text.substring(0, text.length() / 2));
    change("only extra-info", "ext", text -> text.substring(text.indexOf("extra-info ext")));
    change("no extra-info", "noe", text -> text.substring(0, text.indexOf("extra-info noe")));
    change("not UTF-8", "utf", text -> text.replace("contact test", "contact \u00e4est"));
    change("byte order mark", "bom", text -> "\u00ef\u00bb\u00bf" + text);
    change("junk in front", "jnk", text -> "junk\n" + text);
    change("long extra-info", "lei", UploadVerdictTest::withLongExtraInfo);
    uploads.put("empty", new byte[0]);
    uploads.put("junk", "hello\n".getBytes(ISO_8859_1));
    uploads.put("a letter", "r".getBytes(ISO_8859_1));
  }

  /** Keys of a relay that was copied in halves. */
  private static DescriptorKeys half(DescriptorKeys rsa, DescriptorKeys ed25519) {
    return new DescriptorKeys(
        rsa.identity(),
        ed25519.signingKey(),
        ed25519.signingCertificate(),
        ed25519.ntorOnionKey(),
        ed25519.ntorExpires(),
        ed25519.onionKey());
  }

  private static String withLongExtraInfo(String text) {
    int end = text.indexOf('\n', text.indexOf("extra-info lei")) + 1;
    return text.substring(0, end) + "unknown thing\n".repeat(4000) + text.substring(end);
  }

  private void change(String what, String name, UnaryOperator<String> change) throws Exception {
    put(what, description(name), keys(name));
    byte[] whole = uploads.get(what);
    uploads.put(what, change.apply(new String(whole, ISO_8859_1)).getBytes(ISO_8859_1));
  }

  private void put(String what, RelayDescriptionBuilder builder, DescriptorKeys keys) {
    RelayDescription plain = builder.build();
    ExtraInfo extraInfo = ExtraInfo.sign(plain.nickname(), plain.published(), keys);
    RouterDescriptor descriptor =
        RouterDescriptor.sign(builder.extraInfo(extraInfo.digests()).build(), keys);
    uploads.put(what, (text(descriptor.text()) + text(extraInfo.text())).getBytes(ISO_8859_1));
  }

  private DescriptorKeys keys(String name) throws Exception {
    Path directory = Files.createDirectory(folder.resolve(name));
    RelayKeys keys = new RelayKeyStore(directory, name, CURVE, RANDOM).load(now);
    watched.add(keys.rsaIdentity());
    return keys.forDescriptor(now);
  }

  private RelayDescriptionBuilder description(String name) throws Exception {
    return description(name, "5.6.7.8");
  }

  private RelayDescriptionBuilder description(String name, String address) throws Exception {
    return RelayDescription.builder(name, socket(address))
        .platform("Tor 0.4.9.11 on Linux")
        .protocols("Cons=1-2 Desc=1-2 Link=4-5 Microdesc=1-3 Relay=2-3")
        .bandwidth(
            new Bandwidth(1 << 20, 1 << 21, (1 << 18) + Math.abs(name.hashCode() % 7) * 4096))
        .published(now)
        .uptime(100_000 + Math.floorMod(name.hashCode(), 97) * 9_973L)
        .contact("test@example.com")
        .tunnelledDirectory(true);
  }

  private static InetSocketAddress socket(String literal) {
    return new InetSocketAddress(literal, 9001);
  }

  private static String text(Bytes document) {
    return new String(document.toByteArray(), ISO_8859_1);
  }
}
