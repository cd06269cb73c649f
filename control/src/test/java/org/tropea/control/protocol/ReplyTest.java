package org.tropea.control.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.control.protocol.Reply.Line;

class ReplyTest {
  private static String text(Reply reply) {
    return new String(reply.bytes(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void lines_allButTheLast_haveADash() {
    assertThat(text(Reply.done(List.of(Reply.value(250, "a", "1"), Reply.value(250, "b", "2")))))
        .isEqualTo("250-a=1\r\n250-b=2\r\n250 OK\r\n");
  }

  @Test
  void severalLines_areData_withDotsDoubled() {
    assertThat(text(Reply.done(List.of(Reply.value(250, "a", "x\n.y\r\n\nz")))))
        .isEqualTo("250+a=\r\nx\r\n..y\r\n\r\nz\r\n.\r\n250 OK\r\n");
  }

  @Test
  void event_withData_endsWithOk() {
    assertThat(text(Reply.event("NS", ""))).isEqualTo("650+NS\r\n\r\n.\r\n650 OK\r\n");
    assertThat(text(Reply.event("BW 1 2"))).isEqualTo("650 BW 1 2\r\n");
  }

  @Test
  void refusal_ofTwo_hasBoth() {
    assertThat(text(new Reply(List.of(new Line(552, "a", null), new Line(552, "b", null)))))
        .isEqualTo("552-a\r\n552 b\r\n");
  }
}
