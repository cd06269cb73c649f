package org.tropea.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLexer;
import org.tropea.directory.document.ExitPolicy;

/**
 * Exit policies as C tor 0.4.9.11 makes them of a torrc. The vectors are its answers to {@code
 * GETINFO exit-policy/full}, for a relay whose Address is 192.0.2.1.
 */
class ExitOptionsTest {
  private static final String OWN = "192.0.2.1";
  private static final List<String> ADDRESSES =
      List.of(
          "0.0.0.0",
          "0.1.2.3",
          "1.1.1.1",
          "8.8.8.8",
          "10.0.0.1",
          "100.64.0.1",
          "127.0.0.1",
          "169.254.1.1",
          "172.15.0.1",
          "172.16.0.1",
          "172.31.255.255",
          "172.32.0.1",
          OWN,
          "192.0.2.2",
          "192.168.0.1",
          "224.0.0.1",
          "255.255.255.255",
          "::",
          "::1",
          "100::1",
          "2001:db8::1",
          "fc00::1",
          "fe80::1",
          "fec0::1",
          "ff02::1");

  static Stream<Arguments> policiesOfCtor() throws IOException {
    Map<String, List<String>> policies = new LinkedHashMap<>();
    try (InputStream in =
        Objects.requireNonNull(
            ExitOptionsTest.class.getResourceAsStream("exit-policies-of-ctor.txt"))) {
      String torrc = "";
      for (String line :
          new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList()) {
        if (line.startsWith("torrc ")) {
          torrc = line.substring("torrc ".length());
          policies.put(torrc, new ArrayList<>());
        } else {
          Objects.requireNonNull(policies.get(torrc)).add(line);
        }
      }
    }
    return policies.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("policiesOfCtor")
  void policy_ofATorrc_allowsWhatThatOfCtorAllows(String torrc, List<String> rules)
      throws Exception {
    ExitPolicy theirs = ExitPolicy.read(rules);
    ExitPolicy ours = policy(torrc, List.of());
    for (String text : ADDRESSES) {
      InetAddress address = InetAddress.getByName(text);
      for (int port = 1; port < 65_536; port += port < 12_000 ? 1 : 97) {
        if (ours.allows(address, port) != theirs.allows(address, port)) {
          assertThat(ours.allows(address, port))
              .as("%s port %d", text, port)
              .isEqualTo(theirs.allows(address, port));
        }
      }
    }
    assertThat(rules).isNotEmpty();
  }

  @Test
  void localInterfaces_areRefusedWhereAskedFor() throws Exception {
    List<InetAddress> interfaces = List.of(address("198.51.100.7"), address("2001:db8::7"));
    String torrc = "ExitRelay 1;IPv6Exit 1;ExitPolicyRejectLocalInterfaces 1";
    ExitPolicy policy = policy(torrc, interfaces);
    assertThat(policy.allows(address("198.51.100.7"), 80)).isFalse();
    assertThat(policy.allows(address("2001:db8::7"), 80)).isFalse();
    assertThat(policy.allows(address("198.51.100.8"), 80)).isTrue();
    assertThat(policy("ExitRelay 1", interfaces).allows(address("198.51.100.7"), 80)).isTrue();
  }

  /** C tor says {@code reject 198.51.100.7:*} for such a torrc, and nothing without the first. */
  @Test
  void outboundAddresses_areRefusedWithTheLocalInterfaces() throws Exception {
    String outbound =
        "ExitRelay 1;IPv6Exit 1;OutboundBindAddress 198.51.100.7;"
            + "OutboundBindAddressExit [2001:db8::7];";
    ExitPolicy policy = policy(outbound + "ExitPolicyRejectLocalInterfaces 1", List.of());
    assertThat(policy.allows(address("198.51.100.7"), 80)).isFalse();
    assertThat(policy.allows(address("2001:db8::7"), 80)).isFalse();
    assertThat(policy(outbound, List.of()).allows(address("198.51.100.7"), 80)).isTrue();
  }

  private static ExitPolicy policy(String torrc, List<InetAddress> interfaces) throws Exception {
    Torrc read =
        Torrc.of(
            TorrcLexer.lines(Path.of("torrc").toString(), torrc.replace(";", "\n")), List.of());
    return ExitOptions.policy(read, List.of(address(OWN)), () -> interfaces);
  }

  private static InetAddress address(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }
}
