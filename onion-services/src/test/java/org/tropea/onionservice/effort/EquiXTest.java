package org.tropea.onionservice.effort;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Row O15, by the vectors of C tor's test_crypto_slow.c. */
class EquiXTest {
  private final HashX.Room room = new HashX.Room();

  static Stream<Arguments> vectors() {
    return Stream.of(
        vector("zzz", "ae21d3923215dd9c2f0893df232ce5dc"),
        vector("rrr", "087357a873e0912e1ca8ad969abdd7de"),
        vector("qqq"),
        vector("0123456789"),
        vector("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"),
        vector(
            "",
            "00983a4dc489cfba7ef3a498a00fec20",
            "78d88611a4dfec190927a729842ff771",
            "54b5cc111593e6249357b339b138ed99"),
        vector(
            "a",
            "4b388c819255ad995ce7eb3ec635ee38",
            "3f9e659b9ae6b89163ae777c06cac593",
            "2227a173365ab47d1bb2a0770d5ef25f"),
        vector("abc", "371f88658189fbc326dfe4c0ab39fe5a", "2101b88fc525ccb35785a41e4fbaed18"),
        vector(
            "abce",
            "4fca72eb101fafab1add2d7175a3c978",
            "17f17aa623e3ab007e2f917e16dada9e",
            "70ee77578a54bd2b90e4e31e2085e47e",
            "62c586d15752e1f012da8f337336f161"),
        vector(
            "01234567890123456789",
            "48036775c5c9d1b01bc3e4f64027f5ad",
            "5a8a9542ef99f0b949054e292da5fbd5",
            "4c79c9352bcbcd0f03629fa9a62ef83a",
            "58786edf1e00f5e343de9212d01efd11",
            "0b692d1701be6cb40fba4a9e8d75a50f"));
  }

  private static Arguments vector(String challenge, String... solutions) {
    return Arguments.of(challenge, List.of(solutions));
  }

  private static String text(char[] numbers) {
    StringBuilder text = new StringBuilder();
    for (char each : numbers) {
      text.append("%04x".formatted((int) each));
    }
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void solver_findsTheSolutionsOfTheVectors(String challenge, List<String> solutions) {
    byte[] bytes = challenge.getBytes(StandardCharsets.US_ASCII);
    List<char[]> found = new EquiXSolver(room).solve(bytes);
    assertThat(found.stream().map(EquiXTest::text).collect(Collectors.toSet()))
        .isEqualTo(Set.copyOf(solutions));
    for (char[] solution : found) {
      assertThat(EquiX.isSolution(bytes, solution, room)).isTrue();
      assertIsNoSolutionOtherwise(bytes, solution);
    }
  }

  private void assertIsNoSolutionOtherwise(byte[] challenge, char[] solution) {
    for (int half = 1; half < EquiX.NUMBERS; half *= 2) {
      char[] swapped = solution.clone();
      System.arraycopy(solution, 0, swapped, half, half);
      System.arraycopy(solution, half, swapped, 0, half);
      assertThat(EquiX.isSolution(challenge, swapped, room)).isFalse();
      EquiX.order(swapped);
      assertThat(Arrays.equals(swapped, solution)).isTrue();
    }
    for (int i = 0; i < EquiX.NUMBERS; i++) {
      char[] other = solution.clone();
      other[i]++;
      assertThat(EquiX.isSolution(challenge, other, room)).isFalse();
    }
  }
}
