package org.tropea.benchmarks;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.function.Function;
import org.tropea.client.ConnectFailure;
import org.tropea.client.Connector;
import org.tropea.client.OptimisticData;
import org.tropea.client.Target;
import org.tropea.client.pool.Isolation;
import org.tropea.protocol.circuit.WayOut;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.stream.TorStream;

/**
 * Opens streams over the circuit that user name and password ask for.
 *
 * @param legs the relays of a user name, by each leg
 */
record PinnedConnector(PinnedCircuits circuits, Function<String, List<List<Node>>> legs)
    implements Connector {
  @Override
  public EventLoop loop() {
    return circuits.loop();
  }

  @Override
  public Future<TorStream> connect(Target target, Isolation isolation, OptimisticData early) {
    Promise<TorStream> done = loop().newPromise();
    done.addListener(decided -> early.forget());
    List<String> login = isolation.fact(Isolation.By.LOGIN);
    circuits
        .named(
            String.join("|", login),
            legs.apply(login.isEmpty() ? "" : login.get(0)),
            Agreement.ofCircuit(login.size() < 2 ? "" : login.get(1)))
        .addListener(
            (Future<WayOut> built) -> {
              if (built.isSuccess()) {
                open(built.getNow(), target, early, done);
              } else {
                fail(done, built.cause());
              }
            });
    return done;
  }

  private static void open(
      WayOut way, Target target, OptimisticData early, Promise<TorStream> done) {
    try {
      Begin begin = new Begin(target.host(), target.port(), 0);
      TorStream stream = way.streams().open(begin, early.all());
      early.follow(stream);
      stream
          .connected()
          .addListener(
              connected -> {
                if (connected.isSuccess()) {
                  if (!done.trySuccess(stream)) {
                    Unwatched.close(stream);
                  }
                } else {
                  fail(done, connected.cause());
                }
              });
    } catch (StreamException e) {
      fail(done, e);
    }
  }

  private static void fail(Promise<TorStream> done, Throwable cause) {
    done.tryFailure(
        new ConnectFailure(ConnectFailure.Kind.TOR_NETWORK, String.valueOf(cause.getMessage())));
  }
}
