package org.tropea.protocol.channel;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.QuietPipelines;
import org.tropea.protocol.loop.Unwatched;

/** A leaked context or engine fails the class. */
@ExtendWith({NoLeaks.class, QuietPipelines.class})
class ListenerTlsTest {
  private static final ChannelTls TLS = ChannelTls.boringSsl();
  private static final LinkKeys OLD = RelayCredentials.one().linkKeys();
  private static final LinkKeys NEW = RelayCredentials.other().linkKeys();

  private final AtomicReference<LinkKeys> keys = new AtomicReference<>(OLD);
  private final ListenerTls listener = new ListenerTls(TLS, keys::get);

  private TlsHandler answer() {
    return requireNonNull(listener.answer(ByteBufAllocator.DEFAULT)).tls();
  }

  @Test
  void changedKeys_areShownToNewLinks_andOldLinksGoOn() throws Exception {
    try (TlsPair before = TlsPair.of(TlsPair.client(TLS), answer())) {
      keys.set(NEW);
      try (TlsPair after = TlsPair.of(TlsPair.client(TLS), answer())) {
        assertThat(((TlsHandler) before.client()).peerCertificate())
            .isEqualTo(OLD.tls().certificate().getEncoded());
        assertThat(((TlsHandler) after.client()).peerCertificate())
            .isEqualTo(NEW.tls().certificate().getEncoded());
        Unwatched.writeAndFlush(before.one(), ByteBufAllocator.DEFAULT.buffer().writeByte(7));
        before.pump();
        ByteBuf carried = before.two().readInbound();
        assertThat(carried.readByte()).isEqualTo((byte) 7);
        carried.release();
      }
    }
    listener.close();
  }

  @Test
  void closed_answersNobody_andItsLinksGoOn() {
    TlsHandler link = answer();
    listener.close();
    assertThat(listener.answer(ByteBufAllocator.DEFAULT)).isNull();
    try (TlsPair pair = TlsPair.of(TlsPair.client(TLS), link)) {
      assertThat(pair.client().handshakeFuture().isSuccess()).isTrue();
    }
  }

  /** Loops answer at the same time, while the keys change and the listener is closed. */
  @Test
  void manyThreads_whileKeysChange_getLinksThatLive() throws Exception {
    ExecutorService loops = Executors.newFixedThreadPool(4);
    List<Future<Integer>> counts = new ArrayList<>();
    CountDownLatch busy = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      Callable<Integer> loop =
          () -> {
            int answered = 0;
            for (ListenerTls.Answer each = listener.answer(ByteBufAllocator.DEFAULT);
                each != null;
                each = listener.answer(ByteBufAllocator.DEFAULT)) {
              end(each.tls());
              if (answered++ == 0) {
                busy.countDown();
              }
            }
            return answered;
          };
      counts.add(loops.submit(loop));
    }
    for (int i = 0; i < 20; i++) {
      keys.set(i % 2 == 0 ? NEW : OLD);
      end(answer());
    }
    boolean allAnswered = busy.await(20, TimeUnit.SECONDS);
    listener.close();
    assertThat(allAnswered).isTrue();
    for (Future<Integer> each : counts) {
      assertThat(each.get(20, TimeUnit.SECONDS)).isPositive();
    }
    loops.shutdown();
  }

  /** Ends a link that no pipeline has. */
  private static void end(TlsHandler link) {
    var engine = (ReferenceCountedOpenSslEngine) link.engine();
    assertThat(engine.refCnt()).isOne();
    link.forgetSecret();
    ReferenceCountUtil.release(engine);
  }
}
