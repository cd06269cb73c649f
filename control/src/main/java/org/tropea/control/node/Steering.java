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

  /**
   * Begins a circuit.
   *
   * @param relays their names, in order; empty for a path of the client's choice
   * @param reserved whether it gets those streams alone that are attached to it
   * @return done with its number; fails with a {@link org.tropea.control.protocol.CommandException}
   */
  CompletableFuture<Long> launch(List<String> relays, boolean reserved);

  /** Extends a circuit; fails as {@link #launch}. */
  CompletableFuture<Long> extend(long circuit, List<String> relays);

  /** Says what a circuit is for; fails as {@link #launch}. */
  CompletableFuture<Boolean> assign(long circuit, boolean reserved);

  /** Whether there is no circuit of that number. */
  boolean hasNoCircuit(long number);

  /**
   * Gives a stream a circuit; fails as {@link #launch}.
   *
   * @param circuit 0 for one of the client's choice
   * @param hop the relay by which it leaves, from 1; 0 for the last one
   */
  CompletableFuture<Boolean> attach(long stream, long circuit, int hop);

  /**
   * Has a stream go to another host; fails as {@link #launch}.
   *
   * @param port 0 for the same
   */
  CompletableFuture<Boolean> redirect(long stream, String host, int port);

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

  /** Forgets the guards; done with false where the client is closed. */
  CompletableFuture<Boolean> forgetGuards();

  /** Forgets how long circuits took to be built; as {@link #forgetGuards}. */
  CompletableFuture<Boolean> forgetBuildTimes();

  /** A line for each guard: its long name, and how it fares. */
  CompletableFuture<List<String>> guards();
}
