package org.tropea.relay;

import io.netty.channel.group.ChannelGroup;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.protocol.channel.ChannelRegistry;
import org.tropea.relay.self.DescriptorPublisher;

/** What hibernation does to a relay: its ORPorts, its links and its papers. */
final class HibernationDoors implements Hibernation.Doors {
  private static final Logger log = LoggerFactory.getLogger(HibernationDoors.class);

  private final OrPortListeners listeners;
  private final ChannelGroup accepted;
  private final ChannelRegistry registry;
  private final RememberedHistory remembered;
  private final DescriptorPublisher publisher;
  private final BooleanSupplier leaving;

  /**
   * @param accepted the links that others opened
   * @param registry has those that this relay opened
   * @param leaving whether the relay is about to end, and opens no port again
   */
  HibernationDoors(
      OrPortListeners listeners,
      ChannelGroup accepted,
      ChannelRegistry registry,
      RememberedHistory remembered,
      DescriptorPublisher publisher,
      BooleanSupplier leaving) {
    this.listeners = listeners;
    this.accepted = accepted;
    this.registry = registry;
    this.remembered = remembered;
    this.publisher = publisher;
    this.leaving = leaving;
  }

  @Override
  public void shut() {
    listeners.shut();
  }

  @Override
  public void endLinks() {
    accepted.forEach(each -> each.close().addListener(ended -> log.debug("A link has ended")));
    registry.closeLinks();
  }

  @Override
  public void open() {
    if (!leaving.getAsBoolean()) {
      listeners.reopen();
    }
  }

  @Override
  public void changed(boolean said) {
    remembered.hurry();
    if (said) {
      publisher.changed();
    }
  }
}
