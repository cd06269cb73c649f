package org.tropea.directory.network;

import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.Microdescriptor;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.RelayFlag;

/** A relay that a path can use: listed by the consensus, its microdescriptor known. */
public record Relay(RelayEntry entry, Microdescriptor microdescriptor) {
  /** Its RSA identity, by which the consensus lists it. */
  public RsaIdentity identity() {
    return entry.identity();
  }

  /** Whether it has the flag. */
  public boolean has(RelayFlag flag) {
    return entry.has(flag);
  }
}
