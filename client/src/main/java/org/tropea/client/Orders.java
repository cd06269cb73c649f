package org.tropea.client;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.tropea.client.pool.CircuitPool;
import org.tropea.client.pool.PooledCircuit;
import org.tropea.directory.network.Relay;

/**
 * What the user of a client orders circuits and streams to do, one by one (rows Q06 and Q07). Any
 * thread; the answers come on the client's loop, or fail where the client is closed.
 */
public final class Orders {
  private final CircuitPool pool;
  private final StreamOpener opener;

  Orders(CircuitPool pool, StreamOpener opener) {
    this.pool = pool;
    this.opener = opener;
  }

  private <T> Future<T> ask(Supplier<T> question) {
    Promise<T> answer = ImmediateEventExecutor.INSTANCE.newPromise();
    try {
      opener
          .loop()
          .execute(
              () -> {
                try {
                  answer.setSuccess(question.get());
                } catch (RuntimeException e) {
                  answer.setFailure(e);
                }
              });
    } catch (RejectedExecutionException e) {
      answer.setFailure(ConnectFailure.closed());
    }
    return answer;
  }

  /**
   * What is left to the user from now on.
   *
   * @param attaching whether streams wait until they are attached
   * @param foreseeing whether no circuits are built that nobody asked for
   */
  public Future<Boolean> leave(boolean attaching, boolean foreseeing) {
    return ask(
        () -> {
          opener.leaveUnattached(attaching);
          pool.foreseeNothing(foreseeing);
          return true;
        });
  }

  /**
   * Begins a circuit.
   *
   * @param relays that it passes, each once; empty for the client's own choice
   * @param reserved whether it gets those streams alone that are attached to it
   * @return done with its number; with nothing where none can be begun
   */
  public Future<OptionalLong> launch(List<Relay> relays, boolean reserved) {
    return ask(() -> pool.steered().launch(relays, reserved));
  }

  /** Extends a circuit; done with false where it cannot be. */
  public Future<Boolean> extend(long circuit, List<Relay> relays) {
    return ask(() -> pool.steered().extend(circuit, relays));
  }

  /** Says what a circuit is for; done with false where streams cannot use it. */
  public Future<Boolean> assign(long circuit, boolean reserved) {
    return ask(() -> pool.steered().assign(circuit, reserved));
  }

  /**
   * Gives a stream a circuit.
   *
   * @param circuit 0 for one of the client's choice
   * @param hop the relay by which it leaves, from 1; 0 for the last one
   */
  public Future<Attachment> attach(long stream, long circuit, int hop) {
    return ask(
        () -> {
          Optional<PooledCircuit> chosen = pool.steered().find(circuit);
          if (circuit != 0 && chosen.isEmpty()) {
            return opener.has(stream) ? Attachment.NOT_OPEN : Attachment.UNKNOWN_STREAM;
          }
          return opener.attach(stream, chosen, hop);
        });
  }

  /**
   * Has a stream go to another host, from its next circuit on.
   *
   * @param port 0 for the same
   * @return done with false where there is none
   */
  public Future<Boolean> redirect(long stream, String host, int port) {
    return ask(() -> opener.redirect(stream, host, port));
  }
}
