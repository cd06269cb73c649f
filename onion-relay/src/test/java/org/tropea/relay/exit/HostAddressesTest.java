package org.tropea.relay.exit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostAddressesTest {
  /** As {@code clip_dns_fuzzy_ttl} of C tor has it. */
  @ParameterizedTest
  @CsvSource({"0, 60, 540", "299, 60, 540", "300, 3360, 3840", "4294967295, 3360, 3840"})
  void lifetime_isOneOfTwo_blurred(long said, long least, long most) throws Exception {
    InetAddress address = InetAddress.getByName("192.0.2.7");
    Random random = new Random(1);
    LongSummaryStatistics seen =
        LongStream.generate(
                () -> HostAddresses.answered(List.of(address), said, 0, random).seconds(address))
            .limit(20_000)
            .summaryStatistics();
    assertThat(seen.getMin()).isEqualTo(least);
    assertThat(seen.getMax()).isEqualTo(most);
  }

  @Test
  void lifetimes_areThoseOfTheFamilies_andOfAllTheShorter() throws Exception {
    InetAddress four = InetAddress.getByName("192.0.2.7");
    InetAddress six = InetAddress.getByName("2001:db8::7");
    HostAddresses both = new HostAddresses(List.of(four, six), 3_600, 300);
    assertThat(both.seconds(four)).isEqualTo(3_600);
    assertThat(both.seconds(six)).isEqualTo(300);
    assertThat(both.seconds()).isEqualTo(300);
    assertThat(both.with(List.of(four)).seconds()).isEqualTo(3_600);
  }
}
