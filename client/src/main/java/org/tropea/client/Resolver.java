package org.tropea.client;

import io.netty.util.concurrent.Future;
import java.util.Optional;
import org.tropea.client.pool.Isolation;
import org.tropea.protocol.message.Answer;

/** Whoever can look up names and addresses by way of exits. Confined to its loop. */
public interface Resolver {
  /**
   * Looks something up. Nothing is remembered from one lookup to the next.
   *
   * @return the answer that was asked for; empty where the name is there, and has no address of the
   *     family that is wanted. Fails with a {@link ConnectFailure}: of kind DESTINATION where the
   *     exit found nothing for good. To cancel it is to want no answer any more
   */
  Future<Optional<Answer>> resolve(Lookup lookup, Isolation isolation);
}
