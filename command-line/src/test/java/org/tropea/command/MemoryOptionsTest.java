package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row F16: how much may wait, in megabytes. */
class MemoryOptionsTest {
  @ParameterizedTest(name = "told {0}, machine {1}, heap {2}: {3}")
  @CsvSource({
    // C tor's rule, where the heap is large.
    "0, 16384, 65536, 6553",
    "0, 8192, 65536, 3276",
    "0, 65536, 65536, 8192",
    "0, 4096, 65536, 3072",
    "0, 128, 65536, 256",
    "512, 16384, 65536, 512",
    "16384, 16384, 65536, 16384",
    "1, 16384, 65536, 64",
    // What Java has at most.
    "0, 16384, 4096, 2048",
    "4096, 16384, 4096, 2048",
  })
  void limit_isCTors_andHalfOfTheHeapAtMost(long told, long machine, long heap, long most) {
    assertThat(MemoryOptions.most(told << 20, machine << 20, heap << 20) >> 20).isEqualTo(most);
  }
}
