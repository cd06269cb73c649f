package org.tropea.onionservice.effort;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.key.Ed25519Identity;

/** Row O17: work beside the loop, which ends when nobody wants it. */
class ProofWorkersTest {
  private static final long ENDLESS = 0xffffffffL;
  private static final Puzzle PUZZLE =
      new Puzzle(new Ed25519Identity(Bytes.copyFrom(new byte[32])), Bytes.copyFrom(new byte[32]));

  private final EventExecutor loop = new DefaultEventExecutor();
  private final ProofWorkers workers = new ProofWorkers(1);

  @AfterEach
  void end() throws Exception {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(1, TimeUnit.MINUTES);
  }

  private Future<Proof> find(long effort) {
    return workers.find(loop, PUZZLE, effort, new byte[16]);
  }

  @Test
  void proof_isWorkedOut() throws Exception {
    Proof proof = find(3).get(2, TimeUnit.MINUTES);
    assertThat(new ProofCheck().holds(PUZZLE, proof)).isTrue();
    assertThat(proof.effort()).isEqualTo(3);
  }

  /** The one thread is free again only if the work before it was given up. */
  @Test
  void work_thatIsCancelled_endsAtOnce() throws Exception {
    List<Future<Proof>> endless = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      endless.add(find(ENDLESS));
    }
    Future<Proof> last = find(1);
    assertThat(last.isDone()).isFalse();
    endless.forEach(each -> each.cancel(false));
    assertThat(last.get(2, TimeUnit.MINUTES).effort()).isEqualTo(1);
  }

  @Test
  void work_thatTooManyWaitFor_isRefused() {
    List<Future<Proof>> all = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      all.add(find(ENDLESS));
    }
    assertThat(all.get(79).cause()).isInstanceOf(RejectedExecutionException.class);
    assertThat(all.get(60).isDone()).isFalse();
    all.forEach(each -> each.cancel(false));
  }

  @Test
  void work_forALoopThatIsShutDown_ends() throws Exception {
    EventExecutor other = new DefaultEventExecutor();
    Future<Proof> forgotten = workers.find(other, PUZZLE, ENDLESS, new byte[16]);
    Future<Proof> waiting = find(1);
    other.shutdownGracefully(0, 1, TimeUnit.SECONDS).get(1, TimeUnit.MINUTES);
    assertThat(waiting.get(2, TimeUnit.MINUTES).effort()).isEqualTo(1);
    assertThat(forgotten.isDone()).isFalse();
  }
}
