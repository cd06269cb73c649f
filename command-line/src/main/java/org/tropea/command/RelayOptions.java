package org.tropea.command;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.ExitPolicy;

/**
 * What a torrc with an ORPort asks for.
 *
 * @param address its public IPv4 address
 * @param contact how to reach its operator; null where the torrc does not say
 * @param exitPolicy nothing unless ExitRelay 1 asks for an exit
 * @param loops event loops
 */
record RelayOptions(
    ListenAddress listen,
    InetAddress address,
    @Nullable String contact,
    ExitPolicy exitPolicy,
    boolean publish,
    boolean privateAddresses,
    int loops) {
  /** The options that this class reads, in lower case. */
  static final Set<String> READ =
      Set.of(
          "address",
          "assumereachable",
          "contactinfo",
          "exitpolicy",
          "exitpolicyrejectprivate",
          "exitrelay",
          "extendallowprivateaddresses",
          "ipv6exit",
          "numcpus",
          "orport",
          "publishserverdescriptor");

  private static final String IPV4 = "\\d{1,3}(\\.\\d{1,3}){3}";

  /** The relay that {@code torrc} asks for; null where it asks for none. */
  static @Nullable RelayOptions read(
      Torrc torrc, boolean testing, BiConsumer<TorrcLine, String> warn) throws CannotStart {
    List<TorrcLine> ports = torrc.all("ORPort");
    if (ports.isEmpty() || ports.get(0).value().strip().equals("0")) {
      return null;
    }
    TorrcLine port = ports.get(0);
    if (ports.size() > 1) {
      warn.accept(ports.get(1), "only the first ORPort has an effect yet");
    }
    List<String> words = Arrays.asList(port.value().strip().split("\\s+"));
    for (String flag : words.subList(1, words.size())) {
      if (!flag.equalsIgnoreCase("IPv4Only")) {
        warn.accept(port, "the flag " + flag + " of ORPort has no effect yet");
      }
    }
    ListenAddress listen = ListenAddress.of(port, withAddress(words.get(0), testing));
    return new RelayOptions(
        listen,
        address(torrc, port),
        torrc.last("ContactInfo").map(TorrcLine::value).orElse(null),
        exitPolicy(torrc, testing),
        !torrc.last("PublishServerDescriptor").map(l -> l.value().equals("0")).orElse(false),
        bool(torrc, "ExtendAllowPrivateAddresses", testing),
        loops(torrc));
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

  private static ExitPolicy exitPolicy(Torrc torrc, boolean testing) throws CannotStart {
    if (!bool(torrc, "ExitRelay", false)) {
      return ExitPolicy.REJECT_ALL;
    }
    List<String> rules = new ArrayList<>();
    for (TorrcLine line : torrc.all("ExitPolicy")) {
      for (String rule : line.value().split(",", -1)) {
        rules.add(rule.strip());
      }
      try {
        ExitPolicy.read(rules);
      } catch (DecodeException e) {
        throw line.refused("ExitPolicy: " + e.getMessage());
      }
    }
    try {
      ExitPolicy policy = ExitPolicy.read(rules).then(ExitPolicy.DEFAULT);
      if (bool(torrc, "ExitPolicyRejectPrivate", !testing)) {
        policy = ExitPolicy.REJECT_PRIVATE.then(policy);
      }
      return bool(torrc, "IPv6Exit", false) ? policy : policy.withoutIpv6();
    } catch (DecodeException e) {
      throw new IllegalStateException("rules that were read one by one do not read together", e);
    }
  }

  private static int loops(Torrc torrc) throws CannotStart {
    Optional<TorrcLine> line = torrc.last("NumCPUs");
    double asked = line.isPresent() ? OptionValue.decimal(line.get()) : 0;
    return asked >= 1 ? (int) Math.min(asked, 128) : Runtime.getRuntime().availableProcessors();
  }

  private static boolean bool(Torrc torrc, String name, boolean otherwise) throws CannotStart {
    Optional<TorrcLine> line = torrc.last(name);
    if (line.isEmpty() || line.get().value().equalsIgnoreCase("auto")) {
      return otherwise;
    }
    return OptionValue.bool(line.get());
  }
}
