package org.tropea.command;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.tropea.relay.exit.ExitSettings;

/**
 * What a torrc with an ORPort asks for.
 *
 * @param ports where it listens, and where others reach it
 * @param address its public IPv4 address
 * @param contact how to reach its operator; null where the torrc does not say
 * @param exit leads nowhere unless an exit is asked for
 * @param loops event loops
 * @param shutdownWait how long circuits may go on after SIGINT
 * @param maxHandshakeDelay how long a handshake may wait; null for what the consensus says
 */
record RelayOptions(
    OrPorts ports,
    InetAddress address,
    @Nullable String contact,
    ExitSettings exit,
    boolean publish,
    boolean privateAddresses,
    int loops,
    Duration shutdownWait,
    @Nullable Duration maxHandshakeDelay) {
  /** The options that this class reads, in lower case. */
  static final Set<String> READ =
      Set.of(
          "address",
          "assumereachable",
          "contactinfo",
          "extendallowprivateaddresses",
          "maxonionqueuedelay",
          "numcpus",
          "orport",
          "publishserverdescriptor",
          "shutdownwaitlength");

  private static final String IPV4 = "\\d{1,3}(\\.\\d{1,3}){3}";

  /** The relay that {@code torrc} asks for; null where it asks for none. */
  static @Nullable RelayOptions read(
      Torrc torrc, boolean testing, BiConsumer<TorrcLine, String> warn) throws CannotStart {
    List<TorrcLine> ports = torrc.all("ORPort");
    if (ports.isEmpty() || ports.get(0).value().strip().equals("0")) {
      return null;
    }
    OrPorts orPorts = OrPorts.read(ports, testing, warn);
    InetAddress address = address(torrc, ports.get(0));
    return new RelayOptions(
        orPorts,
        address,
        torrc.last("ContactInfo").map(TorrcLine::value).orElse(null),
        ExitOptions.read(torrc, testing, address, LocalInterfaces::addresses),
        !torrc.last("PublishServerDescriptor").map(l -> l.value().equals("0")).orElse(false),
        bool(torrc, "ExtendAllowPrivateAddresses", testing),
        loops(torrc),
        shutdownWait(torrc),
        maxHandshakeDelay(torrc));
  }

  /** A port alone is open to everybody, but on a test network to this machine only. */
  static String withAddress(String written, boolean testing) {
    return written.contains(":") || testing ? written : "0.0.0.0:" + written;
  }

  private static InetAddress address(Torrc torrc, TorrcLine port) throws CannotStart {
    Optional<TorrcLine> line = torrc.last("Address");
    if (line.isEmpty()) {
      throw port.refused("a relay needs its public IPv4 address; add an Address line");
    }
    String text = line.get().value().strip();
    try {
      if (text.matches(IPV4)) {
        // A literal address is never looked up.
        return InetAddress.getByName(text);
      }
    } catch (UnknownHostException e) {
      // A number above 255: refused below.
    }
    throw line.get().refused("Address is no IPv4 address; names are not looked up yet");
  }

  private static Duration shutdownWait(Torrc torrc) throws CannotStart {
    Optional<TorrcLine> line = torrc.last("ShutdownWaitLength");
    return line.isPresent() ? OptionValue.interval(line.get()) : Duration.ofSeconds(30);
  }

  /** 0 is what the consensus says, as for C tor. */
  private static @Nullable Duration maxHandshakeDelay(Torrc torrc) throws CannotStart {
    Optional<TorrcLine> line = torrc.last("MaxOnionQueueDelay");
    Duration asked = line.isPresent() ? OptionValue.milliseconds(line.get()) : Duration.ZERO;
    return asked.isZero() ? null : asked;
  }

  private static int loops(Torrc torrc) throws CannotStart {
    Optional<TorrcLine> line = torrc.last("NumCPUs");
    double asked = line.isPresent() ? OptionValue.decimal(line.get()) : 0;
    return asked >= 1 ? (int) Math.min(asked, 128) : Runtime.getRuntime().availableProcessors();
  }

  static boolean bool(Torrc torrc, String name, boolean otherwise) throws CannotStart {
    Optional<TorrcLine> line = torrc.last(name);
    if (line.isEmpty() || line.get().value().equalsIgnoreCase("auto")) {
      return otherwise;
    }
    return OptionValue.bool(line.get());
  }
}
