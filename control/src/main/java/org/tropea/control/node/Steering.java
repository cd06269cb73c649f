package org.tropea.control.node;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What controllers can do to a client's circuits, streams and names. Any thread. */
public interface Steering {
  /**
   * Closes a circuit.
   *
   * @param ifUnused leaves it open where streams are on it
   * @return done with false where there is none of that number
   */
  CompletableFuture<Boolean> closeCircuit(long number, boolean ifUnused);

  /** Whether there is no stream of that number. */
  boolean hasNoStream(long number);

  /**
   * Ends a stream.
   *
   * @param reason one byte, as an END cell has it
   * @return done with false where there is none of that number
   */
  CompletableFuture<Boolean> closeStream(long number, int reason);

  /**
   * Has an exit look a name up, or an address where {@code reverse}; what comes of it is an ADDRMAP
   * event.
   */
  void resolve(String host, boolean reverse);

  /**
   * From now on asks for {@code to} where a program names {@code from}; where that is {@code .},
   * {@code 0.0.0.0} or {@code ::}, an address is chosen for it.
   *
   * @return done with what stands for it; fails with a {@link
   *     org.tropea.control.protocol.CommandException}
   */
  CompletableFuture<String> map(String from, String to);

  /**
   * The mappings that count, a line for each.
   *
   * @param configured whether those of the torrc; else those of controllers
   */
  CompletableFuture<List<String>> mappings(boolean configured);

  /** A line for each guard: its long name, and how it fares. */
  CompletableFuture<List<String>> guards();
}
