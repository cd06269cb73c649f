package org.tropea.command;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.control.command.CircuitCommands;
import org.tropea.control.command.CommandTable;
import org.tropea.control.command.ConfigurationCommands;
import org.tropea.control.command.InformationCommands;
import org.tropea.control.command.OnionCommands;
import org.tropea.control.command.SessionCommands;
import org.tropea.control.command.SignalCommand;
import org.tropea.control.command.SteeringCommands;
import org.tropea.control.command.StreamCommands;
import org.tropea.control.event.EventKind;
import org.tropea.control.information.Information;
import org.tropea.control.information.NetworkInformation;
import org.tropea.control.information.NodeInformation;
import org.tropea.control.information.RelaylessInformation;
import org.tropea.control.information.SettledInformation;
import org.tropea.control.information.Source;
import org.tropea.control.information.StatusInformation;
import org.tropea.control.information.SteeringInformation;
import org.tropea.control.node.NodeSignal;
import org.tropea.control.node.OnionServices;
import org.tropea.control.node.Program;
import org.tropea.control.protocol.CommandException;
import org.tropea.control.protocol.QuotedText;
import org.tropea.control.protocol.Reply;
import org.tropea.control.status.Bandwidth;
import org.tropea.control.status.ClientStatus;
import org.tropea.directory.release.Release;
import org.tropea.proxy.ClientProxy;
import org.tropea.proxy.ListenerSettings.Kind;
import org.tropea.relay.OnionRelay;

/** The process as its controllers see it, with the client in it where there is one. Any thread. */
final class ControlledNode implements Program {
  /** Whose control protocol it is that it speaks: programs choose by it what they ask for. */
  private static final String LIKE = "0.4.9.15";

  private static final Logger log = LoggerFactory.getLogger(ControlledNode.class);

  private final ControlRole control;
  private final ProcessFigures figures;
  private final @Nullable ClientProxy proxy;
  private final @Nullable OnionRelay relay;

  private ControlledNode(
      ControlRole control,
      InstantSource clock,
      @Nullable ClientProxy proxy,
      @Nullable OnionRelay relay) {
    this.control = control;
    this.figures = new ProcessFigures(clock);
    this.proxy = proxy;
    this.relay = relay;
  }

  /**
   * Lets controllers ask for what this process can do.
   *
   * @param roles those that it has beside the client
   */
  static void serve(
      ControlRole control,
      InstantSource clock,
      @Nullable ClientProxy proxy,
      @Nullable ClientStatus status,
      @Nullable OnionServices services,
      List<Role> roles) {
    OnionRelay relay =
        roles.stream().flatMap(role -> role.relay().stream()).findFirst().orElse(null);
    ControlledNode node = new ControlledNode(control, clock, proxy, relay);
    Information information = new Information();
    TorrcConfiguration configuration =
        new TorrcConfiguration(control.reload(), control.server().events());
    NodeInformation.addTo(information, version(), node, configuration, clock);
    if (status != null) {
      StatusInformation.addTo(information, status);
    }
    SettledInformation.addTo(information);
    if (relay == null) {
      RelaylessInformation.addTo(information);
    }
    if (proxy != null && status != null) {
      NetworkInformation.addTo(information, proxy.client()::network);
    }
    Bandwidth bandwidth = new Bandwidth(control.server().events(), node);
    information.key("bw-event-cache", "Cached BW events for a short interval.", bandwidth::cache);
    control.everySecond(bandwidth::second);
    addRelay(information, relay == null ? null : relay.keys().rsaIdentity().toHex());
    information.prefix("net/listeners/", "Bound addresses by type", Source.of(node::listeners));
    OnionCommands onions = services == null ? null : new OnionCommands(services);
    information.key(
        "onions/detached",
        "Onion services detached from the control connection.",
        () -> onions == null ? "" : onions.detached());
    List<CommandTable.Family> families =
        new ArrayList<>(
            List.of(
                new SessionCommands(control.admission(), LIKE),
                new InformationCommands(
                    information, session -> onions == null ? "" : onions.current(session)),
                new ConfigurationCommands(configuration, control.changes()),
                new SignalCommand(node)));
    if (onions != null) {
      families.add(onions);
    }
    if (proxy != null && status != null) {
      ClientSteering steering = new ClientSteering(proxy, control.server().events(), clock, status);
      SteeringInformation.addTo(information, steering);
      families.add(new SteeringCommands(steering));
      families.add(new CircuitCommands(steering));
      families.add(new StreamCommands(steering));
    }
    control.server().use(new CommandTable(families.toArray(CommandTable.Family[]::new)));
    control.show(
        new ShownNode(
            node,
            bandwidth,
            clock,
            roles,
            proxy == null || status == null ? null : new ShownNode.Client(proxy.client(), status)));
  }

