package org.tropea.relay;

import io.netty.channel.EventLoop;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tropea.directory.serve.DirectoryServer;
import org.tropea.directory.serve.Routes;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.End;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.stream.DirectoryCircuit;
import org.tropea.protocol.stream.StreamAcceptor;
import org.tropea.protocol.stream.TorStream;
import org.tropea.relay.exit.ExitConnector;

/**
 * Sends the streams that end at a relay to where they belong. For any loop.
 *
 * @param routes what the directory has for those who come by this circuit
 * @param leaving whether the relay takes none any more
 */
record RelayStreams(
    ExitConnector exit,
    DirectoryServer directory,
    Function<DirectoryCircuit, Routes> routes,
    BooleanSupplier leaving)
    implements StreamAcceptor {
  @Override
  public void onBegin(TorStream stream, Begin begin) {
    if (leaving.getAsBoolean()) {
      stream.end(End.of(EndReason.HIBERNATING));
    } else {
      exit.connect(stream, begin);
    }
  }

  @Override
  public void onBeginDirectory(TorStream stream, DirectoryCircuit circuit) {
    if (leaving.getAsBoolean()) {
      stream.end(End.of(EndReason.HIBERNATING));
      return;
    }
    stream.accept(new Connected(null, 0));
    directory.install(stream, null, routes.apply(circuit));
    stream.config().setAutoRead(true);
  }

  @Override
  public void onResolve(EventLoop loop, Resolve resolve, Consumer<Resolved> answer) {
    exit.resolve(loop, resolve, answer);
  }
}
