package org.tropea.relay.exit;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import org.tropea.protocol.stream.StreamEnd;
import org.tropea.protocol.stream.StreamTraffic;
import org.tropea.protocol.stream.TorStream;

/**
 * What one stream of an exit does until its end, as the watch is told. In the stream's pipeline it
 * adds what the stream has counted to the counters of all, once per read and per flush. Confined to
 * the stream's loop.
 */
final class ExitTally extends ChannelDuplexHandler {
  private final ExitWatch watch;
  private final TorStream stream;
  private final ExitStreamFacts facts;
  private boolean open;
  private StreamTraffic told = new StreamTraffic(0, 0);

  ExitTally(ExitWatch watch, TorStream stream, ExitStreamFacts facts) {
    this.watch = watch;
    this.stream = stream;
    this.facts = facts;
  }

  /** The stream is connected. */
  void opened() {
    open = true;
    stream.pipeline().addLast(this);
    watch.opened(facts);
  }

  /** The stream is over. */
  void ended() {
    tell();
    if (open) {
      watch.closed(facts, StreamEnd.of(stream), told);
    } else {
      watch.refused(facts, StreamEnd.of(stream));
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    tell();
    context.fireChannelReadComplete();
  }

  @Override
  public void flush(ChannelHandlerContext context) {
    context.flush();
    tell();
  }

  private void tell() {
    StreamTraffic now = stream.carried();
    if (!now.equals(told)) {
      watch.carried(now.bytesIn() - told.bytesIn(), now.bytesOut() - told.bytesOut());
      told = now;
    }
  }
}
