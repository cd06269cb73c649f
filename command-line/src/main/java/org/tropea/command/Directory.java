package org.tropea.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.network.Authority;
import org.tropea.directory.network.FallbackDirectory;
import org.tropea.directory.network.PublicNetwork;
import org.tropea.directory.release.Release;

/**
 * Whom the node believes what the network is, and what it tells the network of itself.
 *
 * @param fallbacks whom a client asks for the first consensus beside them
 * @param builtIn whether the authorities are those of the public network, as no line names others
 * @param testing whether the network is one of tests
 * @param publish whether a relay publishes its descriptor
 */
record Directory(
    List<Authority> authorities,
    List<FallbackDirectory> fallbacks,
    boolean builtIn,
    boolean testing,
    boolean publish) {
  static final Option<TorrcLine> DIR_AUTHORITY = Option.of("DirAuthority", OptionType.LINES);

  static final Option<TorrcLine> ALTERNATE = Option.of("AlternateDirAuthority", OptionType.LINES);
  static final Option<TorrcLine> FALLBACK_DIR = Option.of("FallbackDir", OptionType.LINES);

  static final Option<Boolean> USE_DEFAULT_FALLBACK_DIRS =
      Option.of("UseDefaultFallbackDirs", OptionType.BOOLEAN);

  static final Option<Boolean> TESTING_TOR_NETWORK =
      Option.of("TestingTorNetwork", OptionType.BOOLEAN);

  static final Option<List<String>> PUBLISH_SERVER_DESCRIPTOR =
      Option.of("PublishServerDescriptor", OptionType.COMMA_LIST);

  /** Of these, C tor passes over some that were of use once. */
  private static final Set<String> KINDS = Set.of("0", "1", "v1", "v2", "v3", "bridge", "hidserv");

  /** Keeps its own copies of the lists. */
  Directory {
    authorities = List.copyOf(authorities);
    fallbacks = List.copyOf(fallbacks);
  }

  /** Reads it. */
  static Directory read(Torrc torrc) throws OptionException {
    List<Authority> authorities = authorities(torrc);
    if (torrc.isTesting() && authorities.isEmpty()) {
      throw torrc
          .line(TESTING_TOR_NETWORK)
          .orElseThrow()
          .refused("TestingTorNetwork needs a network of its own; add its DirAuthority lines");
    }
    List<FallbackDirectory> fallbacks = fallbacks(torrc);
    boolean builtIn = authorities.isEmpty();
    if (builtIn) {
      PublicNetwork network = PublicNetwork.read();
      authorities = network.authorities();
      if (fallbacks.isEmpty() && torrc.value(USE_DEFAULT_FALLBACK_DIRS)) {
        fallbacks = network.fallbacks();
      }
    }
    return new Directory(authorities, fallbacks, builtIn, torrc.isTesting(), publish(torrc));
  }

  private static List<FallbackDirectory> fallbacks(Torrc torrc) throws OptionException {
    List<FallbackDirectory> fallbacks = new ArrayList<>();
    for (TorrcLine line : torrc.lines(FALLBACK_DIR)) {
      try {
        fallbacks.add(FallbackDirectory.read(line.value()));
      } catch (DecodeException e) {
        throw line.refused(e.getMessage() + "; write it as the cache's operator does");
      }
    }
    return fallbacks;
  }

  private static List<Authority> authorities(Torrc torrc) throws OptionException {
    List<Authority> authorities = new ArrayList<>();
    // Beside a bridge authority of one's own, C tor has another name for the same.
    for (TorrcLine line :
        Stream.concat(torrc.lines(DIR_AUTHORITY).stream(), torrc.lines(ALTERNATE).stream())
            .toList()) {
      try {
        authorities.add(Authority.read(line.value()));
      } catch (DecodeException e) {
        throw line.refused(e.getMessage() + "; write it as the authority's operator does");
      }
    }
    return authorities;
  }

  /**
   * Refuses to enter the public network: a build of the source tree never does, and of a release
   * clients do, but no relay yet.
   */
  void checkEntry(boolean relay) throws CannotStart {
    checkEntry(relay, Release.current());
  }

  /** The same, of this release. */
  void checkEntry(boolean relay, Release release) throws CannotStart {
    if (builtIn && (relay || !release.entersPublicNetwork())) {
      throw new CannotStart(
          "no directory authority is configured, and "
              + (relay ? "no relay of Tropea" : "no build of the source tree")
              + " enters the public Tor network: add the DirAuthority lines of your network");
    }
  }

  /** Only for "1" and "v3" does a descriptor go to the authorities that vote. */
  private static boolean publish(Torrc torrc) throws OptionException {
    boolean publish = false;
    boolean bridge = false;
    for (String word : torrc.value(PUBLISH_SERVER_DESCRIPTOR)) {
      String kind = word.toLowerCase(Locale.ROOT);
      if (!KINDS.contains(kind)) {
        throw torrc
            .line(PUBLISH_SERVER_DESCRIPTOR)
            .orElseThrow()
            .refused("PublishServerDescriptor is none of 0, 1, v3, bridge; write one");
      }
      publish |= kind.equals("1") || kind.equals("v3");
      bridge |= kind.equals("bridge");
    }
    if (publish && bridge) {
      throw torrc
          .line(PUBLISH_SERVER_DESCRIPTOR)
          .orElseThrow()
          .refused("PublishServerDescriptor asks for a bridge and for a public relay; keep one");
    }
    return publish;
  }
}
