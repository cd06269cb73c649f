package org.tropea.relay;

import io.netty.channel.EventLoop;
import java.util.function.Consumer;
import org.tropea.directory.serve.DirectoryServer;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.stream.StreamAcceptor;
import org.tropea.protocol.stream.TorStream;
import org.tropea.relay.exit.ExitConnector;

/** Sends the streams that end at a relay to where they belong. Immutable, any loop. */
record RelayStreams(ExitConnector exit, DirectoryServer directory) implements StreamAcceptor {
  @Override
  public void onBegin(TorStream stream, Begin begin) {
    exit.connect(stream, begin);
  }

  @Override
  public void onBeginDirectory(TorStream stream) {
    stream.accept(new Connected(null, 0));
    directory.install(stream, null);
    stream.config().setAutoRead(true);
  }

  @Override
  public void onResolve(EventLoop loop, Resolve resolve, Consumer<Resolved> answer) {
    exit.resolve(loop, resolve, answer);
  }
}
