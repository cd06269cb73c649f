package org.tropea.protocol.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.netty.channel.embedded.EmbeddedChannel;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tropea.protocol.flow.CircuitFlow;
import org.tropea.protocol.flow.FakeSignals;
import org.tropea.protocol.flow.SendmeVersions;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.stream.StreamCarrier;
import org.tropea.protocol.stream.TorStream;

/** Case exit-17. */
class StreamTableTest {
  private final StreamTable streams = new StreamTable(new SecureRandom());
  private final EmbeddedChannel loop = new EmbeddedChannel();
  private final StreamCarrier carrier = mock(StreamCarrier.class);

  @Test
  void unusedId_65535Times_givesEachNumberOnce_thenNone() throws StreamException {
    when(carrier.loop()).thenReturn(loop.eventLoop());
    when(carrier.newStreamFlow())
        .thenAnswer(
            asked ->
                CircuitFlow.fixedWindows(() -> SendmeVersions.USUAL).newStream(new FakeSignals()));
    Set<Integer> ids = new HashSet<>();
    for (int i = 0; i < 65_535; i++) {
      int id = streams.unusedId();
      assertThat(id).isBetween(1, 65_535);
      assertThat(ids.add(id)).isTrue();
      TorStream stream = TorStream.outgoing(carrier, id);
      streams.add(stream);
      if (i % 2 == 0) {
        streams.halfClose(stream);
      }
    }
    assertThatThrownBy(streams::unusedId)
        .isInstanceOf(StreamException.class)
        .extracting(e -> ((StreamException) e).reason())
        .isEqualTo(EndReason.RESOURCE_LIMIT);
    TorStream any = streams.all().get(0);
    streams.remove(any.streamId());
    assertThat(streams.unusedId()).as("the one that is free again").isEqualTo(any.streamId());
  }

  @Test
  void firstId_isDrawn() throws StreamException {
    Set<Integer> first = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      first.add(new StreamTable(new SecureRandom()).unusedId());
    }
    assertThat(first).hasSizeGreaterThan(15);
  }

  @Test
  void halfClose_aStreamThatIsNotOpen_changesNothing() {
    when(carrier.loop()).thenReturn(loop.eventLoop());
    when(carrier.newStreamFlow())
        .thenAnswer(
            asked ->
                CircuitFlow.fixedWindows(() -> SendmeVersions.USUAL).newStream(new FakeSignals()));
    TorStream stream = TorStream.outgoing(carrier, 9);
    streams.halfClose(stream);
    assertThat(streams.isEmpty()).isTrue();
    assertThat(streams.get(9)).isNull();
  }
}
