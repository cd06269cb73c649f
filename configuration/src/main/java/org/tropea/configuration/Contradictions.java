package org.tropea.configuration;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What C tor refuses of options that it can read one by one: those that contradict each other, and
 * values that are none for the role. It refuses them whether or not the option has an effect here.
 * For one use.
 */
public final class Contradictions {
  private static final int MOST_PORT = 65_535;
  private static final Set<String> SCHEDULERS = Set.of("kist", "kistlite", "vanilla");
  private static final Set<String> ACCOUNTING = Set.of("sum", "max", "in", "out");
  private static final List<String> ONLY_IN_TESTS =
      List.of(
          "TestingV3AuthInitialVotingInterval",
          "TestingV3AuthInitialVoteDelay",
          "TestingV3AuthInitialDistDelay",
          "TestingV3AuthVotingStartOffset",
          "TestingAuthDirTimeToLearnReachability",
          "TestingServerDownloadInitialDelay",
          "TestingClientDownloadInitialDelay",
          "TestingServerConsensusDownloadInitialDelay",
          "TestingClientConsensusDownloadInitialDelay",
          "TestingBridgeDownloadInitialDelay",
          "TestingBridgeBootstrapDownloadInitialDelay",
          "TestingClientMaxIntervalWithoutRequest",
          "TestingDirConnectionMaxStall",
          "TestingAuthKeyLifetime",
          "TestingLinkCertLifetime",
          "TestingSigningKeySlop",
          "TestingAuthKeySlop",
          "TestingLinkKeySlop",
          "TestingMinTimeToReportBandwidth",
          "TestingEnableConnBwEvent",
          "TestingEnableCellStatsEvent");

  private static final Pattern PORT =
      Pattern.compile("(?:[^\\s:]+:|\\[[^\\s\\]]+\\]:)?(?:(?<port>\\d{1,5})|auto)");

  private final Torrc torrc;

  private Contradictions(Torrc torrc) {
    this.torrc = torrc;
  }

  /** Refuses what C tor refuses. */
  public static void check(Torrc torrc) throws OptionException {
    LineShapes.check(torrc);
    Contradictions check = new Contradictions(torrc);
    check.entry();
    check.relay();
    check.proxies();
    check.ports();
    check.numbers();
    check.words();
    check.testing();
    check.paths();
    check.services();
  }

  private void entry() throws OptionException {
    boolean bridges = isOn("UseBridges");
    refuse(bridges && isGiven("EntryNodes"), "UseBridges", "cannot stand beside EntryNodes");
    refuse(bridges && !isOn("UseEntryGuards"), "UseBridges", "needs UseEntryGuards 1");
    refuse(bridges && !isGiven("Bridge"), "UseBridges", "needs a Bridge line");
    refuse(
        isGiven("EntryNodes") && !isOn("UseEntryGuards"), "EntryNodes", "needs UseEntryGuards 1");
    int primary = number("NumPrimaryGuards");
    int entry = number("NumEntryGuards");
    refuse(
        primary > 0 && entry > primary, "NumEntryGuards", "must not be more than NumPrimaryGuards");
    refuse(
        isOn("FetchDirInfoExtraEarly") && !isOn("FetchDirInfoEarly"),
        "FetchDirInfoExtraEarly",
        "needs FetchDirInfoEarly 1");
    refuse(
        isOn("ControlSocketsGroupWritable") && !isGiven("ControlSocket"),
        "ControlSocketsGroupWritable",
        "means nothing without a ControlSocket");
    boolean own = isGiven("DirAuthority");
    refuse(
        own && isGiven("AlternateDirAuthority"), "AlternateDirAuthority", "excludes DirAuthority");
    refuse(
        own && isGiven("AlternateBridgeAuthority"),
        "AlternateBridgeAuthority",
        "excludes DirAuthority");
  }

  private void services() throws OptionException {
    boolean single = isOn("HiddenServiceSingleHopMode");
    boolean open = isOn("HiddenServiceNonAnonymousMode");
    String problem = "hides no service; it goes with the other one alone, ";
    refuse(
        single && !open, "HiddenServiceSingleHopMode", problem + "HiddenServiceNonAnonymousMode 1");
    refuse(
        open && !single, "HiddenServiceNonAnonymousMode", problem + "HiddenServiceSingleHopMode 1");
  }

  private boolean isRelay() throws OptionException {
    return !isOn("ClientOnly") && listens("ORPortLines");
  }

