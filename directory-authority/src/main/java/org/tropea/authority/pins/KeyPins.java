package org.tropea.authority.pins;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;

/**
 * The pairs of identities that relays had: whoever breaks one of a relay's keys does not get its
 * name. Confined as its owner; each new pair is on disk before it counts.
 */
public final class KeyPins {
  private static final Logger log = LoggerFactory.getLogger(KeyPins.class);
  private static final int MAX_PAIRS = 1_000_000;

  private final KeyPinJournal journal;
  private final boolean binding;
  private final Map<RsaIdentity, Ed25519Identity> byRsa = new HashMap<>();
  private final Map<Ed25519Identity, RsaIdentity> byEd25519 = new HashMap<>();
  private boolean failed;

  /**
   * Those of this data directory.
   *
   * @param binding AuthDirPinKeys: whether a relay that changes one of its identities is refused;
   *     if not, its new pair takes the place of the old one
   */
  public static KeyPins open(Path directory, boolean binding, Instant now) {
    KeyPinJournal journal = new KeyPinJournal(directory);
    KeyPins pins = new KeyPins(journal, binding);
    try {
      journal.read(pins::put);
      journal.open(now);
    } catch (IOException e) {
      log.warn("Cannot use the key-pinning journal: what was pinned before is not known", e);
    }
    return pins;
  }

  private KeyPins(KeyPinJournal journal, boolean binding) {
    this.journal = journal;
    this.binding = binding;
  }

  /** Whether this pair may be: it was pinned before, or is from now on. */
  public boolean pin(RsaIdentity rsa, Ed25519Identity ed25519) {
    Ed25519Identity pinned = byRsa.get(rsa);
    if (ed25519.equals(pinned)) {
      return true;
    }
    boolean conflict = pinned != null || byEd25519.containsKey(ed25519);
    if (conflict && binding) {
      return false;
    }
    if (conflict || byRsa.size() < MAX_PAIRS) {
      write(rsa, ed25519);
      put(rsa, ed25519);
    }
    return true;
  }

  private void write(RsaIdentity rsa, Ed25519Identity ed25519) {
    try {
      journal.append(rsa, ed25519);
      failed = false;
    } catch (IOException e) {
      if (!failed) {
        log.warn(
            "Cannot write the key-pinning journal: new pins last until we end; check the disk");
      }
      failed = true;
    }
  }

  /** In the place of whatever contradicts it. */
  private void put(RsaIdentity rsa, Ed25519Identity ed25519) {
    Ed25519Identity old = byRsa.put(rsa, ed25519);
    if (old != null) {
      byEd25519.remove(old);
    }
    RsaIdentity other = byEd25519.put(ed25519, rsa);
    if (other != null && !other.equals(rsa)) {
      byRsa.remove(other);
    }
  }

  int size() {
    return byRsa.size();
  }
}
