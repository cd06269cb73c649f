package org.tropea.protocol.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RelayCellFormat0PropertyTest {
  @Property(tries = 200)
  void data_any_roundTrips(
      @ForAll @IntRange(max = 0xffff) int streamId, @ForAll @Size(max = 498) byte[] bytes)
      throws Exception {
    SecureRandom random = new SecureRandom();
    Data data = new Data(bytes, 0, bytes.length);
    AddressedMessage unpacked =
        RelayCellFormat0.unpack(RelayCellFormat0.pack(streamId, data, random));
    assertThat(unpacked.streamId()).isEqualTo(streamId);
    RelayMessageTest.assertSame(unpacked.message(), data);
  }
}