  private void relay() throws OptionException {
    boolean bridge = isOn("BridgeRelay");
    refuse(bridge && !isGiven("ORPort"), "BridgeRelay", "needs an ORPort");
    refuse(bridge && !isOn("DirCache"), "DirCache", "must be 1 for a bridge");
    refuse(
        !isOn("DirCache") && torrc.last("DirPort").filter(p -> !p.value().equals("0")).isPresent(),
        "DirCache",
        "must be 1 where there is a DirPort");
    refuse(isGiven("BridgeDistribution") && !bridge, "BridgeDistribution", "is for BridgeRelay 1");
    refuse(
        !text("BridgeDistribution").matches("[A-Za-z0-9_-]*"),
        "BridgeDistribution",
        "has a character that none of its words has");
    directoryPort();
    if (!isRelay()) {
      return;
    }
    for (String name :
        List.of("ReachableAddresses", "ReachableORAddresses", "ReachableDirAddresses")) {
      refuse(isGiven(name), name, "cannot be for a relay, which must reach all others");
    }
    refuse(isOn("FascistFirewall"), "FascistFirewall", "cannot be for a relay");
    refuse(!isOn("ClientUseIPv4"), "ClientUseIPv4", "must be 1 for a relay");
    refuse(isOn("UseBridges"), "UseBridges", "cannot be for a relay");
    refuse(!text("ConnectionPadding").equals("auto"), "ConnectionPadding", "of a relay is auto");
    refuse(isOn("ReducedConnectionPadding"), "ReducedConnectionPadding", "of a relay is 0");
    refuse(!isOn("CircuitPadding"), "CircuitPadding", "of a relay is 1");
    refuse(isOn("ReducedCircuitPadding"), "ReducedCircuitPadding", "of a relay is 0");
  }

  private void directoryPort() throws OptionException {
    int advertised = 0;
    int heard = 0;
    for (TorrcLine line : torrc.all("DirPortLines")) {
      String[] words = line.value().strip().split("\\s+", -1);
      List<String> flags = List.of(line.value().toLowerCase(Locale.ROOT).split("\\s+"));
      Matcher where = PORT.matcher(words[0]);
      boolean isPort =
          where.matches()
              && (where.group("port") == null
                  || Integer.parseInt(where.group("port")) <= MOST_PORT);
      if (!isPort) {
        throw line.refused("DirPort is no PORT, ADDRESS:PORT or auto; write one");
      }
      advertised += flags.contains("noadvertise") || words[0].equals("0") ? 0 : 1;
      heard += flags.contains("nolisten") || words[0].equals("0") ? 0 : 1;
    }
    refuse(advertised > 0 && heard == 0, "DirPort", "is advertised and not listened on");
    refuse(advertised > 1, "DirPort", "is advertised more than once");
  }

  /** A daemon works in another folder. */
  private void paths() throws OptionException {
    if (!isOn("RunAsDaemon")) {
      return;
    }
    for (OptionRow row : OptionTable.ofCTor().rows()) {
      boolean isPath = row.type().equals(OptionType.FILENAME.word());
      if (isPath || row.name().equals("HiddenServiceDir")) {
        for (TorrcLine line : torrc.all(row.name())) {
          boolean absolute = line.value().startsWith("/") || line.value().startsWith("~");
          refuse(!absolute, "RunAsDaemon", "needs absolute paths, and " + row.name() + " is none");
        }
      }
    }
  }

  private void proxies() throws OptionException {
    List<String> given =
        Stream.of("Socks4Proxy", "Socks5Proxy", "HTTPSProxy", "TCPProxy")
            .filter(this::isGiven)
            .toList();
    if (given.size() > 1) {
      throw refused(given.get(1), "excludes " + given.get(0) + ": one kind of proxy only");
    }
    for (String name : List.of("HTTPProxyAuthenticator", "HTTPSProxyAuthenticator")) {
      refuse(text(name).length() >= 512, name, "is longer than 511 bytes");
    }
    boolean user = isGiven("Socks5ProxyUsername");
    boolean password = isGiven("Socks5ProxyPassword");
    refuse(user && !password, "Socks5ProxyUsername", "needs Socks5ProxyPassword");
    refuse(password && !user, "Socks5ProxyPassword", "needs Socks5ProxyUsername");
    for (String name : List.of("Socks5ProxyUsername", "Socks5ProxyPassword")) {
      refuse(text(name).length() > 255, name, "is longer than 255 bytes");
    }
  }

  private void ports() throws OptionException {
    for (String name :
        List.of("FirewallPorts", "LongLivedPorts", "RejectPlaintextPorts", "WarnPlaintextPorts")) {
      for (String word : OptionValue.commaList(text(name))) {
        String digits = word.replaceFirst("^\\s*(\\d{0,6}).*", "$1");
        int port = digits.isEmpty() ? 0 : Integer.parseInt(digits);
        refuse(port < 1 || port > MOST_PORT, name, "holds what is no port");
      }
    }
  }

