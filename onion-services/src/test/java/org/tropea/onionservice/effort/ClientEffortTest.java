package org.tropea.onionservice.effort;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row O17; what C tor's clients make of it, by reading. */
class ClientEffortTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "1, 0, 1",
    "10000, 0, 10000",
    "10001, 0, 10000",
    "4294967295, 0, 10000",
    "4294967295, 4, 10000",
    "0, 1, 8",
    "0, 2, 16",
    "0, 4, 64",
    "5, 1, 10",
    "999, 1, 1998",
    "1000, 1, 1500",
    "1001, 1, 1501",
    "8000, 1, 10000",
    "500, 4, 3375",
    "1, 1000000000, 10000"
  })
  void effort_growsWithFailures_upToTheMost(long suggested, int failures, long expected) {
    assertThat(ClientEffort.of(suggested, failures)).isEqualTo(expected);
  }
}
