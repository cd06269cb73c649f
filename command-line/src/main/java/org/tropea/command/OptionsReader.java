package org.tropea.command;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import org.tropea.client.InternalAddresses;

/** Makes {@link Options} of a {@link Torrc}: defaults and limits as C tor's. For one use. */
final class OptionsReader {
  private static final Duration LEAST_DIRTINESS = Duration.ofSeconds(10);
  private static final Duration MOST_DIRTINESS = Duration.ofDays(30);
  private static final Pattern NICKNAME = Pattern.compile("[a-zA-Z0-9]{1,19}");

  /** The options this class reads itself; what nobody reads is accepted with a warning. */
  private static final Set<String> OWN =
      Set.of(
          "clientdnsrejectinternaladdresses",
          "clientrejectinternaladdresses",
          "clientuseipv4",
          "clientuseipv6",
          "datadirectory",
          "dirauthority",
          "enforcedistinctsubnets",
          "log",
          "maxcircuitdirtiness",
          "nickname",
          "pathsneededtobuildcircuits",
          "safelogging",
          "socksport",
          "sockstimeout",
          "testingtornetwork");

  private static final List<Set<String>> READ =
      List.of(OWN, RelayOptions.READ, ExitOptions.READ, AuthorityOptions.READ);

  private final Torrc torrc;
  private final List<String> warnings;

  private OptionsReader(Torrc torrc) {
    this.torrc = torrc;
    this.warnings = new ArrayList<>(torrc.warnings());
  }

  /** The options of {@code torrc}; a value that cannot be meant is refused. */
  static Options read(Torrc torrc) throws CannotStart {
    return new OptionsReader(torrc).options();
  }

  private Options options() throws CannotStart {
    warnOfOthers();
    List<TorrcLine> authorities = torrc.all("DirAuthority");
    boolean testing = torrc.bool("TestingTorNetwork", false);
    if (testing && authorities.isEmpty()) {
      throw torrc
          .last("TestingTorNetwork")
          .orElseThrow()
          .refused("TestingTorNetwork needs a network of its own; add its DirAuthority lines");
    }
    Optional<TorrcLine> dataDirectory = torrc.last("DataDirectory");
    RelayOptions relay = RelayOptions.read(torrc, testing, this::warn);
    AuthorityOptions authority = AuthorityOptions.read(torrc, testing, this::warn);
    if (authority != null && relay == null) {
      throw torrc
          .last("AuthoritativeDirectory")
          .orElseThrow()
          .refused("an authority is a relay too; add an ORPort line");
    }
    return new Options(
        HomePath.of(dataDirectory.map(TorrcLine::value).orElse("~/.tropea")),
        nickname(),
        authorities,
        testing,
        socksPorts(),
        torrc.interval("SocksTimeout", Duration.ofMinutes(2)),
        maxCircuitDirtiness(),
        pathsNeeded(),
        torrc.bool("EnforceDistinctSubnets", !testing),
        new InternalAddresses(
            torrc.bool("ClientRejectInternalAddresses", !testing),
            torrc.bool("ClientDNSRejectInternalAddresses", !testing)),
        addressFamily("ClientUseIPv4"),
        addressFamily("ClientUseIPv6"),
        safeLogging(),
        relay,
        authority,
        logs(),
        List.copyOf(warnings));
  }

  private void warnOfOthers() throws CannotStart {
    KnownOptions known = KnownOptions.ofCTor();
    for (TorrcLine line : torrc.given()) {
      KnownOptions.Known option = known.of(line).orElseThrow();
      OptionValue.check(line, option.type());
      if (READ.stream().noneMatch(read -> read.contains(line.foldedKey()))) {
        warn(line, option.name() + " has no effect yet; Tropea goes on without it");
      }
    }
  }

  private String nickname() throws CannotStart {
    Optional<TorrcLine> line = torrc.last("Nickname");
    if (line.isPresent() && !NICKNAME.matcher(line.get().value()).matches()) {
      throw line.get().refused("Nickname is not 1 to 19 letters and digits; write such a name");
    }
    return line.map(TorrcLine::value).orElse("Unnamed");
  }

