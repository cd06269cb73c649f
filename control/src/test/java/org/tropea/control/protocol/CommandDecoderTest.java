package org.tropea.control.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.TooLongFrameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandDecoderTest {
  private static List<Command> decoded(int limit, String... parts) {
    EmbeddedChannel channel = new EmbeddedChannel(new CommandDecoder(limit));
    try {
      for (String part : parts) {
        channel.writeInbound(Unpooled.copiedBuffer(part, StandardCharsets.ISO_8859_1));
      }
      List<Command> commands = new ArrayList<>();
      for (Command each = channel.readInbound(); each != null; each = channel.readInbound()) {
        commands.add(each);
      }
      return commands;
    } finally {
      channel.finishAndReleaseAll();
    }
  }

  @Test
  void line_endedByEitherEnd_isOneCommand() {
    assertThat(decoded(100, "GETINFO version\r\nQUIT\n"))
        .containsExactly(new Command("GETINFO", "version", null), new Command("QUIT", "", null));
  }

  @Test
  void line_byteByByte_isTheSame() {
    assertThat(decoded(100, "G", "ETINFO", " a\t b ", "\r", "\n"))
        .containsExactly(new Command("GETINFO", "a\t b", null));
  }

  @Test
  void body_untilItsDot_isUnescaped() {
    assertThat(decoded(100, "+LOADCONF x\r\nA 1\r\n..b\r\n", ".\r\nQUIT\r\n"))
        .containsExactly(new Command("+LOADCONF", "x", "A 1\n.b\n"), new Command("QUIT", "", null));
  }

  @Test
  void line_longerThanTheLimit_isRefusedBeforeItsEnd() {
    assertThat(decoded(10, "12345678\r\n")).hasSize(1);
    assertThatThrownBy(() -> decoded(10, "1234567890", "1"))
        .isInstanceOf(TooLongFrameException.class);
  }

  @Test
  void body_overTheLimitAltogether_isRefused() {
    assertThatThrownBy(() -> decoded(30, "+LOADCONF\r\n", "0123456789\r\n", "0123456789\r\n"))
        .isInstanceOf(TooLongFrameException.class);
  }

  @Test
  void zeroByte_isRefused() {
    assertThatThrownBy(() -> decoded(30, "GETINFO ver\0sion\r\n"))
        .hasRootCauseInstanceOf(IllegalArgumentException.class);
  }
}
