package org.tropea.command;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.VotingTiming;
import org.tropea.authority.intake.UploadSettings;
import org.tropea.authority.vote.FlagOverride;
import org.tropea.authority.vote.FlagSettings;
import org.tropea.authority.vote.RelaySet;
import org.tropea.authority.vote.VoteSettings;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.TorVersion;
import org.tropea.directory.document.VoteAdvice;

/**
 * What a torrc with AuthoritativeDirectory 1 and V3AuthoritativeDirectory 1 asks for, with the
 * defaults and limits of C tor.
 *
 * @param directory where its DirPort listens
 */
record AuthorityOptions(
    ListenAddress directory,
    VotingTiming timing,
    VoteAdvice advice,
    Map<String, Integer> parameters,
    FlagSettings flags,
    UploadSettings uploads) {
  /** The options that this class reads, in lower case. */
  static final Set<String> READ =
      Set.of(
          "authdirhasipv6connectivity",
          "authdirmaxserversperaddr",
          "authdirtestreachability",
          "authoritativedirectory",
          "consensusparams",
          "dirallowprivateaddresses",
          "dirport",
          "minimalacceptedserverversion",
          "minuptimehidservdirectoryv2",
          "recommendedclientversions",
          "recommendedserverversions",
          "recommendedversions",
          "testingdirauthvoteexit",
          "testingdirauthvoteexitisstrict",
          "testingdirauthvoteguard",
          "testingdirauthvoteguardisstrict",
          "testingdirauthvotehsdir",
          "testingdirauthvotehsdirisstrict",
          "testingminexitflagthreshold",
          "testingminfastflagthreshold",
          "testingv3authinitialdistdelay",
          "testingv3authinitialvotedelay",
          "testingv3authinitialvotinginterval",
          "testingv3authvotingstartoffset",
          "v3authdistdelay",
          "v3authnintervalsvalid",
          "v3authoritativedirectory",
          "v3authuselegacykey",
          "v3authvotedelay",
          "v3authvotinginterval",
          "versioningauthoritativedirectory");

  /** The authority that {@code torrc} asks for; null where it asks for none. */
  static @Nullable AuthorityOptions read(
      Torrc torrc, boolean testing, BiConsumer<TorrcLine, String> warn) throws CannotStart {
    Optional<TorrcLine> port = torrc.last("DirPort");
    if (!torrc.bool("AuthoritativeDirectory", false)) {
      if (port.isPresent() && !port.get().value().strip().equals("0")) {
        warn.accept(port.get(), "DirPort has no effect but at an authority");
      }
      return null;
    }
    TorrcLine asked = torrc.last("AuthoritativeDirectory").orElseThrow();
    if (!torrc.bool("V3AuthoritativeDirectory", false)) {
      throw asked.refused(
          "only an authority that votes can be run; add V3AuthoritativeDirectory 1");
    }
    if (!testing && torrc.last("ContactInfo").isEmpty()) {
      throw asked.refused("an authority must say how to reach its operator; add ContactInfo");
    }
    Optional<TorrcLine> legacy = torrc.last("V3AuthUseLegacyKey");
    if (legacy.isPresent() && torrc.bool("V3AuthUseLegacyKey", false)) {
      throw legacy.get().refused("an authority signs with one key only; leave it out");
    }
    Optional<TorrcLine> onion = torrc.last("ORPort");
    if (onion.isPresent() && onion.get().value().contains("auto")) {
      throw onion.get().refused("others must know an authority's ORPort; write its number");
    }
    return new AuthorityOptions(
        directory(torrc, asked, testing, warn),
        VotingOptions.read(torrc, testing, warn),
        advice(torrc),
        parameters(torrc),
        flags(torrc, testing, warn),
        uploads(torrc, testing));
  }

  private static ListenAddress directory(
      Torrc torrc, TorrcLine asked, boolean testing, BiConsumer<TorrcLine, String> warn)
      throws CannotStart {
    List<TorrcLine> lines = torrc.all("DirPort");
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
    ListenAddress listen = ListenAddress.of(line, RelayOptions.withAddress(words.get(0), testing));
    if (listen.address().getPort() == 0) {
      throw line.refused("others must know an authority's DirPort; write its number");
    }
    return listen;
  }

  private static VoteAdvice advice(Torrc torrc) throws CannotStart {
    VoteAdvice protocols = VoteSettings.PROTOCOLS;
    if (!torrc.bool("VersioningAuthoritativeDirectory", false)) {
      return protocols;
    }
    return protocols.withVersions(
        versions(torrc, "RecommendedClientVersions"), versions(torrc, "RecommendedServerVersions"));
  }

  /** The versions of one option, or of RecommendedVersions where it is not given, each once. */
  private static String versions(Torrc torrc, String name) throws CannotStart {
    List<TorrcLine> lines = torrc.all(name);
    if (lines.isEmpty()) {
      lines = torrc.all("RecommendedVersions");
    }
    if (lines.isEmpty()) {
      throw torrc
          .last("VersioningAuthoritativeDirectory")
          .orElseThrow()
          .refused("there are no versions to recommend; add " + name);
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
    for (TorrcLine line : torrc.all("ConsensusParams")) {
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

  private static FlagSettings flags(
      Torrc torrc, boolean testing, BiConsumer<TorrcLine, String> warn) throws CannotStart {
    boolean untested =
        !torrc.bool("AuthDirTestReachability", true) || torrc.bool("AssumeReachable", false);
    if (!untested) {
      warn.accept(
          torrc.last("AuthoritativeDirectory").orElseThrow(),
          "relays are not tested yet, so we vote on no relay that it is running; with"
              + " AuthDirTestReachability 0 we vote that all are");
    }
    Duration uptime =
        testing ? Duration.ZERO : FlagSettings.DEFAULT.minUptimeOnionServiceDirectory();
    int perAddress = testing ? 0 : FlagSettings.DEFAULT.maxServersPerAddress();
    return new FlagSettings(
        testing,
        override(torrc, "TestingDirAuthVoteExit"),
        override(torrc, "TestingDirAuthVoteGuard"),
        override(torrc, "TestingDirAuthVoteHSDir"),
        torrc.interval("MinUptimeHidServDirectoryV2", uptime),
        torrc.integer("AuthDirMaxServersPerAddr", perAddress),
        torrc.bool("AuthDirHasIPv6Connectivity", false),
        untested,
        torrc.bytes("TestingMinExitFlagThreshold", 0),
        torrc.bytes("TestingMinFastFlagThreshold", 0));
  }

  private static FlagOverride override(Torrc torrc, String name) throws CannotStart {
    boolean strict = torrc.bool(name + "IsStrict", false);
    Optional<TorrcLine> line = torrc.last(name);
    if (line.isEmpty()) {
      return new FlagOverride(RelaySet.NONE, strict);
    }
    try {
      return new FlagOverride(RelaySet.read(line.get().value()), strict);
    } catch (DecodeException e) {
      throw line.get()
          .refused(
              name
                  + " is no list of fingerprints, nicknames and addresses (countries are not known"
                  + " yet); correct it");
    }
  }

  private static UploadSettings uploads(Torrc torrc, boolean testing) throws CannotStart {
    Optional<TorrcLine> line = torrc.last("MinimalAcceptedServerVersion");
    Optional<TorVersion> version =
        line.isEmpty()
            ? Optional.of(UploadSettings.DEFAULT.minimalVersion())
            : TorVersion.read(line.get().value().strip());
    if (version.isEmpty()) {
      throw line.orElseThrow()
          .refused("MinimalAcceptedServerVersion is no version of Tor; write such as 0.4.8.0");
    }
    return new UploadSettings(torrc.bool("DirAllowPrivateAddresses", testing), version.get());
  }
}
