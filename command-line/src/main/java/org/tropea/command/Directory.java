package org.tropea.command;

import java.util.List;

/**
 * Whom the node believes what the network is, and what it tells the network of itself.
 *
 * @param authorities the {@code DirAuthority} lines, their values not yet read
 * @param testing whether the network is one of tests
 * @param publish whether a relay publishes its descriptor
 */
record Directory(List<TorrcLine> authorities, boolean testing, boolean publish) {
  static final Option<TorrcLine> DIR_AUTHORITY =
      Option.of(
          "DirAuthority",
          OptionType.LINES,
          "needed: the authorities of the public network are not built in; `upload=`,"
              + " `download=` and `vote=` name addresses for those uses, IPv4 only; C tor"
              + " 0.4.9 takes them only for what it posts and fetches from the line's own"
              + " address, so something must listen there too");

  static final Option<Boolean> TESTING_TOR_NETWORK =
      Option.of(
              "TestingTorNetwork",
              OptionType.BOOLEAN,
              "needs `DirAuthority` lines; changes defaults: where two stand in these tables, the"
                  + " second is its")
          .otherwise("0");

  static final Option<List<String>> PUBLISH_SERVER_DESCRIPTOR =
      Option.of(
              "PublishServerDescriptor", OptionType.COMMA_LIST, "a relay's; `0` publishes nothing")
          .otherwise("1");

  static final List<Option<?>> DECLARED =
      List.of(DIR_AUTHORITY, TESTING_TOR_NETWORK, PUBLISH_SERVER_DESCRIPTOR);

  /** Keeps its own copy of the list. */
  Directory {
    authorities = List.copyOf(authorities);
  }

  /** Reads it. */
  static Directory read(Torrc torrc) throws CannotStart {
    List<TorrcLine> authorities = torrc.lines(DIR_AUTHORITY);
    if (torrc.isTesting() && authorities.isEmpty()) {
      throw torrc
          .line(TESTING_TOR_NETWORK)
          .orElseThrow()
          .refused("TestingTorNetwork needs a network of its own; add its DirAuthority lines");
    }
    return new Directory(
        authorities,
        torrc.isTesting(),
        !torrc.value(PUBLISH_SERVER_DESCRIPTOR).equals(List.of("0")));
  }
}
