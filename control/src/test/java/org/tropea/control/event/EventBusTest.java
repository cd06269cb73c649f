package org.tropea.control.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tropea.control.protocol.Reply;

class EventBusTest {
  private final EventLoop loop = new DefaultEventLoop();
  private final EventBus bus = new EventBus(loop);

  /** What it was told, "lost" among it. */
  private static final class Listener implements EventBus.Receiver {
    final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();

    @Override
    public void event(byte[] event) {
      told.add(new String(event, StandardCharsets.ISO_8859_1).strip());
    }

    @Override
    public void lost() {
      told.add("lost");
    }

    String next() throws InterruptedException {
      return told.poll(1, TimeUnit.MINUTES);
    }
  }

  @AfterEach
  void end() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private void subscribe(Listener listener, EventKind... kinds) throws Exception {
    loop.submit(() -> bus.subscribe(listener, Set.of(kinds))).get(1, TimeUnit.MINUTES);
  }

  private static Reply neverMade() {
    throw new AssertionError("an event was made that nobody asked for");
  }

  @Test
  void event_thatNobodyAskedFor_isNotMade() throws Exception {
    for (EventKind kind : EventKind.values()) {
      bus.publish(kind, EventBusTest::neverMade);
    }
    Listener listener = new Listener();
    subscribe(listener, EventKind.BW);
    bus.publish(EventKind.CIRC, EventBusTest::neverMade);
    subscribe(listener);
    bus.publish(EventKind.BW, EventBusTest::neverMade);
    assertThat(listener.told).isEmpty();
  }

  @Test
  void event_ofAKindThatTwoAskedFor_reachesBothInOrder() throws Exception {
    List<Listener> both = List.of(new Listener(), new Listener());
    for (Listener each : both) {
      subscribe(each, EventKind.BW, EventKind.CIRC);
    }
    bus.publish(EventKind.BW, () -> Reply.event("BW 1 2"));
    bus.publish(EventKind.CIRC, () -> Reply.event("CIRC 1"));
    for (Listener each : both) {
      assertThat(each.next()).isEqualTo("650 BW 1 2");
      assertThat(each.next()).isEqualTo("650 CIRC 1");
    }
  }

  @Test
  void events_fasterThanTheLoop_areBounded_andListenersAreCutOff() throws Exception {
    Listener listener = new Listener();
    subscribe(listener, EventKind.BW);
    CountDownLatch release = new CountDownLatch(1);
    loop.execute(
        () -> {
          try {
            release.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    for (int i = 0; i < 10_000; i++) {
      bus.publish(EventKind.BW, () -> Reply.event("BW"));
    }
    release.countDown();
    loop.submit(() -> {}).get(1, TimeUnit.MINUTES);
    assertThat(listener.told).hasSize(8_193).endsWith("lost");
  }

  @Test
  void eventsThatCannotBeMade_takeNoPlaceOfOthers() throws Exception {
    Listener listener = new Listener();
    subscribe(listener, EventKind.BW);
    for (int i = 0; i < 10_000; i++) {
      assertThatThrownBy(
              () ->
                  bus.publish(
                      EventKind.BW,
                      () -> {
                        throw new IllegalStateException("nothing to tell");
                      }))
          .isInstanceOf(IllegalStateException.class);
    }
    bus.publish(EventKind.BW, () -> Reply.event("BW 1 2"));
    assertThat(listener.next()).isEqualTo("650 BW 1 2");
  }
}
