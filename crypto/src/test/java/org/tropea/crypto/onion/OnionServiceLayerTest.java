package org.tropea.crypto.onion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** The layer between a client and an onion service (row C18). */
class OnionServiceLayerTest {
  private static final int RELAY = 3;

  private static byte[] keys() {
    byte[] keys = new byte[OnionServiceLayer.KEYS_LENGTH];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = (byte) i;
    }
    return keys;
  }

  @Test
  void eachSide_opensWhatTheOtherSealed_inBothDirections() {
    ClientLayer client = OnionServiceLayer.client(keys(), new byte[509]);
    ClientLayer service = OnionServiceLayer.service(keys(), new byte[509]);
    for (int i = 0; i < 3; i++) {
      assertThatOpens(client, service, i);
      assertThatOpens(service, client, i + 100);
    }
  }

  private static void assertThatOpens(ClientLayer from, ClientLayer to, int mark) {
    byte[] body = new byte[509];
    body[20] = (byte) mark;
    byte[] tag = from.originate(RELAY, body);
    assertThat(tag).hasSize(20);
    assertThat(to.decrypt(RELAY, body)).isEqualTo(tag);
    assertThat(body[20]).isEqualTo((byte) mark);
  }

  @Test
  void changedCell_isNotRecognized() {
    byte[] body = new byte[509];
    OnionServiceLayer.client(keys(), new byte[509]).originate(RELAY, body);
    body[508] ^= 1;
    assertThat(OnionServiceLayer.service(keys(), new byte[509]).decrypt(RELAY, body)).isNull();
  }

  @Test
  void keysOfAnotherLength_areRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OnionServiceLayer.client(new byte[72], new byte[509]));
  }
}
