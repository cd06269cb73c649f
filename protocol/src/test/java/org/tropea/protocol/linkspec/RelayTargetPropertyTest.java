package org.tropea.protocol.linkspec;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.Draws;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;

class RelayTargetPropertyTest {
  @Test
  void target_any_roundTrips() {
    Draws.check(RelayTargetPropertyTest::assertRoundTrip);
  }

  private static void assertRoundTrip(Draws draws) throws Exception {
    byte[] rsa = draws.bytes(20);
    byte[] ed25519 = draws.bytes(32);
    byte[] ipv4 = draws.bytes(4);
    byte[] ipv6 = draws.bytes(16);
    int port = draws.between(1, 0xffff);
    // Not zeros, which stand for nothing.
    rsa[0] |= 1;
    ed25519[0] |= 1;
    ipv4[0] |= 1;
    ipv6[0] |= 1;
    RelayTarget target =
        new RelayTarget(
            RsaIdentity.of(rsa),
            Ed25519Identity.of(ed25519),
            List.of(
                new InetSocketAddress(IpAddress.of(ipv4), port),
                new InetSocketAddress(IpAddress.of(ipv6), port)));
    ByteWriter writer = new ByteWriter();
    LinkSpecifier.writeList(target.linkSpecifiers(), writer);
    assertThat(RelayTarget.of(LinkSpecifier.readList(new ByteReader(writer.toByteArray()))))
        .isEqualTo(target);
  }
}
