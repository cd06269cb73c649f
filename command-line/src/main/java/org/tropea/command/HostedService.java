package org.tropea.command;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tropea.client.HostKind;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.onionservice.effort.EffortQueue;
import org.tropea.onionservice.host.HostSettings;
import org.tropea.onionservice.host.HostSettings.IntroductionLimit;
import org.tropea.onionservice.host.HostSettings.Introductions;
import org.tropea.onionservice.host.HostSettings.StreamRules;
import org.tropea.onionservice.host.VirtualPort;

/**
 * An onion service that a torrc asks for (rows O06 to O11): a line {@code HiddenServiceDir}, and
 * what follows it up to the next.
 *
 * @param directory where its keys are
 * @param groupReads whether the group may enter the directory
 * @param ports where its ports lead, at least one
 * @param settings without its clients, which are in the directory
 * @param tellsCircuit whether its servers are told which streams are of one client
 * @param balanced whether it is one of several behind addresses that its directory names
 */
record HostedService(
    Path directory,
    boolean groupReads,
    List<VirtualPort> ports,
    HostSettings settings,
    boolean tellsCircuit,
    boolean balanced) {
  static final Option<Boolean> PUBLISH = Option.of("PublishHidServDescriptors", OptionType.BOOLEAN);

  static final Option<Boolean> SINGLE_HOP =
      Option.of("HiddenServiceSingleHopMode", OptionType.BOOLEAN);
  static final Option<Boolean> NON_ANONYMOUS =
      Option.of("HiddenServiceNonAnonymousMode", OptionType.BOOLEAN);

  private static final String FAMILY = "HiddenServiceOptions";
  private static final int MAX_POINTS = 20;
  private static final int MAX_STREAMS = 65_535;

  /** Keeps its own copy. */
  HostedService {
    ports = List.copyOf(ports);
  }

  /** All services of the torrc. */
  static List<HostedService> read(Torrc torrc) throws OptionException {
    boolean publishes = torrc.value(PUBLISH);
    boolean single = isSingle(torrc);
    List<HostedService> services = new ArrayList<>();
    Section section = null;
    for (TorrcLine line : torrc.all(FAMILY)) {
      if (line.key().equals("HiddenServiceDir")) {
        add(section, services);
        section = new Section(line, publishes, single);
      } else if (section == null) {
        throw line.refused(line.key() + " stands before any HiddenServiceDir; put it behind one");
      } else {
        section.take(line);
      }
    }
    add(section, services);
    return List.copyOf(services);
  }

  /** Whether services of this node do not hide themselves (row O20); said twice, as in C tor. */
  static boolean isSingle(Torrc torrc) throws OptionException {
    return torrc.value(SINGLE_HOP) && torrc.value(NON_ANONYMOUS);
  }

  private static void add(@Nullable Section section, List<HostedService> services)
      throws OptionException {
    if (section == null) {
      return;
    }
    HostedService service = section.service();
    for (HostedService other : services) {
      if (other.directory().equals(service.directory())) {
        throw section.first.refused("two onion services have one HiddenServiceDir");
      }
    }
    services.add(service);
  }

  /** The lines of one service. */
  private static final class Section {
    private final TorrcLine first;
    private final boolean publishes;
    private final boolean single;
    private final List<VirtualPort> ports = new ArrayList<>();
    private boolean groupReads;
    private boolean tellsCircuit;
    private boolean balanced;
    private int points = Introductions.USUAL.points();
    private boolean limits;
    private int rate = 25;
    private int burst = 200;
    private boolean asksForProofs;
    private int proofRate = EffortQueue.Terms.USUAL.rate();
    private int proofBurst = EffortQueue.Terms.USUAL.burst();
    private int mostStreams;
    private boolean closesExcess;
    private boolean allowsUnknownPorts;

    Section(TorrcLine first, boolean publishes, boolean single) {
      this.single = single;
      this.first = first;
      this.publishes = publishes;
    }

    void take(TorrcLine line) throws OptionException {
      switch (line.key()) {
        case "HiddenServicePort" -> ports.add(port(line));
        case "HiddenServiceVersion" -> number(line, 3, 3);
        case "HiddenServiceDirGroupReadable" -> groupReads = flag(line);
        case "HiddenServiceNumIntroductionPoints" -> points = number(line, 0, MAX_POINTS);
        case "HiddenServiceAllowUnknownPorts" -> allowsUnknownPorts = flag(line);
        case "HiddenServiceMaxStreams" -> mostStreams = number(line, 0, MAX_STREAMS);
        case "HiddenServiceMaxStreamsCloseCircuit" -> closesExcess = flag(line);
        case "HiddenServiceEnableIntroDoSDefense" -> limits = flag(line);
        case "HiddenServiceEnableIntroDoSRatePerSec" -> rate = number(line, 0, Integer.MAX_VALUE);
        case "HiddenServiceEnableIntroDoSBurstPerSec" -> burst = number(line, 0, Integer.MAX_VALUE);
        case "HiddenServiceOnionBalanceInstance" -> balanced = flag(line);
        case "HiddenServicePoWDefensesEnabled" -> asksForProofs = flag(line);
        case "HiddenServicePoWQueueRate" -> proofRate = number(line, 0, Integer.MAX_VALUE);
        case "HiddenServicePoWQueueBurst" -> proofBurst = number(line, 0, Integer.MAX_VALUE);
        case "HiddenServiceExportCircuitID" -> {
          if (!line.value().strip().toLowerCase(Locale.ROOT).equals("haproxy")) {
            throw line.refused("HiddenServiceExportCircuitID knows haproxy only");
          }
          tellsCircuit = true;
        }
        default -> {
          // It has no effect, which is warned of where all such options are.
        }
      }
    }

    private Optional<EffortQueue.Terms> proofs() {
      return asksForProofs
          ? Optional.of(new EffortQueue.Terms(proofRate, proofBurst))
          : Optional.empty();
    }

    HostedService service() throws OptionException {
      if (ports.isEmpty()) {
        throw first.refused("an onion service without a port; add a HiddenServicePort line");
      }
      if (limits && burst < rate) {
        throw first.refused(
            "HiddenServiceEnableIntroDoSBurstPerSec is below HiddenServiceEnableIntroDoSRatePerSec;"
                + " it has to be as high at least");
      }
      StreamRules streams = new StreamRules(mostStreams, closesExcess, allowsUnknownPorts);
      Optional<IntroductionLimit> limit =
          limits ? Optional.of(new IntroductionLimit(rate, burst)) : Optional.empty();
      Introductions introductions = new Introductions(points, limit, proofs());
      try {
        return new HostedService(
            HomePath.of(first.value().strip()).normalize(),
            groupReads,
            ports,
            new HostSettings(
                introductions, List.of(), streams, List.of(), single, publishes, false),
            tellsCircuit,
            balanced);
      } catch (InvalidPathException e) {
        throw first.refused("HiddenServiceDir is no path");
      }
    }
  }

  private static boolean flag(TorrcLine line) throws OptionException {
    return number(line, 0, 1) == 1;
  }

  private static int number(TorrcLine line, int least, int most) throws OptionException {
    String text = line.value().strip();
    long value = text.matches("\\d{1,10}") ? Long.parseLong(text) : -1;
    if (value < least || value > most) {
      throw line.refused(line.key() + " is no number of " + least + " to " + most + "; write one");
    }
    return (int) value;
  }

  /** The same of no torrc. */
  static VirtualPort port(String written) throws OptionException {
    return port(new TorrcLine("controller", TorrcLine.Mode.SET, "HiddenServicePort", written));
  }

  /** {@code VIRTPORT [TARGET]}. */
  private static VirtualPort port(TorrcLine line) throws OptionException {
    String[] words = line.value().strip().split("\\s+", 2);
    int port = portNumber(line, words[0]);
    return new VirtualPort(port, words.length == 1 ? local(port) : target(line, words[1], port));
  }

  private static SocketAddress local(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static SocketAddress target(TorrcLine line, String written, int port)
      throws OptionException {
    String text = written.strip();
    if (text.startsWith("\"") && text.endsWith("\"") && text.length() > 1) {
      text = text.substring(1, text.length() - 1);
    }
    if (text.startsWith("unix:")) {
      String path = text.substring("unix:".length());
      String bare =
          path.startsWith("\"") && path.endsWith("\"") && path.length() > 1
              ? path.substring(1, path.length() - 1)
              : path;
      try {
        return UnixDomainSocketAddress.of(Path.of(bare));
      } catch (InvalidPathException e) {
        throw line.refused("HiddenServicePort leads to what is no path");
      }
    }
    if (text.matches("\\d+")) {
      return local(portNumber(line, text));
    }
    int colon = text.startsWith("[") ? text.indexOf("]:") + 1 : text.indexOf(':');
    boolean withPort = colon > 0 && (text.startsWith("[") || colon == text.lastIndexOf(':'));
    String host = withPort ? text.substring(0, colon) : text;
    int to = withPort ? portNumber(line, text.substring(colon + 1)) : port;
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    InetAddress address =
        bare.toLowerCase(Locale.ROOT).equals("localhost")
            ? InetAddress.getLoopbackAddress()
            : HostKind.address(bare);
    if (address == null) {
      throw line.refused(
          "HiddenServicePort leads to no IP address, port or unix: path; write such as"
              + " 80 127.0.0.1:8080");
    }
    return new InetSocketAddress(address, to);
  }

  private static int portNumber(TorrcLine line, String text) throws OptionException {
    int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 0xffff) {
      throw line.refused("HiddenServicePort has no port of 1 to 65535; write such as 80");
    }
    return port;
  }

  /** Tells nothing of where the service is. */
  @Override
  public String toString() {
    return "HostedService";
  }
}
