package org.tropea.relay.exit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any bytes in the place of a resolv.conf are name servers, and lines that are passed over. */
class ResolvConfFuzzTest {
  private static final int CHANGES = 20_000;
  private static final String FILE =
      "# comment\nsearch example.com\nnameserver 192.0.2.1\nnameserver\t[2001:db8::1]:5353 \n"
          + "nameserver 2001:db8::2\r\nnameserver 192.0.2.3:54\noptions edns0\n";

  @FuzzTest
  void anyBytes_readAsAResolvConf_areServersAndProblems(byte[] file) {
    read(file);
  }

  @Test
  void file_changedSomewhere_isServersAndProblems() {
    byte[] file = FILE.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(read(file).servers()).hasSize(4);
    Random changes = new Random(1);
    int passedOver = 0;
    for (int i = 0; i < CHANGES; i++) {
      byte[] changed = file.clone();
      for (int left = 1 + changes.nextInt(3); left > 0; left--) {
        changed[changes.nextInt(changed.length)] = (byte) changes.nextInt();
      }
      passedOver += read(changed).problems().isEmpty() ? 0 : 1;
    }
    assertThat(passedOver).isBetween(1, CHANGES - 1);
  }

  @Test
  void file_ofMoreServersThanAnybodyHas_isReadNoFurther() {
    String many = "nameserver 192.0.2.1\n".repeat(100_000);
    assertThat(ResolvConf.read(many, zone -> null).servers()).hasSize(16);
    String bad = "nameserver one.example\n".repeat(100_000);
    assertThat(ResolvConf.read(bad, zone -> null).problems()).hasSize(16);
  }

  private static ResolvConf read(byte[] file) {
    ResolvConf read = ResolvConf.read(new String(file, StandardCharsets.ISO_8859_1), zone -> null);
    assertThat(read.servers()).noneMatch(InetSocketAddress::isUnresolved);
    return read;
  }
}
