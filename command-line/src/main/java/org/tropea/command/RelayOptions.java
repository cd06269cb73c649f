package org.tropea.command;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.tropea.relay.exit.ExitSettings;

/**
 * What a torrc with an ORPort asks for.
 *
 * @param ipv6 an ORPort of IPv6, where others reach it too; null for none
 * @param address its public IPv4 address
 * @param contact how to reach its operator; null where the torrc does not say
 * @param exit leads nowhere unless an exit is asked for
 * @param loops event loops
 * @param shutdownWait how long circuits may go on after SIGINT
 * @param maxHandshakeDelay how long a handshake may wait; null for what the consensus says
 */
record RelayOptions(
    ListenAddress listen,
    @Nullable ListenAddress ipv6,
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
    ListenAddress listen = null;
    ListenAddress ipv6 = null;
    for (TorrcLine line : ports) {
      List<String> words = Arrays.asList(line.value().strip().split("\\s+"));
      ListenAddress asked = ListenAddress.of(line, withAddress(words.get(0), testing));
      boolean isIpv6 = asked.address().getAddress() instanceof Inet6Address;
      for (String flag : words.subList(1, words.size())) {
        if (!flag.equalsIgnoreCase(isIpv6 ? "IPv6Only" : "IPv4Only")) {
          warn.accept(line, "the flag " + flag + " of ORPort has no effect yet");
        }
      }
      if ((isIpv6 ? ipv6 : listen) != null) {
        warn.accept(line, "only the first ORPort of IPv4 and of IPv6 have an effect yet");
      } else if (isIpv6) {
        ipv6 = asked;
      } else {
        listen = asked;
      }
    }
    TorrcLine port = ports.get(0);
    if (listen == null) {
      throw port.refused("a relay needs an ORPort of IPv4; add one beside that of IPv6");
    }
    InetAddress address = address(torrc, port);
    return new RelayOptions(
        listen,
        ipv6,
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
