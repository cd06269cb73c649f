package org.tropea.proxy.request;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tropea.client.AddressFamily;
import org.tropea.client.ConnectFailure;
import org.tropea.client.ConnectFailure.Kind;
import org.tropea.client.Connector;
import org.tropea.client.HostKind;
import org.tropea.client.Lookup;
import org.tropea.client.OptimisticData;
import org.tropea.client.Resolver;
import org.tropea.client.Target;
import org.tropea.client.pool.Isolation;
import org.tropea.client.pool.Isolation.By;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.onionservice.address.OnionAddress;
import org.tropea.protocol.linkspec.IpAddress;
import org.tropea.protocol.message.Answer;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.notice.RepeatedWarnings;
import org.tropea.protocol.stream.TorStream;
import org.tropea.proxy.address.AddressMap;
import org.tropea.proxy.request.Program.Protocol;

/**
 * The requests of one listener's programs: each is rewritten, measured by the listener's flags and
 * the user's caution, and handed to the client with the isolation of its program (rows S05, S06,
 * S11 and S12). The order of the checks is C tor's. Confined to the loop of the client.
 */
public final class Requests {
  private final Network network;
  private final PortRules rules;
  private final Caution caution;
  private final AddressMap map;
  private final Grouping grouping;
  private final RepeatedWarnings warnings;

  /**
   * The client behind a listener.
   *
   * @param connector where streams are had
   * @param resolver where names are looked up, on the same loop
   */
  public record Network(Connector connector, Resolver resolver) {}

  /**
   * A listener among the others.
   *
   * @param group the name of its session group
   * @param noted what of its programs is remembered: all that any listener of its group is kept
   *     apart by
   */
  public record Grouping(String group, Set<By> noted) {
    /** Keeps its own copy. */
    public Grouping {
      noted = Set.copyOf(noted);
    }

    /** A listener that shares circuits with no other. */
    public static Grouping alone(String group, PortRules rules) {
      return new Grouping(group, rules.apartAtAll());
    }

    /** A listener that shares a group with others, whose rules these are. */
    public static Grouping among(String group, List<PortRules> all) {
      Set<By> noted = EnumSet.noneOf(By.class);
      all.forEach(rules -> noted.addAll(rules.apartAtAll()));
      return new Grouping(group, noted);
    }
  }

  /** What an instant look at a request makes of it. */
  private record Asked(String host, Isolation isolation) {}

  /** The requests of a listener. */
  public Requests(Network network, PortRules rules, Grouping grouping, Protection protection) {
    this.network = network;
    this.rules = rules;
    this.grouping = grouping;
    this.caution = protection.caution();
    this.map = protection.map();
    this.warnings = protection.warnings();
  }

  /**
   * What all listeners have in common.
   *
   * @param warnings what programs can cause, said now and then
   */
  public record Protection(Caution caution, AddressMap map, RepeatedWarnings warnings) {}

  /** The loop on which to ask. */
  public EventLoop loop() {
    return network.connector().loop();
  }

  /** The listener's flags. */
  public PortRules rules() {
    return rules;
  }

  /** What the user wants to be kept from. */
  public Caution caution() {
    return caution;
  }

  /** What programs can cause, said now and then. */
  public RepeatedWarnings warnings() {
    return warnings;
  }

  /** Whether the user has something else in the place of {@code host}, so that it tells nobody. */
  public boolean isMapped(String host) {
    return map.isMapped(host);
  }

  /**
   * Opens a stream for {@code program}.
   *
   * @param early what it says before it is connected
   * @return fails with a {@link ConnectFailure}; to cancel it is to want the stream no more
   */
  public Future<TorStream> connect(Program program, String host, int port, OptimisticData early) {
    try {
      Asked asked = asked(program, host, port, true);
      AddressFamily family =
          program.protocol() == Protocol.SOCKS4 ? AddressFamily.IPV4 : rules.reach().family();
      checkTarget(program, asked.host(), port);
      Target target = new Target(asked.host(), port, family);
      return network.connector().connect(target, asked.isolation(), early);
    } catch (ConnectFailure e) {
      return loop().newFailedFuture(e);
    } catch (IllegalArgumentException e) {
      return loop().newFailedFuture(misuse(String.valueOf(e.getMessage())));
    }
  }

  /** Looks up an address of {@code host}, by the listener's flags. */
  public Future<Optional<Answer>> resolve(Program program, String host, int port) {
    boolean socks4 = program.protocol() == Protocol.SOCKS4;
    boolean virtualIpv6 =
        !socks4
            && (!rules.reach().ipv4()
                || (rules.reach().ipv6() && rules.reach().ipv6First())
                || rules.manners().virtualIpv6First());
    AddressFamily family = socks4 ? AddressFamily.IPV4 : rules.reach().family();
    return resolve(program, host, port, family, virtualIpv6);
  }

  /** Looks up an address of {@code host} of that family. */
  public Future<Optional<Answer>> resolve(Program program, String host, AddressFamily family) {
    return resolve(program, host, 0, family, family == AddressFamily.IPV6);
  }

  private Future<Optional<Answer>> resolve(
      Program program, String host, int port, AddressFamily family, boolean virtualIpv6) {
    try {
      String rewritten = rewritten(host);
      if (HostKind.address(rewritten) == null && map.isAutomapped(rewritten)) {
        return loop()
            .newSucceededFuture(
                Optional.of(Answer.of(map.virtualAddress(rewritten, virtualIpv6), 0)));
      }
      Asked asked = asked(program, host, port, false);
      return network
          .resolver()
          .resolve(new Lookup.Forward(asked.host(), family), asked.isolation());
    } catch (ConnectFailure e) {
      return loop().newFailedFuture(e);
    }
  }

