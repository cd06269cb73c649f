package org.tropea.crypto.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecodeExceptionTest {
  @Test
  void exception_thrown_hasNoStackTraceAndKeepsNothing() {
    DecodeException exception = new DecodeException("a field is wrong");
    exception.addSuppressed(new IllegalStateException("not kept"));
    assertThat(exception.getStackTrace()).isEmpty();
    assertThat(exception.getSuppressed()).isEmpty();
    assertThat(exception).hasMessage("a field is wrong");
  }
}
