package org.tropea.protocol.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.protocol.cell.ChannelException;
import org.tropea.protocol.cell.Destroy;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.cell.Padding;
import org.tropea.protocol.loop.Unwatched;

/** Cases circuit-21 and link-25: peers that stop within a cell, and peers that never read. */
class SlowPeerTest extends OverEmbeddedLink {
  private static final Duration CELL = LinkLimits.STANDARD.cell();
  private static final Duration STALL = LinkLimits.STANDARD.stall();
  private static final Duration MOMENT = Duration.ofMillis(1);
  private static final int HIGH_WATER = 64 * 1024;

  /** What one call may write at a time: a batch of cells in a TLS record. */
  private static final int BATCH = 17 * 1024;

  private final RecordedEnd end = new RecordedEnd();

  @BeforeEach
  void neverIdle() throws ChannelException {
    channel.attach(end);
  }

  /** Lets the time pass second by second, so that each timer fires when it is due. */
  private void pass(Duration time) {
    for (long left = time.toSeconds(); left > 0; left--) {
      link.advance(Duration.ofSeconds(1));
    }
  }

  private static byte[] padding() {
    return new byte[5 + 509];
  }

  @Test
  void halfACell_andThenSilence_closesAfterAMinute() {
    peer.sendBytes(Arrays.copyOf(padding(), 200));
    link.advance(CELL.minus(MOMENT));
    assertThat(peer.isOpen()).isTrue();
    link.advance(MOMENT);
    peer.expectClosed();
    assertThat(end.closed).isOne();
  }

  @Test
  void cellByteByByte_closesAfterAMinute() {
    byte[] cell = padding();
    Duration pause = CELL.dividedBy(50);
    for (int i = 0; i < 51 && peer.isOpen(); i++) {
      peer.sendBytes(new byte[] {cell[i]});
      link.advance(pause);
    }
    peer.expectClosed();
  }

  /** The first of these is half there for 40 s, and so is each that follows. */
  @Test
  void cellsInHalves_eachInTime_keepTheLink() {
    byte[] cell = padding();
    peer.sendBytes(Arrays.copyOf(cell, 200));
    for (int i = 0; i < 20; i++) {
      link.advance(Duration.ofSeconds(40));
      byte[] otherHalves = new byte[cell.length];
      peer.sendBytes(otherHalves);
    }
    assertThat(peer.isOpen()).isTrue();
    link.advance(CELL);
    peer.expectClosed();
  }

  @Test
  void wholeCells_andThenSilence_keepTheLink() {
    for (int i = 0; i < 3; i++) {
      peer.sendBytes(Arrays.copyOf(padding(), 200));
      peer.sendBytes(Arrays.copyOfRange(padding(), 200, 514));
      link.advance(CELL.multipliedBy(3));
    }
    assertThat(peer.isOpen()).isTrue();
  }

  @Test
  void halfACell_ofALinkThatCloses_leavesNoTimer() {
    peer.sendBytes(Arrays.copyOf(padding(), 200));
    peer.close();
    link.pump();
    assertThat(link.client().hasPendingTasks()).isFalse();
  }

  @Test
  void peerThatNeverReads_isClosedWithinFiveMinutes() {
    link.stall(true);
    channel.write(new Padding());
    channel.flush();
    pass(STALL.dividedBy(5).multipliedBy(4).minusSeconds(1));
    assertThat(link.client().isOpen()).isTrue();
    pass(STALL.dividedBy(5));
    assertThat(link.client().isOpen()).isFalse();
    assertThat(end.closed).isOne();
  }

  @Test
  void peerThatReadsAgain_isKept_andHasAnotherFiveMinutes() {
    for (int i = 0; i < 5; i++) {
      link.stall(true);
      channel.write(new Padding());
      channel.flush();
      pass(STALL.dividedBy(2));
      link.stall(false);
      assertThat(peer.expect(Padding.class)).isEqualTo(new Padding());
    }
    pass(STALL.multipliedBy(3));
    assertThat(peer.isOpen()).isTrue();
  }

  /** More waits each time, but something is taken between any five looks. */
  @Test
  void peerThatReadsTooSlowly_isKept() {
    link.stall(true);
    for (int i = 0; i < 20; i++) {
      for (int more = 0; more < 2; more++) {
        channel.write(new Padding());
        channel.flush();
      }
      pass(STALL.dividedBy(2));
      link.takeOne();
    }
    assertThat(link.client().isOpen()).isTrue();
    pass(STALL);
    assertThat(link.client().isOpen()).isFalse();
  }

  @Test
  void stalledLink_thatCloses_leavesNoTimer() {
    link.stall(true);
    channel.write(new Padding());
    channel.flush();
    Unwatched.close(link.client());
    link.stall(false);
    peer.close();
    assertThat(link.client().hasPendingTasks()).isFalse();
  }

  /** The bound on memory: 64 KiB and a batch of bytes, and of refusals 2^18 small objects. */
  @Test
  void peerThatAsksForCircuitsAndNeverReads_fillsNoMore_andIsClosed() {
    link.stall(true);
    for (int i = 1; i <= 10_000; i++) {
      channel.refuse(i, DestroyReason.PROTOCOL);
    }
    assertThat(pendingBytes()).isLessThanOrEqualTo(HIGH_WATER + BATCH);
    for (int i = 10_001; i <= TorChannel.MAX_DESTROYS; i++) {
      channel.refuse(i, DestroyReason.PROTOCOL);
    }
    assertThat(channel.isOpen()).isTrue();
    assertThat(pendingBytes()).isLessThanOrEqualTo(HIGH_WATER + BATCH);
    for (int i = 0; i < 1000; i++) {
      channel.refuse(i, DestroyReason.PROTOCOL);
    }
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void refusals_thatWaited_allArriveInOrder_whenThePeerReadsAgain() {
    link.stall(true);
    for (int i = 1; i <= 1000; i++) {
      channel.refuse(i, DestroyReason.PROTOCOL);
    }
    link.stall(false);
    for (int i = 1; i <= 1000; i++) {
      assertThat(peer.expect(Destroy.class)).isEqualTo(new Destroy(i, DestroyReason.PROTOCOL));
    }
    peer.expectNothing();
  }

  private long pendingBytes() {
    return link.client().unsafe().outboundBuffer().totalPendingWriteBytes();
  }
}
