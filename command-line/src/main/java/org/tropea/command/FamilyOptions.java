package org.tropea.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.directory.document.Family;
import org.tropea.relay.Settings;
import org.tropea.relay.keys.FamilyKeys;
import org.tropea.relay.keys.RelayKeyStore;

/** Which relays are one operator's (row R02). */
final class FamilyOptions {
  static final Option<TorrcLine> MY_FAMILY = Option.of("MyFamily", OptionType.LINES);
  static final Option<TorrcLine> FAMILY_ID = Option.of("FamilyId", OptionType.LINES);

  static final Option<String> FAMILY_KEY_DIRECTORY =
      Option.of("FamilyKeyDirectory", OptionType.FILENAME);

  private static final String ALL = "*";

  private FamilyOptions() {}

  /** Reads them for a relay with this data directory. */
  static Settings.OwnFamily read(Torrc torrc, Path dataDirectory) throws OptionException {
    List<String> members = new ArrayList<>();
    for (TorrcLine line : torrc.lines(MY_FAMILY)) {
      for (String member : line.value().split(",", -1)) {
        if (!member.isBlank()) {
          members.add(member(line, member.strip()));
        }
      }
    }
    Set<Ed25519Identity> ids = new HashSet<>();
    boolean all = false;
    for (TorrcLine line : torrc.lines(FAMILY_ID)) {
      if (line.value().strip().equals(ALL)) {
        all = true;
      } else {
        ids.add(id(line));
      }
    }
    Optional<String> elsewhere = torrc.find(FAMILY_KEY_DIRECTORY);
    Path keys =
        elsewhere.isPresent() ? HomePath.of(elsewhere.get()) : RelayKeyStore.keysIn(dataDirectory);
    return new Settings.OwnFamily(Family.of(members), new FamilyKeys.Wanted(keys, ids, all));
  }

  private static String member(TorrcLine line, String member) throws OptionException {
    if (!Family.isMember(member)) {
      throw line.refused(
          "MyFamily names relays by fingerprint or nickname, with commas between; '"
              + member
              + "' is neither");
    }
    return member;
  }

  private static Ed25519Identity id(TorrcLine line) throws OptionException {
    try {
      return Ed25519Identity.fromBase64(line.value().strip());
    } catch (DecodeException e) {
      throw line.refused("FamilyId is none; write it as tropea --keygen-family prints it, or *");
    }
  }
}
