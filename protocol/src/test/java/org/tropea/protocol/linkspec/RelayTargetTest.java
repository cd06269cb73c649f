package org.tropea.protocol.linkspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tropea.protocol.Vector.hex;
import static org.tropea.protocol.linkspec.LinkSpecifierTest.ED25519;
import static org.tropea.protocol.linkspec.LinkSpecifierTest.IPV4;
import static org.tropea.protocol.linkspec.LinkSpecifierTest.IPV6;
import static org.tropea.protocol.linkspec.LinkSpecifierTest.RSA;
import static org.tropea.protocol.linkspec.LinkSpecifierTest.address;

import com.google.crypto.tink.util.Bytes;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.crypto.key.RsaIdentity;

class RelayTargetTest {
  private static final LinkSpecifier AT_IPV4 = new Ipv4LinkSpecifier(IPV4);
  private static final LinkSpecifier AT_IPV6 = new Ipv6LinkSpecifier(IPV6);
  private static final LinkSpecifier NAMED_RSA = new RsaLinkSpecifier(RSA);
  private static final LinkSpecifier NAMED_ED25519 = new Ed25519LinkSpecifier(ED25519);

  /** The order of tor-spec 5.1.2 and of C tor's extend_cell_format. */
  @Test
  void target_inSpecifiers_isOrderedAsAllClientsDo() {
    assertThat(new RelayTarget(RSA, ED25519, List.of(IPV6, IPV4)).linkSpecifiers())
        .containsExactly(AT_IPV4, NAMED_RSA, NAMED_ED25519, AT_IPV6);
  }

  @Test
  void target_ofManyAddresses_namesTheFirstOfEachFamily() {
    InetSocketAddress other4 = address("01020304", 1);
    InetSocketAddress other6 = address("20010db8 00000000 00000000 00000002", 1);
    assertThat(new RelayTarget(RSA, null, List.of(IPV4, other4, IPV6, other6)).linkSpecifiers())
        .containsExactly(AT_IPV4, NAMED_RSA, AT_IPV6);
  }

  @Test
  void specifiers_inAnyOrderWithUnknownOnes_giveTheTarget() throws Exception {
    LinkSpecifier unknown = new UnknownLinkSpecifier(9, Bytes.copyFrom(hex("00")));
    assertThat(RelayTarget.of(List.of(AT_IPV6, unknown, NAMED_ED25519, NAMED_RSA, AT_IPV4)))
        .isEqualTo(new RelayTarget(RSA, ED25519, List.of(IPV4, IPV6)));
  }

  @Test
  void specifiers_withSeveralAddressesOfAFamily_giveTheFirst() throws Exception {
    LinkSpecifier second = new Ipv4LinkSpecifier(address("01020304", 1));
    assertThat(RelayTarget.of(List.of(NAMED_RSA, AT_IPV4, second)).addresses())
        .containsExactly(IPV4);
  }

  @Test
  void specifiers_withAnEd25519IdentityOfZeros_giveNone() throws Exception {
    LinkSpecifier zeros = new Ed25519LinkSpecifier(Ed25519Identity.of(new byte[32]));
    assertThat(RelayTarget.of(List.of(NAMED_RSA, zeros, AT_IPV4)).ed25519Identity()).isNull();
  }

  @Test
  void specifiers_whereOneAddressIsUnusable_giveTheOther() throws Exception {
    LinkSpecifier noPort = new Ipv4LinkSpecifier(address("01020304", 0));
    LinkSpecifier noAddress = new Ipv4LinkSpecifier(address("00000000", 443));
    assertThat(RelayTarget.of(List.of(noPort, NAMED_RSA, AT_IPV6)).addresses())
        .containsExactly(IPV6);
    assertThat(RelayTarget.of(List.of(noAddress, NAMED_RSA, AT_IPV6)).addresses())
        .containsExactly(IPV6);
  }

  @Test
  void specifiers_withoutRsaIdentity_areRefused() {
    assertRefused(List.of(AT_IPV4, NAMED_ED25519));
    assertRefused(
        List.of(AT_IPV4, new RsaLinkSpecifier(RsaIdentity.of(new byte[RsaIdentity.LENGTH]))));
  }

  @Test
  void specifiers_withoutAddress_areRefused() {
    assertRefused(List.of());
    assertRefused(List.of(NAMED_RSA, NAMED_ED25519));
    assertRefused(List.of(NAMED_RSA, new Ipv4LinkSpecifier(address("01020304", 0))));
    assertRefused(List.of(NAMED_RSA, new Ipv6LinkSpecifier(address("00".repeat(16), 443))));
    // Only the first of a family counts, even if it is of no use.
    assertRefused(List.of(NAMED_RSA, new Ipv4LinkSpecifier(address("00000000", 443)), AT_IPV4));
  }

  @Test
  void specifiers_withTwoIdentitiesOfAKind_areRefused() {
    assertRefused(List.of(AT_IPV4, NAMED_RSA, NAMED_RSA));
    assertRefused(List.of(AT_IPV4, NAMED_RSA, NAMED_ED25519, NAMED_ED25519));
  }

  @Test
  void target_withoutAddressOrWithAName_isAnIllegalArgument() {
    assertThatThrownBy(() -> new RelayTarget(RSA, null, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    InetSocketAddress name = InetSocketAddress.createUnresolved("relay.example", 443);
    assertThatThrownBy(() -> new RelayTarget(RSA, null, List.of(name)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertRefused(List<LinkSpecifier> specifiers) {
    assertThatThrownBy(() -> RelayTarget.of(specifiers)).isInstanceOf(DecodeException.class);
  }
}