  private List<ListenAddress> socksPorts() throws CannotStart {
    List<TorrcLine> lines = torrc.all("SocksPort");
    if (lines.isEmpty()) {
      return List.of(ListenAddress.of(new TorrcLine("", TorrcLine.Mode.SET, "", ""), "9050"));
    }
    List<ListenAddress> ports = new ArrayList<>();
    boolean off = false;
    for (TorrcLine line : lines) {
      String[] words = line.value().strip().split("\\s+", 2);
      if (words[0].equals("0")) {
        off = true;
        continue;
      }
      ListenAddress address = ListenAddress.of(line, words[0]);
      if (words.length == 2) {
        warn(line, "the flags of SocksPort have no effect yet");
      }
      if (!address.isLocal()) {
        warn(line, "SocksPort is open to other machines; whoever reaches it can use this client");
      }
      ports.add(address);
    }
    if (off && !ports.isEmpty()) {
      throw lines.get(0).refused("SocksPort 0 stands beside other SocksPort lines; keep one kind");
    }
    return List.copyOf(ports);
  }

  private Duration maxCircuitDirtiness() throws CannotStart {
    Duration asked = torrc.interval("MaxCircuitDirtiness", Duration.ofMinutes(10));
    Duration kept = asked;
    if (asked.compareTo(LEAST_DIRTINESS) < 0) {
      kept = LEAST_DIRTINESS;
    } else if (asked.compareTo(MOST_DIRTINESS) > 0) {
      kept = MOST_DIRTINESS;
    }
    if (!kept.equals(asked)) {
      warn(
          torrc.last("MaxCircuitDirtiness").orElseThrow(),
          "MaxCircuitDirtiness is out of bounds; " + kept.toSeconds() + " seconds count");
    }
    return kept;
  }

  private OptionalDouble pathsNeeded() throws CannotStart {
    Optional<TorrcLine> line = torrc.last("PathsNeededToBuildCircuits");
    if (line.isEmpty() || OptionValue.decimal(line.get()) < 0) {
      return OptionalDouble.empty();
    }
    double asked = OptionValue.decimal(line.get());
    double kept = Math.max(0.25, Math.min(0.95, asked));
    if (kept != asked) {
      warn(line.get(), "PathsNeededToBuildCircuits is out of bounds; " + kept + " counts");
    }
    return OptionalDouble.of(kept);
  }

  private boolean addressFamily(String name) throws CannotStart {
    boolean used = torrc.bool(name, true);
    if (!used) {
      warn(torrc.last(name).orElseThrow(), name + " 0 has no effect yet");
    }
    return used;
  }

  private SafeLogging safeLogging() throws CannotStart {
    Optional<TorrcLine> line = torrc.last("SafeLogging");
    String value = line.map(TorrcLine::value).orElse("1").toLowerCase(Locale.ROOT);
    if (!value.equals("1")) {
      warn(line.orElseThrow(), "SafeLogging has no effect; addresses of others are never logged");
    }
    return switch (value) {
      case "0" -> SafeLogging.OFF;
      case "relay" -> SafeLogging.RELAY;
      case "1" -> SafeLogging.ON;
      default -> throw line.orElseThrow().refused("SafeLogging is none of 0, relay, 1; write one");
    };
  }

  private List<LogTarget> logs() throws CannotStart {
    List<LogTarget> targets = new ArrayList<>();
    for (TorrcLine line : torrc.all("Log")) {
      Optional<LogTarget> target = LogTarget.of(line);
      if (target.isEmpty()) {
        warn(line, "Log to syslog has no effect yet; log to stdout under a service manager");
      }
      target.ifPresent(targets::add);
    }
    return List.copyOf(targets);
  }

  private void warn(TorrcLine line, String what) {
    warnings.add(line.source() + ": " + what);
  }
}
