package org.tropea.protocol.dial;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;

/**
 * Opens the connections of a node. All of them go through here, so that an address to bind to, a
 * proxy or a transport has one place. Any thread.
 */
public interface Dialler {
  /**
   * Connects.
   *
   * @param first what sets the channel's pipeline up, before it is connected; on its loop
   * @return fails with what the kernel says, or a timeout of Netty
   */
  ChannelFuture dial(Dial dial, ChannelHandler first);
}
