package org.tropea.command;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tropea.relay.exit.ExitSettings;

/** Makes {@link Options} of a {@link Torrc}: defaults and limits as declared. For one use. */
final class OptionsReader {
  private final Torrc torrc;
  private final List<String> warnings;

  private OptionsReader(Torrc torrc) {
    this.torrc = torrc;
    this.warnings = new ArrayList<>(torrc.warnings());
  }

  /** The options of {@code torrc}; a value that cannot be meant is refused. */
  static Options read(Torrc torrc) throws CannotStart {
    return new OptionsReader(torrc).options();
  }

  private Options options() throws CannotStart {
    check();
    Directory directory = Directory.read(torrc);
    Ports ports = Ports.read(torrc, this::warn);
    Identity identity = Identity.read(torrc, ports.onion() == null ? null : onion());
    ExitSettings exit =
        identity.address() == null
            ? ExitSettings.NONE
            : ExitOptions.read(
                torrc, own(identity.address(), ports.onion()), LocalInterfaces::addresses);
    AuthorityOptions authority = AuthorityOptions.read(torrc, this::warn);
    if (authority != null && ports.onion() == null) {
      throw torrc
          .line(AuthorityOptions.AUTHORITATIVE)
          .orElseThrow()
          .refused("an authority is a relay too; add an ORPort line");
    }
    Limits limits = Limits.read(torrc, ports.onion() != null, this::warn);
    return new Options(
        identity,
        ports,
        directory,
        limits,
        ProgramOptions.read(torrc, limits.internalAddresses().asTargets(), this::warn),
        PathOptions.read(torrc),
        ConfluxOptions.read(torrc),
        ServiceOptions.read(torrc),
        exit,
        authority,
        LogOptions.read(torrc, this::warn),
        List.copyOf(warnings));
  }

  /** The addresses by which others reach the relay, of either family. */
  private static List<InetAddress> own(InetAddress ipv4, @Nullable OrPorts ports) {
    InetSocketAddress ipv6 = ports == null ? null : ports.ipv6Address();
    return ipv6 == null ? List.of(ipv4) : List.of(ipv4, ipv6.getAddress());
  }

  private @Nullable TorrcLine onion() {
    return torrc.lines(Ports.OR_PORT).get(0);
  }

  /** Every value is one of its type, within its bounds, and has an effect; or it is said. */
  private void check() throws CannotStart {
    KnownOptions known = KnownOptions.ofCTor();
    for (TorrcLine line : torrc.given()) {
      KnownOptions.Known option = known.of(line).orElseThrow();
      Object asked = OptionType.named(option.type()).read(line);
      Optional<Option<?>> declared = OptionTable.of(line);
      if (declared.isEmpty()) {
        warn(line, option.name() + " has no effect yet; Tropea goes on without it");
        continue;
      }
      declared.get().refuseLoss(line, torrc.isTesting());
      if (!declared.get().of(line).equals(asked)) {
        warn(line, declared.get().outOfBounds(line));
      }
    }
  }

  private void warn(TorrcLine line, String what) {
    warnings.add(line.source() + ": " + what);
  }
}
