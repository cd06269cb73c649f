package org.tropea.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.tropea.client.guard.BiasSettings;
import org.tropea.client.path.PathRules;
import org.tropea.client.path.RelayRules;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.CountryTable;
import org.tropea.directory.document.RelaySet;
import org.tropea.directory.network.ReachableAddresses;

/**
 * What a torrc says of the paths of a client (rows P06, P08, P09 and P19). Immutable.
 *
 * @param relays whom the user wants and whom not, as yet without a table of countries
 * @param countryFiles where the tables are, for IPv4 and IPv6
 */
record PathOptions(
    boolean distinctSubnets,
    List<Integer> longLivedPorts,
    RelayRules relays,
    BiasSettings bias,
    ReachableAddresses reachable,
    List<Path> countryFiles) {
  private static final int MOST_PORT = 65_535;

  static final Option<List<String>> LONG_LIVED_PORTS =
      Option.of("LongLivedPorts", OptionType.COMMA_LIST);

  static final Option<String> EXCLUDE_NODES = Option.of("ExcludeNodes", OptionType.RELAYS);
  static final Option<String> EXCLUDE_EXIT_NODES = Option.of("ExcludeExitNodes", OptionType.RELAYS);
  static final Option<String> ENTRY_NODES = Option.of("EntryNodes", OptionType.RELAYS);
  static final Option<String> EXIT_NODES = Option.of("ExitNodes", OptionType.RELAYS);
  static final Option<String> MIDDLE_NODES = Option.of("MiddleNodes", OptionType.RELAYS);

  static final Option<String> SECOND_LAYER = Option.of("HSLayer2Nodes", OptionType.RELAYS);
  static final Option<String> THIRD_LAYER = Option.of("HSLayer3Nodes", OptionType.RELAYS);

  static final Option<TorrcLine> NODE_FAMILY = Option.of("NodeFamily", OptionType.LINES);

  static final Option<Boolean> STRICT_NODES = Option.of("StrictNodes", OptionType.BOOLEAN);

  static final Option<String> GEOIP_FILE = Option.of("GeoIPFile", OptionType.FILENAME);
  static final Option<String> GEOIPV6_FILE = Option.of("GeoIPv6File", OptionType.FILENAME);

  static final Option<Optional<Boolean>> GEOIP_EXCLUDE_UNKNOWN =
      Option.of("GeoIPExcludeUnknown", OptionType.BOOLEAN_OR_AUTO);

  /** Reads them; no file yet. */
  static PathOptions read(Torrc torrc) throws OptionException {
    RelaySet excluded = excluded(torrc, EXCLUDE_NODES);
    RelaySet excludedExits = excluded(torrc, EXCLUDE_EXIT_NODES);
    return new PathOptions(
        torrc.value(Limits.ENFORCE_DISTINCT_SUBNETS),
        ports(torrc),
        new RelayRules(
            excluded,
            excludedExits,
            set(torrc, ENTRY_NODES),
            set(torrc, EXIT_NODES),
            set(torrc, MIDDLE_NODES),
            families(torrc),
            set(torrc, SECOND_LAYER),
            set(torrc, THIRD_LAYER),
            CountryTable.NONE),
        BiasOptions.read(torrc),
        ReachOptions.read(torrc),
        List.of(Path.of(torrc.value(GEOIP_FILE)), Path.of(torrc.value(GEOIPV6_FILE))));
  }

  private static RelaySet excluded(Torrc torrc, Option<String> option) throws OptionException {
    RelaySet set = set(torrc, option);
    boolean unknown = torrc.value(GEOIP_EXCLUDE_UNKNOWN).orElse(!set.countries().isEmpty());
    return unknown ? set.withUnknownCountries() : set;
  }

  private static RelaySet set(Torrc torrc, Option<String> option) throws OptionException {
    Optional<TorrcLine> line = torrc.line(option);
    return line.isEmpty() ? RelaySet.NONE : set(line.get(), option.name());
  }

  private static RelaySet set(TorrcLine line, String option) throws OptionException {
    try {
      return RelaySet.read(line.value());
    } catch (DecodeException e) {
      throw line.refused(
          option + " names relays by fingerprint, nickname, network or {cc}, with commas between");
    }
  }

  private static List<RelaySet> families(Torrc torrc) throws OptionException {
    List<RelaySet> families = new ArrayList<>();
    for (TorrcLine line : torrc.lines(NODE_FAMILY)) {
      families.add(set(line, NODE_FAMILY.name()));
    }
    return families;
  }

  private static List<Integer> ports(Torrc torrc) throws OptionException {
    List<Integer> ports = new ArrayList<>();
    for (String word : torrc.value(LONG_LIVED_PORTS)) {
      int port = word.matches("[0-9]{1,5}") ? Integer.parseInt(word) : 0;
      if (port < 1 || port > MOST_PORT) {
        throw torrc
            .line(LONG_LIVED_PORTS)
            .orElseThrow()
            .refused("LongLivedPorts takes ports from 1 to 65535, with commas between them");
      }
      ports.add(port);
    }
    return ports;
  }

  /** The rules of a client's paths; reads the tables of countries where one is named. */
  PathRules rules() throws CannotStart {
    boolean named =
        Stream.concat(
                Stream.of(
                    relays.excluded(),
                    relays.excludedExits(),
                    relays.entries(),
                    relays.exits(),
                    relays.middles(),
                    relays.secondLayer(),
                    relays.thirdLayer()),
                relays.families().stream())
            .anyMatch(set -> !set.countries().isEmpty());
    RelayRules known =
        new RelayRules(
            relays.excluded(),
            relays.excludedExits(),
            relays.entries(),
            relays.exits(),
            relays.middles(),
            relays.families(),
            relays.secondLayer(),
            relays.thirdLayer(),
            named ? countries() : CountryTable.NONE);
    return new PathRules(distinctSubnets, longLivedPorts, known, bias, reachable);
  }

  /**
   * The tables of countries.
   *
   * @throws CannotStart when they cannot be read
   */
  CountryTable countries() throws CannotStart {
    List<String> lines = new ArrayList<>();
    try {
      for (Path file : countryFiles) {
        lines.addAll(Files.readAllLines(file, StandardCharsets.UTF_8));
      }
      return CountryTable.read(lines);
    } catch (IOException | DecodeException e) {
      throw new CannotStart(
          "the torrc names countries, and the GeoIP files cannot be read; install tor-geoipdb, or"
              + " say in GeoIPFile and GeoIPv6File where they are");
    }
  }
}
