package org.tropea.control.node;

import java.util.List;
import java.util.Optional;

/** The onion services that controllers have this node host. Any thread. */
public interface OnionServices {
  /** A new key: 64 bytes, as {@code ED25519-V3} writes it. */
  byte[] newKey();

  /** Whether services of this node do not hide themselves. */
  boolean isSingle();

  /** Whether a service could have that port, {@code VIRTPORT[,TARGET]}. */
  boolean isPort(String written);

  /** Whether that can be a client's key, in base32. */
  boolean isClient(String written);

  /**
   * Hosts one.
   *
   * @param key as {@link #newKey} makes it
   * @return its address without {@code .onion}; nothing where there is one of that address
   * @throws IllegalArgumentException where it is no key
   */
  Optional<String> host(byte[] key, Wish wish);

  /** Ends the one of that address. */
  void end(String address);

  /** Whether an onion service may have that address. */
  boolean isAddress(String written);

  /**
   * What it is to be like.
   *
   * @param ports such as it {@linkplain #isPort takes}
   * @param clients their keys; empty for everybody
   * @param mostStreams of one client at a time; 0 for no limit
   * @param closesExcess whether one more closes the client's circuit
   * @param proofs whether clients have to prove work where there are many
   */
  record Wish(
      List<String> ports,
      List<String> clients,
      int mostStreams,
      boolean closesExcess,
      Optional<Proofs> proofs) {
    /** Keeps its own copies. */
    public Wish {
      ports = List.copyOf(ports);
      clients = List.copyOf(clients);
    }
  }

  /** How many clients are served who have proved work: each second, and at once. */
  record Proofs(int rate, int burst) {}
}
