package org.tropea.crypto.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.FixedRandom;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.bytes.Digest;

class CreateFastTest {
  private final CreateFastRelay relay = new CreateFastRelay(new FixedRandom(1));

  @Test
  void handshake_bothSides_sameKeysAsTheSpecificationSays() throws Exception {
    CreateFastClient client = new CreateFastClient(new FixedRandom(2));
    byte[] request = client.request();
    assertThat(request).hasSize(20);
    RelayAnswer answer = relay.answer(request);
    assertThat(answer.reply()).hasSize(40);
    byte[] keys = client.finish(answer.reply()).keys().take(72);
    assertThat(keys).isEqualTo(answer.keys().take(72));

    // KH = H(X | Y | 00), and Df starts with H(X | Y | 01).
    byte[] input = Arrays.copyOf(request, 41);
    System.arraycopy(answer.reply(), 0, input, 20, 20);
    assertThat(Arrays.copyOfRange(answer.reply(), 20, 40)).isEqualTo(Digest.sha1(input));
    input[40] = 1;
    assertThat(Arrays.copyOf(keys, 20)).isEqualTo(Digest.sha1(input));
  }

  @Test
  void client_anyBitOfTheReplyFlipped_refused() throws Exception {
    for (int bit = 0; bit < 320; bit++) {
      CreateFastClient client = new CreateFastClient(new FixedRandom(2));
      byte[] reply = relay.answer(client.request()).reply();
      reply[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> client.finish(reply))
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("KH");
    }
  }

  @Test
  void client_replyOfAnotherLength_refused() {
    for (int length : new int[] {0, 20, 39, 41}) {
      assertThatThrownBy(() -> new CreateFastClient(new FixedRandom(2)).finish(new byte[length]))
          .isInstanceOf(DecodeException.class)
          .hasMessageContaining("40 bytes");
    }
  }

  @Test
  void client_finishedTwice_refused() throws Exception {
    CreateFastClient client = new CreateFastClient(new FixedRandom(2));
    byte[] reply = relay.answer(client.request()).reply();
    client.finish(reply);
    assertThatThrownBy(() -> client.finish(reply)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void relay_requestOfAnotherLength_refused() {
    for (int length : new int[] {0, 19, 21}) {
      assertThatThrownBy(() -> relay.answer(new byte[length])).isInstanceOf(DecodeException.class);
    }
  }
}
