package org.tropea.protocol.notice;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** Warnings that strangers can cause in any number are few in the log. */
class RepeatedWarningsTest {
  private static final String MESSAGE = "A program did {}";
  private static final String OTHER = "A program did that";

  private final Logger log = mock(Logger.class);
  private Instant now = Instant.parse("2026-11-27T12:00:00Z");
  private final RepeatedWarnings warnings = new RepeatedWarnings(log, () -> now);

  @Test
  void sameWarning_isLoggedOncePerInterval_withTheNumberLeftOut() {
    for (int i = 0; i < 300; i++) {
      warnings.warn(MESSAGE, i);
    }
    verify(log).warn(MESSAGE, new Object[] {0});
    verifyNoMoreInteractions(log);
    now = now.plus(RepeatedWarnings.INTERVAL);
    warnings.warn(MESSAGE, 300);
    verify(log).warn(MESSAGE + " (left out 299 more like it since the last)", new Object[] {300});
    now = now.plus(RepeatedWarnings.INTERVAL);
    warnings.warn(MESSAGE, 301);
    verify(log).warn(MESSAGE, new Object[] {301});
  }

  @Test
  void otherWarnings_haveIntervalsOfTheirOwn() {
    warnings.warn(MESSAGE, 1);
    warnings.warn(OTHER);
    verify(log).warn(MESSAGE, new Object[] {1});
    verify(log).warn(OTHER, new Object[0]);
  }

  @Test
  void clockSetBack_silencesNothing() {
    warnings.warn(OTHER);
    now = now.minus(Duration.ofDays(1));
    warnings.warn(OTHER);
    verify(log, times(2)).warn(anyString(), any(Object[].class));
  }
}
