package org.tropea.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.Draws;

class RelayCellFormat0PropertyTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @Test
  void data_any_roundTrips() {
    Draws.check(
        draws -> {
          int streamId = draws.between(0, 0xffff);
          byte[] bytes = draws.upTo(498);
          Data data = new Data(bytes, 0, bytes.length);
          AddressedMessage unpacked =
              RelayCellFormat0.INSTANCE.unpack(
                  RelayCellFormat0.INSTANCE.pack(streamId, data, RANDOM));
          assertThat(unpacked.streamId()).isEqualTo(streamId);
          RelayMessageTest.assertSame(unpacked.message(), data);
        });
  }
}
