package org.tropea.protocol.linkspec;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;

class RelayTargetPropertyTest {
  @Property(tries = 200)
  void target_any_roundTrips(
      @ForAll @Size(20) byte[] rsa,
      @ForAll @Size(32) byte[] ed25519,
      @ForAll @Size(4) byte[] ipv4,
      @ForAll @Size(16) byte[] ipv6,
      @ForAll @IntRange(min = 1, max = 0xffff) int port)
      throws Exception {
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
