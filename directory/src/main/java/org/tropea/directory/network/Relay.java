package org.tropea.directory.network;

import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.Protocols;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.RelayFlag;
import org.tropea.protocol.linkspec.RelayTarget;
import org.tropea.protocol.message.HopRequest;

/** A relay that a path can use: listed by the consensus, its microdescriptor known. */
public record Relay(RelayEntry entry, Microdescriptor microdescriptor) {
  /** Its RSA identity, by which the consensus lists it. */
  public RsaIdentity identity() {
    return entry.identity();
  }

  /** How to reach it: both identities, and its IPv4 address before its IPv6 one. */
  public RelayTarget target() {
    List<InetSocketAddress> addresses =
        entry.ipv6() == null ? List.of(entry.address()) : List.of(entry.address(), entry.ipv6());
    return new RelayTarget(entry.identity(), microdescriptor.identity(), addresses);
  }

  /**
   * What a client asks of it when a circuit begins there or goes on to it: all that it speaks, on
   * every hop, as C tor 0.4.9.15; null where it speaks no more than ntor.
   */
  public @Nullable HopRequest asked() {
    Protocols spoken = entry.protocols();
    if (!spoken.supports("FlowCtrl", 2) || !spoken.supports("Relay", 4)) {
      return null;
    }
    return new HopRequest(true, spoken.supports("Relay", 5) && spoken.supports("Relay", 6));
  }

  /** Whether each of the two says that the other is of its family (path-spec 2.2.1). */
  boolean namesEachOther(Relay other) {
    return microdescriptor.family().names(other.identity(), other.entry.nickname())
        && other.microdescriptor.family().names(identity(), entry.nickname());
  }

  /** Whether both prove to be of one family by its key (proposal 321). */
  boolean sharesFamilyId(Relay other) {
    return !Collections.disjoint(microdescriptor.familyIds(), other.microdescriptor.familyIds());
  }

  /** Whether any streams may leave by it. */
  public boolean isExit() {
    return !has(RelayFlag.BAD_EXIT) && !microdescriptor.policy().rejectsAll();
  }

  /** Whether streams to IPv4 targets on this port may leave by it. */
  public boolean allowsExit(int port) {
    return !has(RelayFlag.BAD_EXIT) && microdescriptor.policy().allows(port);
  }

  /** Whether streams to IPv6 targets on this port may leave by it. */
  public boolean allowsIpv6Exit(int port) {
    return !has(RelayFlag.BAD_EXIT) && microdescriptor.ipv6Policy().allows(port);
  }

  /** Whether it has the flag. */
  public boolean has(RelayFlag flag) {
    return entry.has(flag);
  }
}
