package org.tropea.relay.rendezvous;

import io.netty.channel.EventLoop;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.message.RelayMessage;

/**
 * A circuit of this relay, as introductions and rendezvous see it. All but {@link #loop} is called
 * on its loop.
 */
public interface OnionServiceCircuit {
  /** The loop that it lives on; any thread. */
  EventLoop loop();

  /** The time of that loop. */
  long nanoTime();

  /** What its purpose is. */
  OnionServiceRole purpose();

  /** Whether it comes straight from a client, by no other relay. */
  boolean isSingleHop();

  /** Whether it ends here: it leads to no other relay and is no leg of a conflux set. */
  boolean endsHere();

  /** What its handshake gave both ends for ESTABLISH_INTRO (KH): 20 bytes. */
  byte[] introductionSecret();

  /** Queues a message for its origin. */
  void send(int streamId, RelayMessage message);

  /** Sends what was queued. */
  void flush();

  /** From now on cells that are not for this relay go to {@code other}, and it dies with it. */
  void join(JoinedCircuit other);

  /** Queues a cell of the circuit that it is joined to, on its way to its origin. */
  void passBack(Relay relay);

  /** Ends it, where it is open, and tells its neighbours. */
  void destroy(DestroyReason reason);
}
