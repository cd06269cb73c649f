package org.tropea.onionservice.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.client.ConnectFailure;
import org.tropea.client.OptimisticData;
import org.tropea.client.Target;
import org.tropea.client.TorClient;
import org.tropea.client.pool.Isolation;
import org.tropea.client.pool.ServiceCircuits;
import org.tropea.protocol.channel.Machine;
import org.tropea.protocol.circuit.WayOut;
import org.tropea.protocol.stream.RecordedStreams;
import org.tropea.protocol.stream.StreamWatch;
import org.tropea.protocol.stream.TorStream;

/** Whoever watches streams is told of those to onion services too. */
class OnionConnectorTest {
  private static final String SERVICE =
      "25njqamcweflpvkl73j4szahhihoc4xt3ktcgjnpaingr5yhkenl5sid.onion";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final RecordedStreams observer = new RecordedStreams();
  private final TorClient client = mock(TorClient.class);
  private final ServiceCircuits circuits = mock(ServiceCircuits.class);
  private final Promise<WayOut> circuitsThere = channel.eventLoop().newPromise();
  private OnionConnector connector;

  @BeforeEach
  void connector() {
    channel.freezeTime();
    when(client.loop()).thenReturn(channel.eventLoop());
    when(client.streams()).thenReturn(new StreamWatch(observer));
    when(client.serviceCircuits()).thenReturn(circuits);
    when(circuits.loop()).thenReturn(channel.eventLoop());
    when(circuits.ready()).thenReturn(circuitsThere);
    when(client.connect(any(), any(), any())).thenThrow(new AssertionError("not for exits"));
    connector =
        new OnionConnector(
            client,
            Machine.best(),
            new ServiceSettings(false, Map.of(), PATIENCE, Duration.ofMinutes(10), 0));
  }

  private Future<TorStream> connect(String host) {
    Future<TorStream> opening =
        connector.connect(new Target(host, 80), Isolation.NONE, new OptimisticData());
    channel.runPendingTasks();
    return opening;
  }

  @Test
  void stream_toANameThatNoServiceHas_failsAtOnce() {
    Future<TorStream> opening = connect("q" + SERVICE.substring(1));
    assertThat(opening.cause()).isInstanceOf(ConnectFailure.class);
    assertThat(observer.events).hasSize(2);
    assertThat(observer.events.get(0)).startsWith("requested");
    assertThat(observer.events.get(1)).isEqualTo("failed 1: TOR_PROTOCOL");
  }

  @Test
  void stream_toAServiceThatIsNotReachedInTime_fails() {
    Future<TorStream> opening = connect(SERVICE);
    channel.advanceTimeBy(PATIENCE.minusSeconds(1).toNanos(), TimeUnit.NANOSECONDS);
    channel.runPendingTasks();
    assertThat(observer.events).hasSize(1);
    channel.advanceTimeBy(1, TimeUnit.SECONDS);
    channel.runPendingTasks();
    assertThat(opening.cause()).isInstanceOf(ConnectFailure.class);
    assertThat(observer.events).hasSize(2);
    assertThat(observer.events.get(1)).startsWith("failed 1: ");
  }

  @Test
  void stream_thatNobodyWaitsFor_isToldAsDone() {
    Future<TorStream> opening = connect(SERVICE);
    opening.cancel(false);
    channel.runPendingTasks();
    assertThat(observer.events).hasSize(2);
    assertThat(observer.events.get(1)).isEqualTo("failed 1: DONE");
  }
}
