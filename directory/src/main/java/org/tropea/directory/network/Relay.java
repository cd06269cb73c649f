package org.tropea.directory.network;

import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.RelayFlag;
import org.tropea.protocol.linkspec.RelayTarget;

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

  /** Whether each of the two says that the other is of its family (path-spec 2.2.1). */
  public boolean isFamilyOf(Relay other) {
    boolean mutual =
        microdescriptor.family().names(other.identity(), other.entry.nickname())
            && other.microdescriptor.family().names(identity(), entry.nickname());
    return mutual
        || !Collections.disjoint(microdescriptor.familyIds(), other.microdescriptor.familyIds());
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
