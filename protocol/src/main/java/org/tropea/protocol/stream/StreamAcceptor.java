package org.tropea.protocol.stream;

import io.netty.channel.EventLoop;
import java.util.function.Consumer;
import org.tropea.protocol.message.Begin;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;

/** Who serves the streams that others begin with us. On the circuit's loop. */
public interface StreamAcceptor {
  /** Somebody wants to be connected to a host; the stream waits to be accepted or ended. */
  void onBegin(TorStream stream, Begin begin);

  /** Somebody wants to talk to our directory server, by {@code circuit}. */
  void onBeginDirectory(TorStream stream, DirectoryCircuit circuit);

  /** Somebody wants a name resolved; {@code answer} is called once, on this loop. */
  void onResolve(EventLoop loop, Resolve resolve, Consumer<Resolved> answer);
}
