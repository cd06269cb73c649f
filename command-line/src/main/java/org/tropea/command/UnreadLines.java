package org.tropea.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionRow;
import org.tropea.configuration.OptionTable;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.OptionValue;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.ExitPolicy;
import org.tropea.directory.document.RelaySet;
import org.tropea.directory.document.TorVersion;
import org.tropea.directory.network.Authority;

/**
 * Lines that this node has no use for, an exit's or an authority's, and that C tor reads all the
 * same: a mistake in them is one today, not on the day when they count.
 */
final class UnreadLines {
  private static final List<String> POLICIES = List.of("ExitPolicy", "DirPolicy");

  /** Policies whose rules are of one kind, which need not be said. */
  private static final List<String> ONE_SIDED =
      List.of("AuthDirReject", "AuthDirInvalid", "AuthDirBadExit", "AuthDirMiddleOnly");

  private static final String GUARD_SHARE = "AuthDirVoteGuardBwThresholdFraction";
  private static final String ACCELERATOR = "AccelDir";

  private UnreadLines() {}

  /** Refuses what C tor refuses. */
  static void check(Torrc torrc) throws OptionException {
    relaySets(torrc);
    for (String name : POLICIES) {
      policy(torrc.all(name), "");
    }
    policy(torrc.all("ReachableDirAddresses"), "accept ");
    for (String name : ONE_SIDED) {
      policy(torrc.all(name), "reject ");
    }
    for (TorrcLine line : torrc.all("AlternateBridgeAuthority")) {
      try {
        Authority.read(line.value());
      } catch (DecodeException e) {
        throw line.refused(e.getMessage() + "; write it as the authority's operator does");
      }
    }
    if (torrc.value(BandwidthOptions.RATE) > torrc.value(BandwidthOptions.BURST)) {
      throw refused(torrc, BandwidthOptions.BURST.name(), "must be at least BandwidthRate");
    }
    double share = torrc.value(Option.of(GUARD_SHARE, OptionType.DECIMAL));
    if (share < 0 || share > 1) {
      throw refused(torrc, GUARD_SHARE, "is not from 0 to 1");
    }
    if (TorVersion.read(torrc.value(AuthorityOptions.MINIMAL_VERSION).strip()).isEmpty()) {
      throw refused(torrc, AuthorityOptions.MINIMAL_VERSION.name(), "is no version of Tor");
    }
    if (torrc.last(ACCELERATOR).isPresent() && torrc.last("AccelName").isEmpty()) {
      throw refused(torrc, ACCELERATOR, "needs an AccelName");
    }
    boolean versions =
        List.of(AuthorityOptions.CLIENT_VERSIONS, AuthorityOptions.SERVER_VERSIONS).stream()
            .allMatch(
                each ->
                    !torrc.lines(each).isEmpty()
                        || !torrc.lines(AuthorityOptions.VERSIONS).isEmpty());
    if (torrc.value(AuthorityOptions.VERSIONING) && !versions) {
      throw refused(torrc, AuthorityOptions.VERSIONING.name(), "needs the versions");
    }
  }

  private static void relaySets(Torrc torrc) throws OptionException {
    for (OptionRow row : OptionTable.ofCTor().rows()) {
      Optional<TorrcLine> line = row.joins() ? torrc.last(row.name()) : Optional.empty();
      try {
        if (line.isPresent()) {
          RelaySet.read(line.get().value());
        }
      } catch (DecodeException e) {
        throw line.get()
            .refused(
                row.name()
                    + " names relays by fingerprint, nickname, network or {cc}, with commas"
                    + " between");
      }
    }
  }

  private static void policy(List<TorrcLine> lines, String verdict) throws OptionException {
    for (TorrcLine line : lines) {
      List<String> rules = new ArrayList<>();
      for (String rule : OptionValue.commaList(line.value())) {
        String spaced = rule.replaceAll("[ \t]+", " ");
        rules.add(spaced.contains(" ") ? spaced : verdict + spaced);
      }
      try {
        ExitPolicy.read(rules);
      } catch (DecodeException e) {
        throw line.refused(line.key() + ": " + e.getMessage());
      }
    }
  }

  private static OptionException refused(Torrc torrc, String name, String problem) {
    String message = name + " " + problem + "; correct it";
    return torrc
        .last(name)
        .map(line -> line.refused(message))
        .orElseGet(() -> new OptionException(message));
  }
}
