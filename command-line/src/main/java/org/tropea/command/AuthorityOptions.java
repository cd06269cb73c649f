package org.tropea.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.AuthoritySettings;
import org.tropea.authority.VotingTiming;
import org.tropea.authority.bandwidth.BandwidthFiles;
import org.tropea.authority.intake.UploadSettings;
import org.tropea.authority.reachability.ReachabilitySettings;
import org.tropea.authority.rules.AddressRules;
import org.tropea.authority.vote.FlagOverride;
import org.tropea.authority.vote.FlagSettings;
import org.tropea.authority.vote.RelaySet;
import org.tropea.authority.vote.VoteSettings;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.document.TorVersion;
import org.tropea.directory.document.VoteAdvice;

/**
 * What a torrc with AuthoritativeDirectory 1 and V3AuthoritativeDirectory 1 asks for, with the
 * defaults and limits of C tor.
 *
 * @param directory where its DirPort listens
 * @param sharedRandomness AuthDirSharedRandomness
 */
record AuthorityOptions(
    ListenAddress directory,
    VotingTiming timing,
    VoteAdvice advice,
    Map<String, Integer> parameters,
    FlagSettings flags,
    AuthoritySettings.Relays relays,
    boolean sharedRandomness) {
  static final Option<Boolean> AUTHORITATIVE =
      Option.of("AuthoritativeDirectory", OptionType.BOOLEAN, "needed, beside an `ORPort`")
          .otherwise("0");
  static final Option<Boolean> V3_AUTHORITATIVE =
      Option.of("V3AuthoritativeDirectory", OptionType.BOOLEAN, "needed; no bridge authority")
          .otherwise("0");
  static final Option<TorrcLine> DIR_PORT =
      Option.of(
          "DirPort",
          OptionType.DEPENDENT,
          "needed, and a number, as `ORPort` is here: both stand in the `DirAuthority` lines; as `ORPort` otherwise. At a relay it has no effect and is warned of");
  static final Option<Boolean> USE_LEGACY_KEY =
      Option.of("V3AuthUseLegacyKey", OptionType.BOOLEAN, "`1` is refused").otherwise("0");
  static final Option<String> VOTE_EXIT =
      Option.of(
              "TestingDirAuthVoteExit",
              OptionType.RELAYS,
              "who gets the flag for the asking: fingerprints, nicknames, addresses, `*`; no countries; only with `TestingTorNetwork`")
          .shownAs("nobody");
  static final Option<Boolean> VOTE_EXIT_STRICT =
      Option.of("TestingDirAuthVoteExitIsStrict", OptionType.BOOLEAN, "whether nobody else gets it")
          .otherwise("0");
  static final Option<String> VOTE_GUARD =
      Option.of("TestingDirAuthVoteGuard", OptionType.RELAYS, "as `TestingDirAuthVoteExit`")
          .shownAs("nobody");
  static final Option<Boolean> VOTE_GUARD_STRICT =
      Option.of(
              "TestingDirAuthVoteGuardIsStrict", OptionType.BOOLEAN, "whether nobody else gets it")
          .otherwise("0");
  static final Option<String> VOTE_HSDIR =
      Option.of("TestingDirAuthVoteHSDir", OptionType.RELAYS, "as `TestingDirAuthVoteExit`")
          .shownAs("nobody");
  static final Option<Boolean> VOTE_HSDIR_STRICT =
      Option.of(
              "TestingDirAuthVoteHSDirIsStrict", OptionType.BOOLEAN, "whether nobody else gets it")
          .otherwise("0");
  static final Option<Long> MIN_EXIT_THRESHOLD =
      Option.of("TestingMinExitFlagThreshold", OptionType.BYTES, "only with `TestingTorNetwork`")
          .otherwise("0");
  static final Option<Long> MIN_FAST_THRESHOLD =
      Option.of("TestingMinFastFlagThreshold", OptionType.BYTES, "only with `TestingTorNetwork`")
          .otherwise("0");
  static final Option<Boolean> TEST_REACHABILITY =
      Option.of(
              "AuthDirTestReachability",
              OptionType.BOOLEAN,
              "whether relays are tested, each every 21 minutes and when it is new; with 0 all run that do not say otherwise")
          .otherwise("1");
  static final Option<Boolean> HAS_IPV6 =
      Option.of(
              "AuthDirHasIPv6Connectivity",
              OptionType.BOOLEAN,
              "whether the vote lists IPv6 addresses")
          .otherwise("0");
  static final Option<Integer> MAX_PER_ADDRESS =
      Option.of(
              "AuthDirMaxServersPerAddr",
              OptionType.INTEGER,
              "relays of one address that get flags; 0 for any number")
          .otherwise("2")
          .inTests("0");
  static final Option<Duration> MIN_UPTIME_HSDIR =
      Option.of(
              "MinUptimeHidServDirectoryV2",
              OptionType.INTERVAL,
              "how long a relay must be up for the HSDir flag")
          .otherwise("96 hours")
          .inTests("0 minutes");
  static final Option<TorrcLine> CONSENSUS_PARAMS =
      Option.of("ConsensusParams", OptionType.LINES, "`NAME=NUMBER`, with blanks between them");
  static final Option<Boolean> VERSIONING =
      Option.of("VersioningAuthoritativeDirectory", OptionType.BOOLEAN, "`1` needs the versions")
          .otherwise("0");
  static final Option<TorrcLine> CLIENT_VERSIONS =
      Option.of("RecommendedClientVersions", OptionType.LINES, "versions of Tor");
  static final Option<TorrcLine> SERVER_VERSIONS =
      Option.of("RecommendedServerVersions", OptionType.LINES, "versions of Tor");
  static final Option<TorrcLine> VERSIONS =
      Option.of(
          "RecommendedVersions",
          OptionType.LINES,
          "versions of Tor, where one of the two above is not given");
  static final Option<Boolean> ALLOW_PRIVATE =
      Option.of(
              "DirAllowPrivateAddresses",
              OptionType.BOOLEAN,
              "whether relays on private addresses are taken")
          .otherwise("0")
          .inTests("1");
  static final Option<String> MINIMAL_VERSION =
      Option.of(
              "MinimalAcceptedServerVersion",
              OptionType.STRING,
              "for relays that call themselves Tor")
          .otherwise(UploadSettings.MINIMAL_VERSION);
  static final Option<Boolean> SUPPORT_048 =
      Option.of(
              "AuthDirSupport048Clients",
              OptionType.BOOLEAN,
              "whether relays need a TAP key, and consensus methods above 35 are not offered")
          .otherwise("0");

  static final Option<Boolean> TEST_LINK_KEYS =
      Option.of(
              "AuthDirTestEd25519LinkKeys",
              OptionType.BOOLEAN,
              "whether a relay that is tested must prove its Ed25519 identity, too")
          .otherwise("1");
  static final Option<Duration> TIME_TO_LEARN =
      Option.of(
              "TestingAuthDirTimeToLearnReachability",
              OptionType.INTERVAL,
              "how long relays are tested before the vote says who is running")
          .otherwise("30 minutes")
          .inTests("0 minutes");
  private static final Duration MAX_TIME_TO_LEARN = Duration.ofHours(2);
  static final Option<Boolean> PIN_KEYS =
      Option.of(
              "AuthDirPinKeys",
              OptionType.BOOLEAN,
              "whether a relay that changes one of its two identities is refused")
          .otherwise("1");
  static final Option<Boolean> LIST_BAD_EXITS =
      Option.of(
              "AuthDirListBadExits",
              OptionType.BOOLEAN,
              "whether the vote says which exits are bad")
          .otherwise("0");
  static final Option<Boolean> LIST_MIDDLE_ONLY =
      Option.of(
              "AuthDirListMiddleOnly",
              OptionType.BOOLEAN,
              "whether the vote says who may be no more than a middle")
          .otherwise("0");
  static final Option<TorrcLine> REJECT =
      Option.of(
          "AuthDirReject",
          OptionType.LINES,
          "addresses of relays that are not taken, such as `192.0.2.0/24`, with commas between them; read again on SIGHUP");
  static final Option<TorrcLine> INVALID =
      Option.of("AuthDirInvalid", OptionType.LINES, "as `AuthDirReject`; without the flag Valid");
  static final Option<TorrcLine> BAD_EXIT =
      Option.of("AuthDirBadExit", OptionType.LINES, "as `AuthDirReject`; with the flag BadExit");
  static final Option<TorrcLine> MIDDLE_ONLY =
      Option.of(
          "AuthDirMiddleOnly", OptionType.LINES, "as `AuthDirReject`; with the flag MiddleOnly");
  static final Option<Boolean> SHARED_RANDOMNESS =
      Option.of(
              "AuthDirSharedRandomness",
              OptionType.BOOLEAN,
              "whether to take part in making random values; the consensus has those of the others in any case")
          .otherwise("1");

  static final Option<String> BANDWIDTHS =
      Option.of(
              "V3BandwidthsFile",
              OptionType.FILENAME,
              "what a scanner measured of relays, in the bandwidth file format, v1.x; read again for each vote, which repeats its headers, and served at `/tor/status-vote/next/bandwidth`")
          .shownAs("nothing is measured");
  static final Option<String> GUARD_FRACTIONS =
      Option.of(
              "GuardfractionFile",
              OptionType.FILENAME,
              "for how much of its time each guard was seen as one; read again for each vote")
          .shownAs("nothing is said");
  static final Option<Integer> MIN_MEASURED =
      Option.of(
              "MinMeasuredBWsForAuthToIgnoreAdvertised",
              OptionType.SIGNED,
              "where more relays were measured, what others say of themselves earns them no flag")
          .otherwise("500");

  static final List<Option<?>> DECLARED =
      List.of(
          AUTHORITATIVE,
          V3_AUTHORITATIVE,
          DIR_PORT,
          USE_LEGACY_KEY,
          VOTE_EXIT,
          VOTE_EXIT_STRICT,
          VOTE_GUARD,
          VOTE_GUARD_STRICT,
          VOTE_HSDIR,
          VOTE_HSDIR_STRICT,
          MIN_EXIT_THRESHOLD,
          MIN_FAST_THRESHOLD,
          TEST_REACHABILITY,
          HAS_IPV6,
          MAX_PER_ADDRESS,
          MIN_UPTIME_HSDIR,
          CONSENSUS_PARAMS,
          VERSIONING,
          CLIENT_VERSIONS,
          SERVER_VERSIONS,
          VERSIONS,
          ALLOW_PRIVATE,
          MINIMAL_VERSION,
          SUPPORT_048,
          TEST_LINK_KEYS,
          TIME_TO_LEARN,
          PIN_KEYS,
          LIST_BAD_EXITS,
          LIST_MIDDLE_ONLY,
          REJECT,
          INVALID,
          BAD_EXIT,
          MIDDLE_ONLY,
          SHARED_RANDOMNESS,
          BANDWIDTHS,
          GUARD_FRACTIONS,
          MIN_MEASURED);

  /** The authority that {@code torrc} asks for; null where it asks for none. */
  static @Nullable AuthorityOptions read(Torrc torrc, BiConsumer<TorrcLine, String> warn)
      throws CannotStart {
    boolean testing = torrc.isTesting();
    Optional<TorrcLine> port = torrc.line(DIR_PORT);
    if (!torrc.value(AUTHORITATIVE)) {
      if (port.isPresent() && !port.get().value().strip().equals("0")) {
        warn.accept(port.get(), "DirPort has no effect but at an authority");
      }
      return null;
    }
    TorrcLine asked = torrc.line(AUTHORITATIVE).orElseThrow();
    if (!torrc.value(V3_AUTHORITATIVE)) {
      throw asked.refused(
          "only an authority that votes can be run; add V3AuthoritativeDirectory 1");
    }
    if (!testing && torrc.line(Identity.CONTACT_INFO).isEmpty()) {
      throw asked.refused("an authority must say how to reach its operator; add ContactInfo");
    }
    Optional<TorrcLine> legacy = torrc.line(USE_LEGACY_KEY);
    if (legacy.isPresent() && torrc.value(USE_LEGACY_KEY)) {
      throw legacy.get().refused("an authority signs with one key only; leave it out");
    }
    Optional<TorrcLine> onion = torrc.line(Ports.OR_PORT);
    if (onion.isPresent() && onion.get().value().contains("auto")) {
      throw onion.get().refused("others must know an authority's ORPort; write its number");
    }
    return new AuthorityOptions(
        directory(torrc, asked, testing, warn),
        VotingOptions.read(torrc, warn),
        advice(torrc),
        parameters(torrc),
        flags(torrc, testing),
        new AuthoritySettings.Relays(
            uploads(torrc),
            reachability(torrc),
            new AddressRules(
                policy(torrc, REJECT),
                policy(torrc, INVALID),
                policy(torrc, BAD_EXIT),
                policy(torrc, MIDDLE_ONLY)),
            new BandwidthFiles(path(torrc, BANDWIDTHS), path(torrc, GUARD_FRACTIONS))),
        torrc.value(SHARED_RANDOMNESS));
  }

  private static @Nullable Path path(Torrc torrc, Option<String> option) throws CannotStart {
    return torrc.line(option).isPresent() ? HomePath.of(torrc.value(option)) : null;
  }

  private static ListenAddress directory(
      Torrc torrc, TorrcLine asked, boolean testing, BiConsumer<TorrcLine, String> warn)
      throws CannotStart {
    List<TorrcLine> lines = torrc.lines(DIR_PORT);
    if (lines.isEmpty() || lines.get(0).value().strip().equals("0")) {
      throw asked.refused("the other authorities need a port to reach this one; add a DirPort");
    }
    TorrcLine line = lines.get(0);
    if (lines.size() > 1) {
      warn.accept(lines.get(1), "only the first DirPort has an effect yet");
    }
    List<String> words = Arrays.asList(line.value().strip().split("\\s+"));
    for (String flag : words.subList(1, words.size())) {
      if (!flag.equalsIgnoreCase("IPv4Only")) {
        warn.accept(line, "the flag " + flag + " of DirPort has no effect yet");
      }
    }
    ListenAddress listen = ListenAddress.of(line, Ports.withAddress(words.get(0), testing));
    if (listen.address().getPort() == 0) {
      throw line.refused("others must know an authority's DirPort; write its number");
    }
    return listen;
  }

  private static VoteAdvice advice(Torrc torrc) throws CannotStart {
    VoteAdvice protocols = VoteSettings.PROTOCOLS;
    if (!torrc.value(VERSIONING)) {
      return protocols;
    }
    return protocols.withVersions(
        versions(torrc, CLIENT_VERSIONS), versions(torrc, SERVER_VERSIONS));
  }

  /** The versions of one option, or of RecommendedVersions where it is not given, each once. */
  private static String versions(Torrc torrc, Option<TorrcLine> option) throws CannotStart {
    List<TorrcLine> lines = torrc.lines(option);
    if (lines.isEmpty()) {
      lines = torrc.lines(VERSIONS);
    }
    if (lines.isEmpty()) {
      throw torrc
          .line(VERSIONING)
          .orElseThrow()
          .refused("there are no versions to recommend; add " + option.name());
    }
    return String.join(
        ",",
        lines.stream()
            .flatMap(line -> Arrays.stream(line.value().split("[,\\s]+", -1)))
            .filter(version -> !version.isEmpty())
            .sorted(TorVersion.TEXT_ORDER)
            .distinct()
            .toList());
  }

  private static Map<String, Integer> parameters(Torrc torrc) throws CannotStart {
    Map<String, Integer> parameters = new HashMap<>();
    for (TorrcLine line : torrc.lines(CONSENSUS_PARAMS)) {
      for (String word : line.value().strip().split("\\s+", -1)) {
        String[] pair = word.split("=", 2);
        try {
          if (pair.length == 2 && !pair[0].isEmpty()) {
            parameters.put(pair[0], Integer.parseInt(pair[1]));
            continue;
          }
        } catch (NumberFormatException e) {
          // Refused below.
        }
        throw line.refused(
            "ConsensusParams is no list of NAME=NUMBER; write such as circwindow=80");
      }
    }
    return parameters;
  }

  /** A policy that refuses the addresses that the option names. */
  private static ExitPolicy policy(Torrc torrc, Option<TorrcLine> option) throws CannotStart {
    List<String> rules = new ArrayList<>();
    for (TorrcLine line : torrc.lines(option)) {
      for (String word : Arrays.asList(line.value().split(",", -1))) {
        String entry = word.strip();
        boolean port = entry.indexOf(':', Math.max(0, entry.lastIndexOf(']'))) >= 0;
        if (!entry.isEmpty()) {
          rules.add("reject " + entry + (port ? "" : ":*"));
        }
      }
    }
    try {
      return ExitPolicy.read(rules);
    } catch (DecodeException e) {
      throw torrc
          .lines(option)
          .get(0)
          .refused(option.name() + " is no list of addresses; write such as 192.0.2.0/24");
    }
  }

  private static ReachabilitySettings reachability(Torrc torrc) throws CannotStart {
    Duration learning = torrc.value(TIME_TO_LEARN);
    if (learning.compareTo(MAX_TIME_TO_LEARN) > 0) {
      throw torrc
          .line(TIME_TO_LEARN)
          .orElseThrow()
          .refused("TestingAuthDirTimeToLearnReachability is above 2 hours; write less");
    }
    return new ReachabilitySettings(
        torrc.value(TEST_LINK_KEYS), learning, ReachabilitySettings.Pace.DEFAULT);
  }

  private static FlagSettings flags(Torrc torrc, boolean testing) throws CannotStart {
    return new FlagSettings(
        testing,
        override(torrc, VOTE_EXIT, VOTE_EXIT_STRICT),
        override(torrc, VOTE_GUARD, VOTE_GUARD_STRICT),
        override(torrc, VOTE_HSDIR, VOTE_HSDIR_STRICT),
        torrc.value(MIN_UPTIME_HSDIR),
        torrc.value(MAX_PER_ADDRESS),
        torrc.value(HAS_IPV6),
        !torrc.value(TEST_REACHABILITY),
        torrc.value(MIN_EXIT_THRESHOLD),
        torrc.value(MIN_FAST_THRESHOLD),
        torrc.value(LIST_BAD_EXITS),
        torrc.value(LIST_MIDDLE_ONLY),
        torrc.value(MIN_MEASURED));
  }

  private static FlagOverride override(Torrc torrc, Option<String> option, Option<Boolean> isStrict)
      throws CannotStart {
    boolean strict = torrc.value(isStrict);
    Optional<TorrcLine> line = torrc.line(option);
    if (line.isEmpty()) {
      return new FlagOverride(RelaySet.NONE, strict);
    }
    try {
      return new FlagOverride(RelaySet.read(line.get().value()), strict);
    } catch (DecodeException e) {
      throw line.get()
          .refused(
              option.name()
                  + " is no list of fingerprints, nicknames and addresses (countries are not known"
                  + " yet); correct it");
    }
  }

  private static UploadSettings uploads(Torrc torrc) throws CannotStart {
    Optional<TorVersion> version = TorVersion.read(torrc.value(MINIMAL_VERSION).strip());
    if (version.isEmpty()) {
      throw torrc
          .line(MINIMAL_VERSION)
          .orElseThrow()
          .refused("MinimalAcceptedServerVersion is no version of Tor; write such as 0.4.8.0");
    }
    return new UploadSettings(
        torrc.value(ALLOW_PRIVATE), version.get(), torrc.value(SUPPORT_048), torrc.value(PIN_KEYS));
  }
}