  /** Looks up the name of {@code address}. */
  public Future<Optional<Answer>> reverse(Program program, InetAddress address, int port) {
    try {
      if (program.protocol() != Protocol.DNS) {
        checkReach(HostKind.ADDRESS, address);
      }
      Isolation isolation = isolation(program, NetUtil.toAddressString(address), port);
      return network.resolver().resolve(new Lookup.Reverse(address), isolation);
    } catch (ConnectFailure e) {
      return loop().newFailedFuture(e);
    }
  }

  private String rewritten(String host) throws ConnectFailure {
    if (HostKind.of(host) == HostKind.EXIT_NOTATION) {
      throw misuse("names under .exit are refused: a page could choose the exit by them");
    }
    return map.rewritten(host);
  }

  /** Rewrites the host, and checks what every request must be. */
  private Asked asked(Program program, String host, int port, boolean stream)
      throws ConnectFailure {
    String name = rewritten(host);
    InetAddress address = HostKind.address(name);
    if (address != null) {
      String mapped = map.nameOf(address);
      if (mapped != null) {
        name = mapped;
      } else if (map.isVirtual(address)) {
        warnings.warn("A program asked for a virtual address that stands for no name; refusing it");
        throw new ConnectFailure(
            Kind.LOCAL, "the virtual address stands for nothing", EndReason.INTERNAL);
      }
      address = HostKind.address(name);
    }
    HostKind kind = HostKind.of(name);
    switch (kind) {
      case ONION_SERVICE -> {
        checkOnionService(name, stream);
        return new Asked(name, isolation(program, host, port));
      }
      case EXIT_NOTATION -> throw misuse("names under .exit do not work yet");
      case MALFORMED -> throw misuse("the host is neither name nor address");
      default -> {}
    }
    checkReach(kind, address);
    return new Asked(name, isolation(program, host, port));
  }

  private void checkOnionService(String name, boolean stream) throws ConnectFailure {
    try {
      OnionAddress.ofHost(name);
    } catch (DecodeException e) {
      warnings.warn("A program asked for a name under .onion that nobody can have; refusing it");
      throw new ConnectFailure(
          Kind.ONION_ADDRESS, "no onion service can have the name", EndReason.TOR_PROTOCOL);
    }
    if (!rules.reach().onionServices()) {
      throw forbidden("the listener serves no onion services");
    }
    if (!stream) {
      throw new ConnectFailure(
          Kind.DESTINATION, "onion services have no address", EndReason.RESOLVE_FAILED);
    }
  }

  private void checkReach(HostKind kind, @Nullable InetAddress address) throws ConnectFailure {
    PortRules.Reach reach = rules.reach();
    boolean allowed;
    if (address == null) {
      allowed = reach.names() && kind != HostKind.ADDRESS;
    } else {
      allowed = address instanceof Inet6Address ? reach.ipv6() : reach.ipv4();
    }
    if (!allowed) {
      warnings.warn("A program asked for a host that the flags of its port forbid; refusing it");
      throw forbidden("the listener does not serve hosts of that kind");
    }
  }

  /** Checks what only streams must not lead to. */
  private void checkTarget(Program program, String host, int port) throws ConnectFailure {
    if (port == 0) {
      throw misuse("the port is 0");
    }
    InetAddress address = HostKind.address(host);
    boolean internal =
        address == null ? HostKind.of(host) == HostKind.INTERNAL : IpAddress.isInternal(address);
    if (caution.refuseInternal() && internal) {
      warnings.warn("A program asked for an address of a private network; refusing it");
      throw new ConnectFailure(
          Kind.INTERNAL_ADDRESS, "the host is in a private network, where no exit leads");
    }
    if (program.protocol() == Protocol.SOCKS4
        && (address instanceof Inet6Address || !rules.reach().ipv4())) {
      throw forbidden("by SOCKS4 only IPv4 can be asked for");
    }
    boolean refused = caution.refusePorts().contains(port);
    if (caution.warnPorts().contains(port)) {
      warnings.warn(
          "A program asked for port {}, where most protocols are not encrypted: the exit, and"
              + " everybody behind it, can read along{}",
          port,
          refused ? "; refusing it" : "");
    }
    if (refused) {
      throw forbidden("the port is one of RejectPlaintextPorts");
    }
  }

  private Isolation isolation(Program program, String host, int port) {
    Map<By, List<String>> facts = new EnumMap<>(By.class);
    for (By kind : grouping.noted()) {
      facts.put(
          kind,
          switch (kind) {
            case CLIENT_ADDRESS -> List.of(program.address());
            case LOGIN -> program.login();
            case CLIENT_PROTOCOL -> List.of(program.protocol().name());
            case DESTINATION_PORT -> List.of(Integer.toString(port));
            case DESTINATION_ADDRESS -> List.of(host.toLowerCase(Locale.ROOT));
            case SESSION_GROUP -> List.of(grouping.group());
          });
    }
    Set<By> apart = rules.apartAtAll();
    boolean lasting =
        rules.manners().lastingLogins() && apart.contains(By.LOGIN) && program.hasLogin();
    return new Isolation(apart, facts, lasting);
  }

  private static ConnectFailure misuse(String why) {
    return new ConnectFailure(Kind.MISUSE, why, EndReason.TOR_PROTOCOL);
  }

  private static ConnectFailure forbidden(String why) {
    return new ConnectFailure(Kind.FORBIDDEN, why);
  }
}
