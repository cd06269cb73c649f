package org.tropea.command;

import org.tropea.protocol.channel.Machine;
import org.tropea.relay.keys.KeyFileException;
import org.tropea.relay.keys.RelayKeyStore;
import org.tropea.relay.keys.RelayKeys;

/**
 * What {@code --list-fingerprint} prints, as C tor does: the nickname and who the relay is. Keys
 * that are missing are made, and nothing is started.
 */
final class FingerprintLine {
  private static final int GROUP = 4;

  static final String OPTION = "--list-fingerprint";

  static final String RSA = "rsa";
  private static final String ED25519 = "ed25519";

  private FingerprintLine() {}

  /** Refuses what has none, and another {@code kind} than rsa and ed25519. */
  static void check(Options options, String kind) throws CannotStart {
    if (!kind.equals(RSA) && !kind.equals(ED25519)) {
      throw new CannotStart(OPTION + " prints no '" + kind + "'; write rsa or ed25519 behind it");
    }
    if (!options.isRelay()) {
      throw new CannotStart("a client has no fingerprint; a relay has one: add an ORPort line");
    }
  }

  /**
   * The line for the relay of these options; an authority's is one too. As C tor, it asks for no
   * lock: the relay may be running. Blocks on the disk.
   */
  static String of(Options options, String kind) throws CannotStart {
    Identity identity = options.identity();
    Machine machine = Machine.best();
    try {
      RelayKeys keys =
          new RelayKeyStore(
                  identity.dataDirectory(), identity.nickname(), machine.curve(), machine.random())
              .load(machine.clock().instant());
      return identity.nickname() + " " + shown(keys, kind);
    } catch (KeyFileException e) {
      throw new CannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private static String shown(RelayKeys keys, String kind) {
    if (kind.equals(ED25519)) {
      return keys.ed25519Identity().toBase64();
    }
    String hex = keys.rsaIdentity().toHex();
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < hex.length(); i += GROUP) {
      line.append(i == 0 ? "" : " ").append(hex, i, i + GROUP);
    }
    return line.toString();
  }
}