  private void numbers() throws OptionException {
    refuse(number("ConnLimit") < 1, "ConnLimit", "must be 1 or more");
    int pending = number("MaxClientCircuitsPending");
    refuse(pending < 1 || pending > 1024, "MaxClientCircuitsPending", "must be from 1 to 1024");
    long refill = time("TokenBucketRefillInterval", OptionType.MILLISECONDS).toMillis();
    refuse(refill < 1 || refill > 1000, "TokenBucketRefillInterval", "must be from 1 to 1000 msec");
    refuse(time("KeepalivePeriod").isZero(), "KeepalivePeriod", "must be 1 second or more");
    refuse(
        isMore(time("CircuitsAvailableTimeout"), Duration.ofHours(24)),
        "CircuitsAvailableTimeout",
        "must be 24 hours at most");
    refuse(
        !torrc.isTesting() && isMore(Duration.ofMinutes(10), time("DormantClientTimeout")),
        "DormantClientTimeout",
        "must be 10 minutes or more");
    refuse(decimal("KISTSockBufSizeFactor") < 0, "KISTSockBufSizeFactor", "must be 0 or more");
    refuse(
        time("KISTSchedRunInterval", OptionType.MILLISECONDS).toMillis() > 100,
        "KISTSchedRunInterval",
        "must be 100 msec at most");
    if (isOn("ConstrainedSockets")) {
      long size = value("ConstrainedSockSize", OptionType.BYTES);
      refuse(
          size < 2048 || size > 262_144 || size % 1024 != 0,
          "ConstrainedSockSize",
          "must be from 2048 to 262144, in steps of 1024");
    }
  }

  private void words() throws OptionException {
    List<String> schedulers = OptionValue.commaList(text("Schedulers"));
    refuse(
        schedulers.isEmpty()
            || !schedulers.stream()
                .allMatch(word -> SCHEDULERS.contains(word.toLowerCase(Locale.ROOT))),
        "Schedulers",
        "is not of KIST, KISTLite and Vanilla");
    refuse(
        isGiven("AccountingRule") && !ACCOUNTING.contains(text("AccountingRule")),
        "AccountingRule",
        "is none of sum, max, in, out");
    String proxy = text("TransProxyType").toLowerCase(Locale.ROOT);
    refuse(
        isGiven("TransProxyType") && !Set.of("default", "tproxy").contains(proxy),
        "TransProxyType",
        "is none of default and tproxy");
    refuse(proxy.equals("tproxy") && !isGiven("TransPort"), "TransProxyType", "needs a TransPort");
  }

  private boolean listens(String lines) {
    return torrc.all(lines).stream().anyMatch(line -> !line.value().strip().equals("0"));
  }

  private void testing() throws OptionException {
    if (!torrc.isTesting()) {
      for (String name : ONLY_IN_TESTS) {
        refuse(!torrc.isDefault(row(name)), name, "is for test networks only");
      }
    }
    boolean own =
        isGiven("DirAuthority")
            || (isGiven("AlternateDirAuthority") && isGiven("AlternateBridgeAuthority"));
    refuse(
        !torrc.isTesting() && !isOn("ClientDNSRejectInternalAddresses") && !own,
        "ClientDNSRejectInternalAddresses",
        "may be 0 in a network of its own only");
    refuse(
        isMore(time("TestingSigningKeySlop").multipliedBy(2), time("SigningKeyLifetime")),
        "SigningKeyLifetime",
        "is too short");
    refuse(
        isMore(time("TestingAuthKeySlop").multipliedBy(2), time("TestingLinkCertLifetime")),
        "TestingLinkCertLifetime",
        "is too short");
    refuse(
        isMore(time("TestingLinkKeySlop").multipliedBy(2), time("TestingAuthKeyLifetime")),
        "TestingAuthKeyLifetime",
        "is too short");
    refuse(
        time("TestingClientMaxIntervalWithoutRequest").isZero(),
        "TestingClientMaxIntervalWithoutRequest",
        "is too short");
    refuse(
        isMore(Duration.ofSeconds(5), time("TestingDirConnectionMaxStall")),
        "TestingDirConnectionMaxStall",
        "is too short");
    refuse(
        number("ClientBootstrapConsensusMaxInProgressTries") < 1,
        "ClientBootstrapConsensusMaxInProgressTries",
        "must be 1 or more");
  }

  private static boolean isMore(Duration one, Duration other) {
    return one.compareTo(other) > 0;
  }

  private static OptionRow row(String name) {
    return OptionTable.ofCTor().row(name).orElseThrow();
  }

  private boolean isGiven(String name) {
    return torrc.last(name).isPresent();
  }

  private boolean isOn(String name) throws OptionException {
    return value(name, OptionType.BOOLEAN);
  }

  private int number(String name) throws OptionException {
    return value(name, OptionType.INTEGER);
  }

  private double decimal(String name) throws OptionException {
    return value(name, OptionType.DECIMAL);
  }

  private Duration time(String name) throws OptionException {
    return time(name, OptionType.INTERVAL);
  }

  private Duration time(String name, OptionType<Duration> type) throws OptionException {
    return value(name, type);
  }

  private <T> T value(String name, OptionType<T> type) throws OptionException {
    return torrc.value(Option.of(name, type));
  }

  /** As it would be written down; empty for nothing. */
  private String text(String name) {
    return String.join("", torrc.written(row(name)));
  }

  private void refuse(boolean when, String name, String problem) throws OptionException {
    if (when) {
      throw refused(name, problem);
    }
  }

  private OptionException refused(String name, String problem) {
    Optional<TorrcLine> line = torrc.last(name);
    String message = name + " " + problem + "; correct it";
    return line.map(each -> each.refused(message)).orElseGet(() -> new OptionException(message));
  }
}