  private static void addRelay(Information information, @Nullable String fingerprint) {
    information
        .key("fingerprint", null, Source.of(key -> ofRelay(fingerprint)))
        .key(
            "address",
            "IP address of this Tor host, if we can guess it.",
            Source.of(key -> unknownAddress()))
        .key(
            "address/v4",
            "IPv4 address of this Tor host, if we can guess it.",
            Source.of(key -> unknownAddress()))
        .key(
            "address/v6",
            "IPv6 address of this Tor host, if we can guess it.",
            Source.of(key -> unknownAddress()));
  }

  private static Optional<String> ofRelay(@Nullable String fact) throws CommandException {
    if (fact == null) {
      throw new CommandException(551, "Not running in server mode");
    }
    return Optional.of(fact);
  }

  private static Optional<String> unknownAddress() throws CommandException {
    throw new CommandException(551, "Address unknown");
  }

  private static String version() {
    return LIKE + " (Tropea-" + Release.current().version() + ")";
  }

  private Optional<String> listeners(String key) {
    String kind = key.substring(key.lastIndexOf('/') + 1);
    return switch (kind) {
      case "socks" -> Optional.of(listeners(Kind.SOCKS));
      case "httptunnel" -> Optional.of(listeners(Kind.HTTP_TUNNEL));
      case "dns" -> Optional.of(listeners(Kind.DNS));
      case "control" -> Optional.of(listed(control.server().addresses()));
      case "or", "extor", "dir", "trans", "natd", "metrics" -> Optional.of("");
      default -> Optional.empty();
    };
  }

  private String listeners(Kind kind) {
    return proxy == null ? "" : listed(List.copyOf(proxy.addresses(kind)));
  }

  private static String listed(List<SocketAddress> addresses) {
    return addresses.stream()
        .map(
            each ->
                QuotedText.of(
                    each instanceof UnixDomainSocketAddress unix
                        ? "unix:" + unix.getPath()
                        : ControlRole.text((InetSocketAddress) each)))
        .collect(Collectors.joining(" "));
  }

  @Override
  public void signal(NodeSignal signal) {
    switch (signal) {
      case RELOAD -> Signals.raise("HUP");
      case SHUTDOWN -> Signals.raise("INT");
      case HALT -> Signals.raise("TERM");
      case DUMP, HEARTBEAT -> Signals.raise("USR1");
      case NEWNYM -> {
        if (proxy != null) {
          proxy.client().newIdentity();
        }
      }
      case ACTIVE -> {
        if (proxy != null) {
          proxy.client().noteUse();
        }
      }
      case DORMANT -> {
        if (proxy != null) {
          proxy.client().rest();
        }
      }
      case DEBUG, CLEARDNSCACHE -> log.debug("A controller's SIGNAL {} changes nothing", signal);
    }
    control
        .server()
        .events()
        .publish(EventKind.SIGNAL, () -> Reply.event("SIGNAL " + signal.name()));
  }

  @Override
  public Duration uptime() {
    return figures.sinceStart();
  }

  @Override
  public Traffic traffic() {
    long read = 0;
    long written = 0;
    if (proxy != null) {
      var carried = proxy.client().totals().links().carried();
      read += carried.bytesIn();
      written += carried.bytesOut();
    }
    if (relay != null) {
      var carried = relay.totals().links().carried();
      read += carried.bytesIn();
      written += carried.bytesOut();
    }
    return new Traffic(read, written);
  }
}
