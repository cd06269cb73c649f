package org.tropea.protocol.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Row F07. */
class DropMarksTest {
  private final DropMarks marks = new DropMarks(UsualRates.ORIGIN);

  @Test
  void xoff_withoutAsManyBytesSent_hasNoReason() {
    assertThat(marks.takesXoff()).isFalse();
  }

  @Test
  void xoffs_haveReason_byAsManyBytesEach() {
    marks.sent(2 * 244_000 - 1);
    assertThat(marks.takesXoff()).isTrue();
    assertThat(marks.takesXoff()).isFalse();
    marks.sent(244_001);
    assertThat(marks.takesXoff()).isTrue();
  }

  @Test
  void xons_haveReason_byAsManyBytesEach() {
    assertThat(marks.takesXon()).isFalse();
    marks.sent(2 * 244_000);
    assertThat(marks.takesXon()).isTrue();
    assertThat(marks.takesXon()).isFalse();
  }

  @Test
  void muchSilence_earnsLittle() {
    for (int i = 0; i < 1000; i++) {
      marks.sent(1 << 20);
    }
    int taken = 0;
    while (taken < 10_000 && marks.takesXoff()) {
      taken++;
    }
    assertThat(taken).isLessThanOrEqualTo((10 << 20) / 244_000 + 1);
  }

  @Test
  void obedience_isNeverTakenForAMark() {
    for (int i = 0; i < 5000; i++) {
      for (int sent = 0; sent < 245_000; sent += 490) {
        marks.sent(490);
      }
      assertThat(marks.takesXoff()).isTrue();
      assertThat(marks.takesXon()).isTrue();
    }
  }
}
