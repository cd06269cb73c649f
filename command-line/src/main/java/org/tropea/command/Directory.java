package org.tropea.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.network.Authority;

/**
 * Whom the node believes what the network is, and what it tells the network of itself.
 *
 * @param testing whether the network is one of tests
 * @param publish whether a relay publishes its descriptor
 */
record Directory(List<Authority> authorities, boolean testing, boolean publish) {
  static final Option<TorrcLine> DIR_AUTHORITY = Option.of("DirAuthority", OptionType.LINES);

  static final Option<Boolean> TESTING_TOR_NETWORK =
      Option.of("TestingTorNetwork", OptionType.BOOLEAN);

  static final Option<List<String>> PUBLISH_SERVER_DESCRIPTOR =
      Option.of("PublishServerDescriptor", OptionType.COMMA_LIST);

  /** Of these, C tor passes over some that were of use once. */
  private static final Set<String> KINDS = Set.of("0", "1", "v1", "v2", "v3", "bridge", "hidserv");

  /** Keeps its own copy of the list. */
  Directory {
    authorities = List.copyOf(authorities);
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
    return new Directory(authorities, torrc.isTesting(), publish(torrc));
  }

  private static List<Authority> authorities(Torrc torrc) throws OptionException {
    List<Authority> authorities = new ArrayList<>();
    for (TorrcLine line : torrc.lines(DIR_AUTHORITY)) {
      try {
        authorities.add(Authority.read(line.value()));
      } catch (DecodeException e) {
        throw line.refused(e.getMessage() + "; write it as the authority's operator does");
      }
    }
    return authorities;
  }

  /** Refuses to do without any. */
  void checkAuthorities() throws CannotStart {
    if (authorities.isEmpty()) {
      throw new CannotStart(
          "no directory authority is configured: add the DirAuthority lines of your network;"
              + " those of the public Tor network are not built in yet");
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
