package org.tropea.relay;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.key.X25519KeyPair;
import org.tropea.protocol.channel.Machine;
import org.tropea.relay.circuit.Identities;
import org.tropea.relay.circuit.OnionHandshakes;
import org.tropea.relay.keys.FamilyKeys;
import org.tropea.relay.keys.KeyFileException;
import org.tropea.relay.keys.OnionKeyTimes;
import org.tropea.relay.keys.RelayKeyStore;
import org.tropea.relay.keys.RelayKeys;

/**
 * The keys that a relay has now, which it renews from time to time. Any thread may ask; what
 * changes them blocks, and is done one after the other on the documents' thread.
 */
final class KeysInUse {
  private static final Logger log = LoggerFactory.getLogger(KeysInUse.class);

  private final RelayKeyStore store;
  private final Machine machine;
  private volatile RelayKeys keys;
  private volatile @Nullable OnionHandshakes onion;

  /**
   * Reads the keys of a relay, or makes them; blocks.
   *
   * @throws KeyFileException when a key on disk cannot be used; nothing was overwritten
   */
  KeysInUse(Settings.Identity identity, Machine machine) throws KeyFileException {
    this.store =
        new RelayKeyStore(
            identity.dataDirectory(), identity.nickname(), machine.curve(), machine.random());
    this.machine = machine;
    this.keys = store.load(machine.clock().instant(), identity.family().keys());
  }

  RelayKeys now() {
    return keys;
  }

  /** By which others know the relay; these never change. */
  Identities identities() {
    return new Identities(keys.rsaIdentity(), keys.ed25519Identity());
  }

  /** By the onion keys of now. */
  OnionHandshakes onionHandshakes() {
    List<X25519KeyPair> now = keys.onion().accepted();
    OnionHandshakes known = onion;
    if (known == null || !known.areOf(now)) {
      known = new OnionHandshakes(machine.curve(), identities(), now, machine.random());
      onion = known;
    }
    return known;
  }

  /**
   * It belongs to these families from now on; where a key of theirs cannot be had, to those as
   * before. Blocks.
   */
  void join(FamilyKeys.Wanted families) {
    try {
      keys = store.inFamilies(keys, families);
    } catch (KeyFileException e) {
      log.warn("The relay stays in the families that it was in: {}", e.getMessage());
    }
  }

  /** Renews those that are due; blocks. */
  void renew(OnionKeyTimes times) {
    keys = store.renew(keys, machine.clock().instant(), times);
  }
}
