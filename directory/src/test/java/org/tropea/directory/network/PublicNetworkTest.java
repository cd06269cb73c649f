package org.tropea.directory.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.release.Release;

/** Row P01's lists. They are read here, and nothing that is read is ever started. */
class PublicNetworkTest {
  private static final String ID = "4F067C5C488173987B568CD7245F1CA71DEE996B";

  private final PublicNetwork network = PublicNetwork.read();

  @Test
  void authorities_areNineThatVote_andTheBridgeAuthority() {
    assertThat(network.authorities()).hasSize(10).doesNotHaveDuplicates();
    assertThat(network.authorities())
        .filteredOn(each -> each.v3Identity() != null)
        .hasSize(9)
        .extracting(Authority::v3Identity)
        .doesNotHaveDuplicates();
    assertThat(network.authorities())
        .allSatisfy(
            each -> {
              assertThat(each.nickname()).isNotEmpty();
              assertThat(Objects.requireNonNull(each.onionAddress()).getAddress())
                  .isInstanceOf(Inet4Address.class);
            });
  }

  @Test
  void fallbacks_areTwoHundred_eachWithAnAddressAndAnIdentity() {
    assertThat(network.fallbacks()).hasSize(200);
    assertThat(network.fallbacks()).extracting(FallbackDirectory::identity).doesNotHaveDuplicates();
    assertThat(network.fallbacks())
        .allSatisfy(
            each -> {
              assertThat(each.onionAddress().getPort()).isPositive();
              assertThat(each.weight()).isEqualTo(1);
            });
    assertThat(network.fallbacks())
        .filteredOn(each -> each.ipv6Address() != null)
        .isNotEmpty()
        .allSatisfy(
            each ->
                assertThat(Objects.requireNonNull(each.ipv6Address()).getAddress())
                    .isInstanceOf(Inet6Address.class));
  }

  /** What keeps every test and script of this tree out of it. */
  @Test
  void buildOfTheSourceTree_doesNotEnterIt_andAReleaseDoes() {
    assertThat(Release.current().entersPublicNetwork()).isFalse();
    assertThat(new Release("${project.version}", Release.current().made()).entersPublicNetwork())
        .isFalse();
    assertThat(new Release("1.2.0", Release.current().made()).entersPublicNetwork()).isTrue();
  }

  @Test
  void shares_byIdentity() throws DecodeException {
    Authority other =
        Authority.read("other orport=1 v3ident=" + ID + " 127.0.0.1:1 " + "A".repeat(40));
    assertThat(network.shares(List.of(other))).isFalse();
    assertThat(network.shares(List.of(other, network.authorities().get(3)))).isTrue();
  }

  @Test
  void fallbackLine_isReadInAnyOrder() throws DecodeException {
    FallbackDirectory read =
        FallbackDirectory.read("id=" + ID + " weight=2.5 ORPort=443 new=x 192.0.2.1:80");
    assertThat(read.onionAddress().getPort()).isEqualTo(443);
    assertThat(read.weight()).isEqualTo(2.5);
    assertThat(read.ipv6Address()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "192.0.2.1",
        "192.0.2.1 orport=443",
        "orport=443 id=" + ID,
        "192.0.2.1 id=" + ID,
        "192.0.2.1 orport=0 id=" + ID,
        "192.0.2.1 orport=443 id=12",
        "192.0.2.1 192.0.2.2 orport=443 id=" + ID,
        "host orport=443 id=" + ID,
        "192.0.2.1 orport=443 id=" + ID + " ipv6=192.0.2.1:80",
        "192.0.2.1 orport=443 id=" + ID + " weight=-1",
        "192.0.2.1 orport=443 id=" + ID + " weight=x"
      })
  void fallbackLine_malformed_isRefused(String line) {
    assertThatThrownBy(() -> FallbackDirectory.read(line)).isInstanceOf(DecodeException.class);
  }
}
