package org.tropea.onionservice.host;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import org.tropea.client.ConnectFailure;
import org.tropea.client.TorClient;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.onionservice.address.OnionAddress;
import org.tropea.protocol.channel.Machine;

/**
 * Hosts onion services by the circuits of a client, any number of them. They end with the client.
 * Any thread.
 */
public final class OnionHost {
  private final TorClient client;
  private final Hosting.Parts parts;

  /** Hosts by the circuits of {@code client}. */
  public OnionHost(TorClient client, Machine machine) {
    this.client = client;
    this.parts =
        new Hosting.Parts(
            client.serviceCircuits(),
            client.directoryClient(),
            machine,
            new Rings(),
            IntroductionWorkers.forHost());
  }

  /**
   * Starts a service; it can be reached once it is {@linkplain OnionService#published published}.
   *
   * @param identity its key, a copy of which is kept until the service is closed
   * @param listener who is told what becomes of it
   */
  public OnionService start(
      Ed25519SigningKey identity,
      HostSettings settings,
      Backend backend,
      ServiceListener listener) {
    byte[] expanded = identity.copyExpanded();
    Ed25519SigningKey key = Ed25519SigningKey.fromExpanded(expanded);
    Arrays.fill(expanded, (byte) 0);
    OnionAddress address = new OnionAddress(key.identity());
    Hosting hosting = new Hosting(parts, key, settings, backend, listener);
    Promise<Void> published = ImmediateEventExecutor.INSTANCE.newPromise();
    boolean begun =
        onLoop(
            () -> {
              hosting.published().addListener((Future<Void> done) -> settle(done, published));
              hosting.begin();
              client.serves(true);
            });
    GenericFutureListener<Future<Object>> atEnd =
        ended -> {
          key.destroy();
          published.tryFailure(ConnectFailure.closed());
        };
    client.loop().terminationFuture().addListener(atEnd);
    if (!begun) {
      published.tryFailure(ConnectFailure.closed());
    }
    return new OnionService(address, published, () -> onLoop(() -> end(hosting, atEnd)));
  }

  private void end(Hosting hosting, GenericFutureListener<Future<Object>> atEnd) {
    if (hosting.close()) {
      // Services come and go with controllers, and the client stays.
      client.loop().terminationFuture().removeListener(atEnd);
      client.serves(false);
    }
  }

  private static void settle(Future<Void> done, Promise<Void> published) {
    if (done.isSuccess()) {
      published.trySuccess(null);
    } else {
      published.tryFailure(ConnectFailure.closed());
    }
  }

  private boolean onLoop(Runnable task) {
    try {
      client.loop().execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }
}
