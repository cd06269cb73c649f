package org.tropea.configuration;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What lines have to look like that C tor reads, whether or not they have an effect here. It
 * refuses the same; nothing is looked up. For one use.
 */
final class LineShapes {
  private static final int MOST_PORT = 65_535;

  /** A word of C: letters, digits and underscores. */
  private static final String NAME = "[A-Za-z_]\\w*";

  private static final Pattern NAMES = Pattern.compile(NAME + "(?:,[A-Za-z_]\\w*)*");
  private static final Pattern PAIR = Pattern.compile("[^=]+=.*", Pattern.DOTALL);
  private static final Pattern HEX_IDENTITY = Pattern.compile("[0-9a-fA-F]{40}");
  private static final String ADDRESS = "(?:\\d{1,3}(?:\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+\\])";
  private static final Pattern PLACE = Pattern.compile(ADDRESS + "(?::(?<port>\\d{1,5}))?");
  private static final Pattern ONE_ADDRESS =
      Pattern.compile(ADDRESS + "|(?<bare>[0-9a-fA-F:]*:[0-9a-fA-F:.]*)");
  private static final Pattern START =
      Pattern.compile(
          "(?:(?:month\\s+(?:[1-9]|1\\d|2[0-8])|week\\s+[1-7]|day)\\s+(?:1?\\d|2[0-3]|0\\d)"
              + ":[0-5]?\\d)",
          Pattern.CASE_INSENSITIVE);

  /** Where a listener may be: a port, an address with one; no unix socket. */
  private static final Pattern LISTENER =
      Pattern.compile("(?:[^\\s:]+:|\\[[^\\s\\]]+\\]:)?(?:(?<port>\\d{1,5})|auto)");

  /** Ports that nothing listens on here. */
  private static final List<String> PORTS =
      List.of("__ExtORPort", "__NATDPort", "__TransPort", "ExtORPort", "NATDPort", "TransPort");

  private final Torrc torrc;

  private LineShapes(Torrc torrc) {
    this.torrc = torrc;
  }

  /** Refuses what C tor refuses. */
  static void check(Torrc torrc) throws OptionException {
    LineShapes shapes = new LineShapes(torrc);
    for (TorrcLine line : torrc.all("AccountingStart")) {
      must(
          START.matcher(line.value().strip()).matches(),
          line,
          "is none of 'month DAY HH:MM', 'week DAY HH:MM', 'day HH:MM'; write one");
    }
    for (String name : PORTS) {
      for (TorrcLine line : torrc.all(name)) {
        Matcher where = LISTENER.matcher(words(line).get(0));
        must(where.matches() && isPort(where.group("port"), 0), line, "does not say where");
      }
    }
    shapes.transports();
    shapes.addresses();
  }

  private void transports() throws OptionException {
    for (TorrcLine line : torrc.all("Bridge")) {
      must(isBridge(words(line)), line, "is no [TRANSPORT] ADDRESS[:PORT] [FINGERPRINT]");
    }
    for (TorrcLine line : torrc.all("ClientTransportPlugin")) {
      must(isPlugin(words(line), Set.of("socks4", "socks5")), line, "starts no transport");
    }
    for (TorrcLine line : torrc.all("ServerTransportPlugin")) {
      must(isPlugin(words(line), Set.of("proxy")), line, "starts no transport");
    }
    for (TorrcLine line : torrc.all("ServerTransportListenAddr")) {
      List<String> words = words(line);
      must(words.size() > 1 && isPlace(words.get(1), true), line, "is no NAME ADDRESS:PORT");
    }
    for (TorrcLine line : torrc.all("ServerTransportOptions")) {
      List<String> words = words(line);
      must(words.size() > 1 && arePairs(words, 1), line, "is no NAME KEY=VALUE...");
    }
  }

  private static boolean isBridge(List<String> words) {
    boolean transport = words.get(0).matches(NAME);
    int place = transport ? 1 : 0;
    if (words.size() <= place || !isPlace(words.get(place), false)) {
      return false;
    }
    int rest = place + 1;
    if (!transport) {
      String identity = String.join("", words.subList(rest, words.size()));
      return identity.isEmpty() || HEX_IDENTITY.matcher(identity).matches();
    }
    boolean named = words.size() > rest && !PAIR.matcher(words.get(rest)).matches();
    return (!named || HEX_IDENTITY.matcher(words.get(rest)).matches())
        && arePairs(words, named ? rest + 1 : rest);
  }

  private static boolean isPlugin(List<String> words, Set<String> unmanaged) {
    if (words.size() < 3 || !NAMES.matcher(words.get(0)).matches()) {
      return false;
    }
    String kind = words.get(1).toLowerCase(Locale.ROOT);
    return kind.equals("exec")
        || (unmanaged.contains(kind)
            && words.get(0).matches(NAME)
            && words.size() == 3
            && isPlace(words.get(2), true));
  }

  private void addresses() throws OptionException {
    int ipv4 = 0;
    int ipv6 = 0;
    for (TorrcLine line : torrc.all("OutboundBindAddressPT")) {
      String text = line.value().strip();
      must(ONE_ADDRESS.matcher(text).matches(), line, "is no address");
      ipv6 += text.contains(":") ? 1 : 0;
      ipv4 += text.contains(":") ? 0 : 1;
      must(ipv4 < 2 && ipv6 < 2, line, "has two addresses of one family");
    }
  }

  private static boolean arePairs(List<String> words, int from) {
    return words.subList(from, words.size()).stream().allMatch(w -> PAIR.matcher(w).matches());
  }

  private static boolean isPlace(String text, boolean needsPort) {
    Matcher place = PLACE.matcher(text);
    return place.matches()
        && (place.group("port") == null ? !needsPort : isPort(place.group("port"), 1));
  }

  /** Null is what stands for a port. */
  private static boolean isPort(@Nullable String digits, int least) {
    int port = digits == null ? MOST_PORT : Integer.parseInt(digits);
    return port >= least && port <= MOST_PORT;
  }

  private static List<String> words(TorrcLine line) {
    return List.of(line.value().strip().split("\\s+", -1));
  }

  private static void must(boolean is, TorrcLine line, String what) throws OptionException {
    if (!is) {
      throw line.refused(line.key() + " " + what + "; correct the line or remove it");
    }
  }
}
