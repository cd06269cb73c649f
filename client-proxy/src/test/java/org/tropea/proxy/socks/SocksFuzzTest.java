package org.tropea.proxy.socks;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tropea.protocol.stream.Lingering;
import org.tropea.proxy.request.FakeClient;
import org.tropea.proxy.request.ProgramChannel;

/** Whatever a program sends to the SOCKS port is answered, or its connection closed. */
class SocksFuzzTest {
  private static final int CHANGES = 5_000;

  /** Both greetings, a login and a request. */
  private static final byte[] RIGHT = {
    5, 2, 0, 2, 1, 1, 'u', 1, 'p', 5, 1, 0, 3, 6, 'a', 'b', 'c', '.', 'd', 'e', 1, (byte) 0xbb, 'x'
  };

  /** CONNECT by 4a. */
  private static final byte[] RIGHT_4 = {
    4, 1, 1, (byte) 0xbb, 0, 0, 0, 1, 'u', 0, 'a', 'b', 'c', '.', 'd', 'e', 0, 'x'
  };

  @FuzzTest
  void anyBytes_areAnsweredOrTheConnectionIsClosed(byte[] input) {
    play(input, input.length / 2);
  }

  @Test
  void requestThatIsNearlyRight_isAnsweredOrTheConnectionIsClosed() {
    Random random = new Random(1);
    for (int i = 0; i < CHANGES; i++) {
      byte[] right = i % 2 == 0 ? RIGHT : RIGHT_4;
      byte[] changed = Arrays.copyOf(right, random.nextInt(right.length + 4));
      for (int left = random.nextInt(3); left > 0 && changed.length > 0; left--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      play(changed, random.nextInt(changed.length + 1));
    }
  }

  /** Sends this in two pieces; an exception of ours would come out of the channel. */
  private static void play(byte[] input, int cut) {
    ProgramChannel program = new ProgramChannel();
    FakeClient nobody = new FakeClient(program);
    SocksListener.serve(
        new SocksPort(
            nobody.requests(), Duration.ofMinutes(2), new Lingering(Lingering.USUAL_BYTES)),
        program);
    program.send(Arrays.copyOf(input, cut));
    program.send(Arrays.copyOfRange(input, cut, input.length));
    program.checkException();
    program.finishAndReleaseAll();
    assertThat(program.isOpen()).isFalse();
  }
}
