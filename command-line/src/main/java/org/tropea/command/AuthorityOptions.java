package org.tropea.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.AuthoritySettings;
import org.tropea.authority.VotingTiming;
import org.tropea.authority.bandwidth.BandwidthFiles;
import org.tropea.authority.intake.UploadSettings;
import org.tropea.authority.reachability.ReachabilitySettings;
import org.tropea.authority.rules.AddressRules;
import org.tropea.authority.rules.CountryRules;
import org.tropea.authority.rules.RelayRule;
import org.tropea.authority.vote.FlagOverride;
import org.tropea.authority.vote.FlagSettings;
import org.tropea.authority.vote.RelaySet;
import org.tropea.authority.vote.VoteSettings;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.CountryTable;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.document.TorVersion;
import org.tropea.directory.document.VoteAdvice;

/**
 * What a torrc with AuthoritativeDirectory 1 and V3AuthoritativeDirectory 1 asks for, with the
 * defaults and limits of C tor.
 *
 * @param directory where its DirPort listens
 * @param sharedRandomness AuthDirSharedRandomness
 * @param legacyKey V3AuthUseLegacyKey
 */
record AuthorityOptions(
    ListenAddress directory,
    VotingTiming timing,
    VoteAdvice advice,
    Map<String, Integer> parameters,
    FlagSettings flags,
    AuthoritySettings.Relays relays,
    boolean sharedRandomness,
    boolean legacyKey) {
  static final Option<Boolean> AUTHORITATIVE =
      Option.of("AuthoritativeDirectory", OptionType.BOOLEAN);
  static final Option<Boolean> V3_AUTHORITATIVE =
      Option.of("V3AuthoritativeDirectory", OptionType.BOOLEAN);
  static final Option<TorrcLine> DIR_PORT = Option.of("DirPort", OptionType.DEPENDENT);
  static final Option<Boolean> USE_LEGACY_KEY = Option.of("V3AuthUseLegacyKey", OptionType.BOOLEAN);
  static final Option<String> VOTE_EXIT = Option.of("TestingDirAuthVoteExit", OptionType.RELAYS);
  static final Option<Boolean> VOTE_EXIT_STRICT =
      Option.of("TestingDirAuthVoteExitIsStrict", OptionType.BOOLEAN);
  static final Option<String> VOTE_GUARD = Option.of("TestingDirAuthVoteGuard", OptionType.RELAYS);
  static final Option<Boolean> VOTE_GUARD_STRICT =
      Option.of("TestingDirAuthVoteGuardIsStrict", OptionType.BOOLEAN);
  static final Option<String> VOTE_HSDIR = Option.of("TestingDirAuthVoteHSDir", OptionType.RELAYS);
  static final Option<Boolean> VOTE_HSDIR_STRICT =
      Option.of("TestingDirAuthVoteHSDirIsStrict", OptionType.BOOLEAN);
  static final Option<Long> MIN_EXIT_THRESHOLD =
      Option.of("TestingMinExitFlagThreshold", OptionType.BYTES);
  static final Option<Long> MIN_FAST_THRESHOLD =
      Option.of("TestingMinFastFlagThreshold", OptionType.BYTES);
  static final Option<Boolean> TEST_REACHABILITY =
      Option.of("AuthDirTestReachability", OptionType.BOOLEAN);
  static final Option<Boolean> HAS_IPV6 =
      Option.of("AuthDirHasIPv6Connectivity", OptionType.BOOLEAN);
  static final Option<Integer> MAX_PER_ADDRESS =
      Option.of("AuthDirMaxServersPerAddr", OptionType.INTEGER);
  static final Option<Duration> MIN_UPTIME_HSDIR =
      Option.of("MinUptimeHidServDirectoryV2", OptionType.INTERVAL);
  static final Option<TorrcLine> CONSENSUS_PARAMS = Option.of("ConsensusParams", OptionType.LINES);
  static final Option<Boolean> VERSIONING =
      Option.of("VersioningAuthoritativeDirectory", OptionType.BOOLEAN);
  static final Option<TorrcLine> CLIENT_VERSIONS =
      Option.of("RecommendedClientVersions", OptionType.LINES);
  static final Option<TorrcLine> SERVER_VERSIONS =
      Option.of("RecommendedServerVersions", OptionType.LINES);
  static final Option<TorrcLine> VERSIONS = Option.of("RecommendedVersions", OptionType.LINES);
  static final Option<Boolean> ALLOW_PRIVATE =
      Option.of("DirAllowPrivateAddresses", OptionType.BOOLEAN);
  static final Option<String> MINIMAL_VERSION =
      Option.of("MinimalAcceptedServerVersion", OptionType.STRING);
  static final Option<Boolean> SUPPORT_048 =
      Option.of("AuthDirSupport048Clients", OptionType.BOOLEAN);

  static final Option<Boolean> TEST_LINK_KEYS =
      Option.of("AuthDirTestEd25519LinkKeys", OptionType.BOOLEAN);
  static final Option<Duration> TIME_TO_LEARN =
      Option.of("TestingAuthDirTimeToLearnReachability", OptionType.INTERVAL);
  private static final Duration MAX_TIME_TO_LEARN = Duration.ofHours(2);
  static final Option<Boolean> PIN_KEYS = Option.of("AuthDirPinKeys", OptionType.BOOLEAN);
  static final Option<Boolean> LIST_BAD_EXITS =
      Option.of("AuthDirListBadExits", OptionType.BOOLEAN);
  static final Option<Boolean> LIST_MIDDLE_ONLY =
      Option.of("AuthDirListMiddleOnly", OptionType.BOOLEAN);
  static final Option<TorrcLine> REJECT = Option.of("AuthDirReject", OptionType.LINES);
  static final Option<TorrcLine> INVALID = Option.of("AuthDirInvalid", OptionType.LINES);
  static final Option<TorrcLine> BAD_EXIT = Option.of("AuthDirBadExit", OptionType.LINES);
  static final Option<TorrcLine> MIDDLE_ONLY = Option.of("AuthDirMiddleOnly", OptionType.LINES);
  static final Option<List<String>> REJECT_COUNTRIES =
      Option.of("AuthDirRejectCCs", OptionType.COMMA_LIST);
  static final Option<List<String>> INVALID_COUNTRIES =
      Option.of("AuthDirInvalidCCs", OptionType.COMMA_LIST);
  static final Option<List<String>> BAD_EXIT_COUNTRIES =
      Option.of("AuthDirBadExitCCs", OptionType.COMMA_LIST);
  static final Option<List<String>> MIDDLE_ONLY_COUNTRIES =
      Option.of("AuthDirMiddleOnlyCCs", OptionType.COMMA_LIST);
  static final Option<Boolean> SHARED_RANDOMNESS =
      Option.of("AuthDirSharedRandomness", OptionType.BOOLEAN);

  static final Option<String> BANDWIDTHS = Option.of("V3BandwidthsFile", OptionType.FILENAME);
  static final Option<String> GUARD_FRACTIONS = Option.of("GuardfractionFile", OptionType.FILENAME);
  static final Option<Integer> MIN_MEASURED =
      Option.of("MinMeasuredBWsForAuthToIgnoreAdvertised", OptionType.SIGNED);

  /** The authority that {@code torrc} asks for; null where it asks for none. */
  static @Nullable AuthorityOptions read(Torrc torrc, BiConsumer<TorrcLine, String> warn)
      throws OptionException {
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
                policy(torrc, MIDDLE_ONLY),
                countries(torrc)),
            new BandwidthFiles(path(torrc, BANDWIDTHS), path(torrc, GUARD_FRACTIONS))),
        torrc.value(SHARED_RANDOMNESS),
        torrc.value(USE_LEGACY_KEY));
  }

  private static @Nullable Path path(Torrc torrc, Option<String> option) throws OptionException {
    return torrc.line(option).isPresent() ? HomePath.of(torrc.value(option)) : null;
  }

  private static ListenAddress directory(
      Torrc torrc, TorrcLine asked, boolean testing, BiConsumer<TorrcLine, String> warn)
      throws OptionException {
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

  private static VoteAdvice advice(Torrc torrc) throws OptionException {
    VoteAdvice protocols = VoteSettings.PROTOCOLS;
    if (!torrc.value(VERSIONING)) {
      return protocols;
    }
    return protocols.withVersions(
        versions(torrc, CLIENT_VERSIONS), versions(torrc, SERVER_VERSIONS));
  }

  /** The versions of one option, or of RecommendedVersions where it is not given, each once. */
  private static String versions(Torrc torrc, Option<TorrcLine> option) throws OptionException {
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

  private static Map<String, Integer> parameters(Torrc torrc) throws OptionException {
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
  private static ExitPolicy policy(Torrc torrc, Option<TorrcLine> option) throws OptionException {
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

  /** Without a table yet. */
  private static CountryRules countries(Torrc torrc) throws OptionException {
    return new CountryRules(
        Map.of(
            RelayRule.REJECT, Set.copyOf(torrc.value(REJECT_COUNTRIES)),
            RelayRule.INVALID, Set.copyOf(torrc.value(INVALID_COUNTRIES)),
            RelayRule.BAD_EXIT, Set.copyOf(torrc.value(BAD_EXIT_COUNTRIES)),
            RelayRule.MIDDLE_ONLY, Set.copyOf(torrc.value(MIDDLE_ONLY_COUNTRIES))),
        CountryTable.NONE);
  }

  private static ReachabilitySettings reachability(Torrc torrc) throws OptionException {
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

  private static FlagSettings flags(Torrc torrc, boolean testing) throws OptionException {
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
      throws OptionException {
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

  private static UploadSettings uploads(Torrc torrc) throws OptionException {
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
