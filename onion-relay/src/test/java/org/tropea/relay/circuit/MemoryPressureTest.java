package org.tropea.relay.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Relay;
import org.tropea.protocol.channel.FakeLink;
import org.tropea.protocol.message.BeginDir;
import org.tropea.protocol.message.Connected;
import org.tropea.protocol.message.Data;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.stream.TorStream;

/** Row F16: a relay whose memory is full of what waits, 10 MB here. */
class MemoryPressureTest {
  private final RelayUnderTest relay = new RelayUnderTest();

  /** An origin whose circuit leads on, and the link to the hop behind us. */
  private record Path(FakeLink link, ScriptedOrigin origin, FakeLink next) {}

  private Path path() throws Exception {
    FakeLink client = relay.incoming(null);
    ScriptedOrigin origin = ScriptedOrigin.createFast(client);
    FakeLink next = relay.extended(origin);
    return new Path(client, origin, next);
  }

  private void send(Path path, int cells) {
    for (int i = 0; i < cells; i++) {
      path.origin().sendBeyond(false, new byte[509]);
    }
  }

  @Test
  void circuitWhoseCellsWaitLongest_endsFirst_andTheOthersGoOn() throws Exception {
    List<Path> paths = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Path path = path();
      paths.add(path);
      path.next().stall(true);
      send(path, 2_400);
      relay.loops.run();
      relay.loops.advance(Duration.ofSeconds(1));
    }
    assertThat(relay.reclaim.totals().times()).isEqualTo(1);
    assertThat(paths.get(0).origin().destroyed()).isEqualTo(DestroyReason.RESOURCE_LIMIT.code());
    assertThat(relay.memory.held()).isLessThan(relay.memory.most() * 9 / 10);
    // Nobody is held to it, as to a queue of his own that is full.
    assertThat(relay.defence().totals().overflows()).isZero();
    for (Path path : paths.subList(2, 8)) {
      path.next().stall(false);
      relay.loops.run();
      assertThat(path.next().sent()).hasSize(2_400);
    }
    assertThat(relay.memory.held()).isZero();
  }

  /** TROVE-2026-043: the memory is full in the middle of a read. */
  @Test
  void circuitThatFillsTheMemory_dies_whenItsLoopIsDoneWithTheRead() throws Exception {
    relay.memory.add(relay.memory.most() - 200_000);
    Path path = path();
    path.next().stall(true);
    send(path, 600);
    relay.loops.run();
    assertThat(path.origin().destroyed()).isEqualTo(DestroyReason.RESOURCE_LIMIT.code());
    assertThat(relay.memory.held()).isEqualTo(relay.memory.most() - 200_000);
    assertThat(relay.circuitsSeen.carried).hasSize(1);
  }

  @Test
  void streamWhoseDataNobodyTakes_endsFirst_thenItsCircuit() throws Exception {
    FakeLink client = relay.incoming(null);
    ScriptedOrigin origin = ScriptedOrigin.createFast(client);
    origin.send(7, new BeginDir());
    TorStream stream = relay.streams.directories.get(0);
    relay.clientsLoop.now(() -> stream.accept(new Connected(null, 0)));
    origin.receivedOne();
    origin.send(7, new Data(new byte[100], 0, 100));
    assertThat(relay.memory.held()).isEqualTo(584);
    relay.clientsLoop.now(() -> stream.say(Unpooled.wrappedBuffer(new byte[10])));
    origin.receivedOne();
    assertThat(relay.memory.held()).isEqualTo(584);
    relay.memory.add(relay.memory.most());
    relay.loops.run();
    assertThat(stream.endReason()).isEqualTo(EndReason.RESOURCE_LIMIT);
    assertThat(client.sent())
        .extracting(each -> (Object) each.getClass())
        .containsExactly(Relay.class, Destroy.class);
    assertThat(relay.memory.held()).isEqualTo(relay.memory.most());
  }
}
