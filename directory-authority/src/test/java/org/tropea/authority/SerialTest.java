package org.tropea.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Case fault-2: whatever ends a task, those behind it are done. */
class SerialTest {
  private final Queue<Runnable> executor = new ArrayDeque<>();
  private final Serial serial = new Serial(executor::add);
  private final List<String> done = new ArrayList<>();

  @Test
  void task_endsInAnError_othersFollow() {
    serial.execute(
        () -> {
          throw new OutOfMemoryError("by this test");
        });
    serial.execute(() -> done.add("second"));
    runAll();
    serial.execute(() -> done.add("third"));
    runAll();
    assertThat(done).containsExactly("second", "third");
    assertThat(serial.isInside()).isFalse();
  }

  @Test
  void task_endsInAnException_othersFollow() {
    serial.execute(
        () -> {
          throw new IllegalStateException("by this test");
        });
    serial.execute(() -> done.add("second"));
    runAll();
    assertThat(done).containsExactly("second");
  }

  /** The executor has ended, or has no room: nobody else is told of it by an exception. */
  @Test
  void executor_thatTakesNothingMore_leavesTheRestUndone() {
    boolean[] ended = {false};
    Serial ending =
        new Serial(
            task -> {
              if (ended[0]) {
                throw new RejectedExecutionException("by this test");
              }
              executor.add(task);
            });
    ending.execute(() -> ended[0] = true);
    ending.execute(() -> done.add("second"));
    runAll();
    assertThat(done).isEmpty();
    ended[0] = false;
    ending.execute(() -> done.add("third"));
    runAll();
    assertThat(done).containsExactly("third");
  }

  private void runAll() {
    for (Runnable next = executor.poll(); next != null; next = executor.poll()) {
      next.run();
    }
  }
}
