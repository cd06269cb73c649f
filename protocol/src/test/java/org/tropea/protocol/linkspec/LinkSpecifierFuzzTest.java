package org.tropea.protocol.linkspec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

class LinkSpecifierFuzzTest {
  @FuzzTest
  void anyBytes_read_giveAListThatRoundTripsOrDecodeException(byte[] input) {
    ByteReader reader = new ByteReader(input);
    try {
      List<LinkSpecifier> specifiers = LinkSpecifier.readList(reader);
      ByteWriter writer = new ByteWriter();
      LinkSpecifier.writeList(specifiers, writer);
      assertThat(writer.toByteArray())
          .isEqualTo(Arrays.copyOf(input, input.length - reader.remaining()));
      RelayTarget target = RelayTarget.of(specifiers);
      assertThat(RelayTarget.of(target.linkSpecifiers())).isEqualTo(target);
    } catch (DecodeException e) {
      // The other good end.
    }
  }
}
