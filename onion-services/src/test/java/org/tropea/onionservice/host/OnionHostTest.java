package org.tropea.onionservice.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import org.tropea.client.TorClient;
import org.tropea.client.pool.ServiceCircuits;
import org.tropea.crypto.key.Ed25519SigningKey;
import org.tropea.protocol.channel.Machine;

/** Services that come and go with controllers, while their client stays. */
class OnionHostTest {
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final TorClient client = mock(TorClient.class);
  private final EventLoop loop = mock(EventLoop.class);

  @SuppressWarnings("unchecked")
  private final Future<Object> termination = mock(Future.class);

  @BeforeEach
  void client() {
    ServiceCircuits circuits = mock(ServiceCircuits.class);
    when(circuits.loop()).thenReturn(channel.eventLoop());
    when(circuits.ready()).thenReturn(channel.eventLoop().newPromise());
    when(client.serviceCircuits()).thenReturn(circuits);
    when(client.loop()).thenReturn(loop);
    doAnswer(call -> termination).when(loop).terminationFuture();
    doAnswer(
            call -> {
              call.<Runnable>getArgument(0).run();
              return null;
            })
        .when(loop)
        .execute(any());
  }

  @Test
  void service_thatEnds_leavesNothingWithItsClient() {
    OnionService service =
        new OnionHost(client, mock(Machine.class))
            .start(
                Ed25519SigningKey.generate(new SecureRandom()),
                HostSettings.USUAL,
                mock(Backend.class),
                ServiceListener.NONE);
    ArgumentCaptor<GenericFutureListener<Future<Object>>> atEnd = ArgumentCaptor.captor();
    verify(termination).addListener(atEnd.capture());
    verify(termination, never()).removeListener(any());
    service.close();
    service.close();
    channel.runPendingTasks();
    verify(termination, times(1)).removeListener(atEnd.getValue());
    verify(client, times(1)).serves(false);
    assertThat(service.published().isSuccess()).isFalse();
    assertThat(service.published().isDone()).isTrue();
  }
}
