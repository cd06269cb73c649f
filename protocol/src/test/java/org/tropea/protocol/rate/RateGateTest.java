package org.tropea.protocol.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tropea.protocol.loop.Unwatched;

/** Row F15: one connection, and several that share a rate, in a time that the test makes. */
class RateGateTest {
  private static final Rate THOUSAND = new Rate(1000, 500);

  /** Counts how often the socket is asked for more. */
  private static final class Reads extends ChannelOutboundHandlerAdapter {
    int asked;

    @Override
    public void read(ChannelHandlerContext context) {
      asked++;
      context.read();
    }
  }

  private final Reads reads = new Reads();
  private ByteLimits limits = ByteLimits.of(List.of(THOUSAND));
  private final EmbeddedChannel socket = socket(reads);

  private EmbeddedChannel socket(Reads counted) {
    EmbeddedChannel made = new EmbeddedChannel();
    made.freezeTime();
    made.pipeline().addLast(counted, limits.gate());
    return made;
  }

  @AfterEach
  void close() {
    Unwatched.close(socket);
    socket.releaseOutbound();
    socket.releaseInbound();
  }

  private void pass(long millis) {
    socket.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    socket.runScheduledPendingTasks();
    socket.runPendingTasks();
  }

  private void comes(int bytes) {
    socket.writeInbound(Unpooled.buffer().writeZero(bytes));
  }

  private void goes(int bytes) {
    Unwatched.writeAndFlush(socket, Unpooled.buffer().writeZero(bytes));
  }

  private int left() {
    int bytes = 0;
    for (ByteBuf each = socket.readOutbound(); each != null; each = socket.readOutbound()) {
      bytes += each.readableBytes();
      each.release();
    }
    return bytes;
  }

  @Test
  void burst_isReadAtOnce_andThenTheRate() {
    comes(500);
    int asked = reads.asked;
    socket.read();
    assertThat(reads.asked).isEqualTo(asked + 1);
    comes(100);
    asked = reads.asked;
    socket.read();
    assertThat(reads.asked).as("nothing is read while there is debt").isEqualTo(asked);
    assertThat(limits.readsHeld()).isEqualTo(1);
    pass(99);
    assertThat(reads.asked).isEqualTo(asked);
    pass(4);
    assertThat(reads.asked).isEqualTo(asked + 1);
  }

  @Test
  void burst_isWrittenAtOnce_andThenTheRate() {
    goes(600);
    assertThat(left()).isEqualTo(600);
    goes(200);
    goes(200);
    assertThat(left()).isZero();
    pass(99);
    assertThat(left()).isZero();
    pass(4);
    assertThat(left()).isEqualTo(400);
    goes(1);
    pass(390);
    assertThat(left()).isZero();
    pass(20);
    assertThat(left()).isEqualTo(1);
    assertThat(limits.writesHeld()).isEqualTo(2);
    assertThat(limits.readsHeld()).isZero();
  }

  /** Five times as much is offered, as long as the socket has room: 3 % and what it holds. */
  @Test
  void manyWrites_holdTheRate() {
    limits = ByteLimits.of(List.of(new Rate(1_000_000, 500_000)));
    socket.pipeline().replace(RateGate.class, "other", limits.gate());
    int sent = 0;
    for (int i = 0; i < 10_000; i++) {
      if (socket.isWritable()) {
        goes(5_000);
      }
      pass(1);
      sent += left();
    }
    assertThat(sent).isBetween(9_700_000 + 500_000, 10_300_000 + 500_000);
  }

  @Test
  void ownRate_holdsBesideTheSharedOne() {
    RateGate gate = socket.pipeline().get(RateGate.class);
    gate.limit(null);
    gate.limit(new Rate(100, 50));
    goes(60);
    assertThat(left()).isEqualTo(60);
    goes(1);
    pass(50);
    assertThat(left()).isZero();
    pass(60);
    assertThat(left()).isEqualTo(1);
    assertThat(limits.writesHeld()).as("the node's own rate was not reached").isZero();
    goes(600);
    assertThat(limits.writesHeld()).isEqualTo(1);
  }

  @Test
  void connections_shareTheRate_andHaveTheirTurns() {
    EmbeddedChannel other = socket(new Reads());
    int[] sent = new int[2];
    for (int i = 0; i < 5_000; i++) {
      goes(20);
      Unwatched.writeAndFlush(other, Unpooled.buffer().writeZero(20));
      pass(1);
      other.advanceTimeBy(1, TimeUnit.MILLISECONDS);
      other.runScheduledPendingTasks();
      sent[0] += left();
      for (ByteBuf each = other.readOutbound(); each != null; each = other.readOutbound()) {
        sent[1] += each.readableBytes();
        each.release();
      }
    }
    Unwatched.close(other);
    assertThat(sent[0]).isPositive();
    assertThat(sent[1]).isPositive();
  }

  @Test
  void whatWaits_goesBeforeTheEnd() {
    goes(600);
    goes(50);
    assertThat(left()).isEqualTo(600);
    Unwatched.close(socket);
    assertThat(left()).isEqualTo(50);
  }

  @Test
  void withoutRates_nothingWaits() {
    ByteLimits none = ByteLimits.of(List.of());
    EmbeddedChannel free = new EmbeddedChannel(none.gate());
    for (int i = 0; i < 100; i++) {
      free.writeOutbound(Unpooled.buffer().writeZero(1 << 16));
      free.writeInbound(Unpooled.buffer().writeZero(1 << 16));
    }
    assertThat(none.readsHeld() + none.writesHeld()).isZero();
    assertThat(free.finishAndReleaseAll()).isTrue();
  }
}
