package org.tropea.command;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tropea.configuration.Contradictions;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionRow;
import org.tropea.configuration.OptionTable;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
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
  static Options read(Torrc torrc) throws OptionException {
    return new OptionsReader(torrc).options();
  }

  private Options options() throws OptionException {
    Contradictions.check(torrc);
    UnreadLines.check(torrc);
    check();
    Directory directory = Directory.read(torrc);
    Ports ports = Ports.read(torrc, this::warn);
    checkServices(ports);
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
        DormantOptions.read(torrc, ports.onion() != null),
        ConfluxOptions.read(torrc),
        ServiceOptions.read(torrc),
        exit,
        authority,
        ControlOptions.read(torrc, identity.dataDirectory(), this::warn),
        JsonOptions.read(torrc, identity.dataDirectory()),
        MetricsOptions.read(torrc, this::warn),
        LogOptions.read(torrc, this::warn),
        ProcessOptions.read(torrc),
        List.copyOf(warnings));
  }

  /** Row O20: who does not hide a service must not be somebody's anonymous client. */
  private void checkServices(Ports ports) throws OptionException {
    if (!HostedService.isSingle(torrc)) {
      return;
    }
    TorrcLine line = torrc.line(HostedService.NON_ANONYMOUS).orElseThrow();
    if (!ports.programs().isEmpty()) {
      throw line.refused(
          "HiddenServiceNonAnonymousMode is not for anonymous clients; write SocksPort 0, and no"
              + " other port for programs");
    }
    warn(
        line,
        "HiddenServiceNonAnonymousMode is on: every onion service of this node is NON-ANONYMOUS");
  }

  /** The addresses by which others reach the relay, of either family. */
  private static List<InetAddress> own(InetAddress ipv4, @Nullable OrPorts ports) {
    InetSocketAddress ipv6 = ports == null ? null : ports.ipv6Address();
    return ipv6 == null ? List.of(ipv4) : List.of(ipv4, ipv6.getAddress());
  }

  private @Nullable TorrcLine onion() {
    return ListenLine.all(torrc, Ports.OR_PORT).get(0);
  }

  /** Every value is within its bounds, and has an effect; or it is said. */
  private void check() throws OptionException {
    for (TorrcLine line : torrc.given()) {
      OptionRow row = OptionTable.ofCTor().row(line.key()).orElseThrow();
      String loss = row.words().loss();
      if (!row.hasEffect()) {
        warn(line, row.name() + " has no effect yet; Tropea goes on without it");
      } else if (loss != null && !torrc.isDefault(row)) {
        throw line.refused(
            row.name()
                + " does not work yet, and without it Tropea "
                + loss
                + "; it does not start so, remove the line if that is what you want");
      }
      Optional<String> kept = row.outOfBounds(line);
      if (kept.isPresent()) {
        warn(line, row.name() + " is out of bounds; " + kept.get() + " counts");
      }
    }
  }

  private void warn(TorrcLine line, String what) {
    warnings.add(line.source() + ": " + what);
  }
}
