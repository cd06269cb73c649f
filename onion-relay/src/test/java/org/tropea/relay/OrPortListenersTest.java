package org.tropea.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ports that are shut and opened again, on virtual time. */
class OrPortListenersTest {
  private static final InetSocketAddress ADDRESS =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 9001);

  private final List<Port> bound = new ArrayList<>();
  private final Queue<Exception> failures = new ArrayDeque<>();
  private final OrPortListeners listeners = listeners();

  private static final class Port extends EmbeddedChannel {
    @Override
    protected SocketAddress localAddress0() {
      return ADDRESS;
    }
  }

  private OrPortListeners listeners() {
    try {
      return new OrPortListeners(
          new Settings.Ports(ADDRESS, ADDRESS, null, null, null), this::bind);
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private ChannelFuture bind(InetSocketAddress address) {
    assertThat(address).isEqualTo(ADDRESS);
    Port port = new Port();
    port.freezeTime();
    Exception failure = failures.poll();
    if (failure != null) {
      return port.newFailedFuture(failure);
    }
    bound.add(port);
    return port.newSucceededFuture();
  }

  private void passMinute() {
    Port first = bound.get(0);
    first.advanceTimeBy(1, TimeUnit.MINUTES);
    first.runScheduledPendingTasks();
  }

  @Test
  void portThatAnotherTook_isTriedAgainEachMinute() {
    listeners.shut();
    assertThat(bound.get(0).isOpen()).isFalse();
    failures.add(new BindException("Address already in use"));
    failures.add(new BindException("Address already in use"));
    listeners.reopen();
    passMinute();
    assertThat(bound).hasSize(1);
    passMinute();
    assertThat(bound).hasSize(2);
    assertThat(bound.get(1).isOpen()).isTrue();
    passMinute();
    assertThat(bound).hasSize(2);
  }

  @Test
  void portThatIsShutAgain_isNotTriedAnyMore() {
    listeners.shut();
    failures.add(new BindException("Address already in use"));
    listeners.reopen();
    listeners.shut();
    passMinute();
    assertThat(bound).hasSize(1);
  }
}
