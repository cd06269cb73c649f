package org.tropea.directory.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.ExitPolicy.IpVersion;

/** Rows X06 to X08; summaries are compared with C tor's in the integration tests. */
class ExitPolicyTest {
  private static ExitPolicy policy(String rules) throws DecodeException {
    return ExitPolicy.read(List.of(rules.split(",", -1)));
  }

  private static InetAddress address(String text) throws DecodeException {
    return text.indexOf(':') < 0 ? Addresses.ipv4(text) : Addresses.ipv6(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "accept *:80,reject *:*|1.2.3.4|80|true",
        "accept *:80,reject *:*|1.2.3.4|81|false",
        "accept *:80,reject *:*|2001:db8::1|80|true",
        "accept *4:80,reject *:*|2001:db8::1|80|false",
        "accept *6:80,reject *:*|2001:db8::1|80|true",
        "accept *6:80,reject *:*|1.2.3.4|80|false",
        "accept6 *:80,reject *:*|1.2.3.4|80|false",
        "reject 10.0.0.0/8:*,accept *:*|10.255.0.1|443|false",
        "reject 10.0.0.0/8:*,accept *:*|11.0.0.1|443|true",
        "reject 10.0.0.0/255.0.0.0:*,accept *:*|10.0.0.1|443|false",
        "reject [2001:db8::]/32:1-100,accept *:*|2001:db8:1::1|100|false",
        "reject [2001:db8::]/32:1-100,accept *:*|2001:db8:1::1|101|true",
        "reject private:*,accept *:*|192.168.1.1|80|false",
        "reject private:*,accept *:*|169.254.1.1|80|false",
        "reject private:*,accept *:*|fe80::1|80|false",
        "reject private:*,accept *:*|::1|80|false",
        "reject private:*,accept *:*|9.9.9.9|80|true",
        "reject 1.2.3.4|1.2.3.4|65535|false",
        "reject 1.2.3.4|1.2.3.5|65535|true",
        "accept 1.2.3.4:80,reject 1.2.3.4:80|1.2.3.4|80|true",
      })
  void target_byFirstMatch_isAllowedOrNot(String rules, String target, int port, boolean allowed)
      throws Exception {
    assertThat(policy(rules).allows(address(target), port)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "accept",
        "allow *:*",
        "accept *:0",
        "accept *:0-80",
        "accept *:80-",
        "accept *:90-80",
        "accept *:65536",
        "accept *:x",
        "accept 1.2.3:80",
        "accept 1.2.3.4/33:80",
        "accept 1.2.3.4/-1:80",
        "accept 1.2.3.4/255.0.255.0:80",
        "accept */8:80",
        "accept [::1:80",
        "accept [::1]/129:80",
        "accept6 1.2.3.4:80",
        "accept 1.2.3.4:80 x",
        "accept example.com:80",
        "accept privat:80"
      })
  void rule_malformed_isRefused(String rule) {
    assertThatThrownBy(() -> ExitPolicy.read(List.of(rule))).isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"accept *6:80", "accept [::1]:80", "accept *4:80", "accept6 *:80"})
  void rule_notForIpv4_inADescriptor_isRefused(String rule) {
    assertThatThrownBy(() -> ExitPolicy.readDescriptor(List.of(rule)))
        .isInstanceOf(DecodeException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"accept *:*", "reject 18.0.0.0/8:*", "accept 1.2.3.4:80", "reject *:135-139"})
  void rule_ofADescriptor_isWrittenAsRead(String rule) throws Exception {
    assertThat(ExitPolicy.readDescriptor(List.of(rule)).rules())
        .extracting(ExitRule::text)
        .containsExactly(rule);
  }

  @Test
  void rule_forIpv6_isWrittenShort() throws Exception {
    assertThat(policy("reject [2001:0db8:0:0::1]/64:80").rules())
        .extracting(ExitRule::text)
        .containsExactly("reject6 [2001:db8::1]/64:80");
  }

  @Test
  void policies_oneBehindTheOther_dropWhatIsNeverReached() throws Exception {
    ExitPolicy policy =
        ExitPolicy.REJECT_PRIVATE.then(policy("accept *:80,reject *:*")).then(ExitPolicy.DEFAULT);
    assertThat(policy.rules()).hasSize(12 + 2 + 2);
    assertThat(policy.withoutIpv6().allows(address("2001:db8::1"), 80)).isFalse();
    assertThat(policy.withoutIpv6().allows(address("9.9.9.9"), 80)).isTrue();
  }

  @Test
  void summaries_ofTheStandardPolicies_areCtors() {
    assertThat(ExitPolicy.DEFAULT.summary(IpVersion.IPV4).text())
        .isEqualTo("reject 25,119,135-139,445,563,1214,4661-4666,6346-6429,6699,6881-6999");
    assertThat(ExitPolicy.REDUCED.summary(IpVersion.IPV6).text())
        .startsWith("accept 20-23,43,53,79-81,88,110,");
    assertThat(ExitPolicy.REJECT_ALL.summary(IpVersion.IPV4)).isEqualTo(PortPolicy.REJECT_ALL);
  }

  @Test
  void summary_ofSmallAndLargeNetworks_ignoresTheSmall() throws Exception {
    assertThat(policy("reject 18.0.0.0/8:80,accept *:*").summary(IpVersion.IPV4).text())
        .isEqualTo("accept 1-65535");
    assertThat(policy("reject 16.0.0.0/6:80,accept *:*").summary(IpVersion.IPV4).text())
        .isEqualTo("reject 80");
    assertThat(policy("reject [2000::]/3:80,accept *:*").summary(IpVersion.IPV6).text())
        .isEqualTo("reject 80");
    assertThat(policy("reject [2001:db8::]/32:80,accept *:*").summary(IpVersion.IPV6).text())
        .isEqualTo("accept 1-65535");
    assertThat(policy("reject [::]/1:80,accept *:*").summary(IpVersion.IPV6).text())
        .isEqualTo("reject 80");
  }

  @FuzzTest
  void anyText_givesAPolicyOrDecodeException(byte[] bytes) {
    List<String> lines = List.of(new String(bytes, StandardCharsets.UTF_8));
    try {
      ExitPolicy.read(lines).summary(IpVersion.IPV6);
      ExitPolicy.readDescriptor(lines).summary(IpVersion.IPV4);
    } catch (DecodeException expected) {
      assertThat(expected.getMessage()).isNotEmpty();
    }
  }
}
