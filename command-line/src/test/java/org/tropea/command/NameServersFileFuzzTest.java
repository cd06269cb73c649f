package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;

/** Any bytes in the place of a resolv.conf are name servers or refused. */
class NameServersFileFuzzTest {
  private static final int CHANGES = 20_000;
  private static final String FILE =
      "# comment\nsearch example.com\nnameserver 192.0.2.1\nnameserver\t[2001:db8::1]:5353 \n"
          + "nameserver 2001:db8::2\r\nnameserver 192.0.2.3:54\noptions edns0\n";

  @FuzzTest
  void anyBytes_readAsAResolvConf_areServersOrRefused(byte[] file) {
    read(file);
  }

  @Test
  void file_changedSomewhere_isServersOrRefused() throws Exception {
    byte[] file = FILE.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(NameServersFile.read(FILE)).hasSize(4);
    Random changes = new Random(1);
    int refused = 0;
    for (int i = 0; i < CHANGES; i++) {
      byte[] changed = file.clone();
      for (int left = 1 + changes.nextInt(3); left > 0; left--) {
        changed[changes.nextInt(changed.length)] = (byte) changes.nextInt();
      }
      refused += read(changed) ? 0 : 1;
    }
    assertThat(refused).isBetween(1, CHANGES - 1);
  }

  @Test
  void file_ofMoreServersThanAnybodyHas_isReadNoFurther() throws Exception {
    assertThat(NameServersFile.read("nameserver 192.0.2.1\n".repeat(100_000))).hasSize(16);
  }

  /** Whether it was read; servers of no address do not come out. */
  private static boolean read(byte[] file) {
    try {
      List<InetSocketAddress> servers =
          NameServersFile.read(new String(file, StandardCharsets.ISO_8859_1));
      assertThat(servers).noneMatch(InetSocketAddress::isUnresolved);
      return true;
    } catch (DecodeException e) {
      return false;
    }
  }
}
