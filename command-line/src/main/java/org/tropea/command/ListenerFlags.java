package org.tropea.command;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.tropea.client.pool.Isolation.By;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.TorrcLine;
import org.tropea.proxy.ListenerSettings.Kind;
import org.tropea.proxy.ListenerSettings.UnixAccess;
import org.tropea.proxy.request.PortRules;
import org.tropea.proxy.request.PortRules.Manners;
import org.tropea.proxy.request.PortRules.Reach;

/** Reads the flags of a listener as C tor does, one after the other. For one line. */
final class ListenerFlags {
  private static final String SESSION_GROUP = "sessiongroup=";

  private static final Map<String, By> ISOLATION =
      Map.of(
          "isolatedestport", By.DESTINATION_PORT,
          "isolatedestaddr", By.DESTINATION_ADDRESS,
          "isolatesocksauth", By.LOGIN,
          "isolateclientprotocol", By.CLIENT_PROTOCOL,
          "isolateclientaddr", By.CLIENT_ADDRESS);

  /** Flags that C tor calls dangerous; here nothing is remembered, whatever they say. */
  private static final Set<String> CACHES =
      Set.of(
          "cacheipv4dns",
          "cacheipv6dns",
          "cachedns",
          "useipv4cache",
          "useipv6cache",
          "usednscache");

  private static final Set<String> SWITCHES =
      Set.of(
          "groupwritable",
          "worldwritable",
          "relaxdirmodecheck",
          "ipv4traffic",
          "ipv6traffic",
          "preferipv6",
          "dnsrequest",
          "oniontraffic",
          "preferipv6automap",
          "prefersocksnoauth",
          "keepaliveisolatesocksauth",
          "extendederrors");

  private final TorrcLine line;
  private final BiConsumer<TorrcLine, String> warn;
  private final Set<By> apart = EnumSet.of(By.CLIENT_ADDRESS, By.LOGIN);
  private final Map<String, Boolean> switches = new HashMap<>();
  private int group = -1;

  private ListenerFlags(TorrcLine line, BiConsumer<TorrcLine, String> warn) {
    this.line = line;
    this.warn = warn;
  }

  /** Reads those of {@code line}. */
  static ListenerFlags read(TorrcLine line, List<String> flags, BiConsumer<TorrcLine, String> warn)
      throws OptionException {
    ListenerFlags read = new ListenerFlags(line, warn);
    for (String flag : flags) {
      read.take(flag.toLowerCase(Locale.ROOT));
    }
    return read;
  }

  private void take(String flag) throws OptionException {
    if (flag.startsWith(SESSION_GROUP)) {
      takeGroup(flag.substring(SESSION_GROUP.length()));
      return;
    }
    boolean no = flag.startsWith("no");
    String name = no ? flag.substring(2) : flag;
    if (name.equals("oniontrafficonly")) {
      if (no) {
        warn.accept(line, "there is no flag NoOnionTrafficOnly; it has no effect");
      } else {
        List.of("ipv4traffic", "ipv6traffic", "dnsrequest").forEach(n -> switches.put(n, false));
      }
    } else if (CACHES.contains(name)) {
      warn.accept(line, "the flag " + flag + " has no effect: answers are never remembered");
    } else if (SWITCHES.contains(name)) {
      switches.put(name, !no);
    } else {
      isolate(flag, name, no);
    }
  }

  private void isolate(String flag, String name, boolean no) {
    By kind = ISOLATION.get(name.endsWith("s") ? name.substring(0, name.length() - 1) : name);
    if (kind == null) {
      warn.accept(line, line.key() + " has no flag " + flag + "; it has no effect");
    } else if (no) {
      apart.remove(kind);
    } else {
      apart.add(kind);
    }
  }

  private void takeGroup(String number) throws OptionException {
    if (group >= 0) {
      throw line.refused(line.key() + " has two session groups; keep one");
    }
    try {
      group = Integer.parseInt(number);
    } catch (NumberFormatException e) {
      group = -1;
    }
    if (group < 0) {
      throw line.refused("SessionGroup is no number of 0 or more; write one");
    }
  }

  private boolean is(String name, boolean otherwise) {
    return switches.getOrDefault(name, otherwise);
  }

  /** What they say to a listener of that kind; what cannot work is refused. */
  PortRules rules(Kind kind) throws OptionException {
    Reach reach =
        new Reach(
            is("ipv4traffic", true),
            is("ipv6traffic", true),
            is("preferipv6", false),
            is("dnsrequest", true),
            is("oniontraffic", true));
    if (kind == Kind.DNS) {
      if (!reach.names()) {
        throw line.refused("a DNSPort that asks for no names serves nobody; remove the flag");
      }
      reach = Reach.ALL;
    }
    boolean addresses = reach.ipv4() || reach.ipv6();
    if (!addresses && !reach.onionServices()) {
      throw line.refused(
          "a port without IPv4, IPv6 and onion services serves nobody; remove a flag");
    }
    if (!addresses && reach.names()) {
      throw line.refused(
          "a port with names but without IPv4 and IPv6 reaches none of them; add NoDNSRequest");
    }
    boolean byLogin = apart.contains(By.LOGIN);
    boolean lasting = is("keepaliveisolatesocksauth", false);
    if (lasting && !byLogin) {
      throw line.refused(
          "NoIsolateSOCKSAuth and KeepAliveIsolateSOCKSAuth exclude each other; remove one");
    }
    Manners manners =
        new Manners(
            !byLogin || is("prefersocksnoauth", false),
            is("extendederrors", false),
            lasting,
            is("preferipv6automap", true));
    return new PortRules(apart, group, reach, manners);
  }

  /** Who may use a unix socket; only such a one may have the flags. */
  UnixAccess access(boolean isUnix, boolean groupByDefault) throws OptionException {
    List<String> ofUnix = List.of("groupwritable", "worldwritable", "relaxdirmodecheck");
    if (!isUnix && ofUnix.stream().anyMatch(switches::containsKey)) {
      throw line.refused(
          "GroupWritable, WorldWritable and RelaxDirModeCheck are for unix sockets; remove them");
    }
    return new UnixAccess(
        is("groupwritable", groupByDefault),
        is("worldwritable", false),
        is("relaxdirmodecheck", false));
  }
}
