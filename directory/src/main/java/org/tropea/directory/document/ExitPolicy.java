package org.tropea.directory.document;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.tropea.crypto.bytes.DecodeException;

/**
 * Where an exit lets streams go: the first rule that matches decides (dir-spec 2.1.3). Immutable.
 *
 * <p>{@code private} and {@code *} are spelled out when read, so every rule is about one network.
 */
public record ExitPolicy(List<ExitRule> rules) {
  /** Which addresses a summary is about. */
  public enum IpVersion {
    IPV4,
    IPV6
  }

  /** Open to nothing. */
  public static final ExitPolicy REJECT_ALL = ours("reject *:*");

  /** Open to everything, private networks and loopback too: for test networks. */
  public static final ExitPolicy ACCEPT_ALL = ours("accept *:*");

  /** What C tor appends for an exit with no policy of its own: no mail, no file sharing. */
  public static final ExitPolicy DEFAULT =
      ours(
          "reject *:25,reject *:119,reject *:135-139,reject *:445,reject *:563,reject *:1214,"
              + "reject *:4661-4666,reject *:6346-6429,reject *:6699,reject *:6881-6999,"
              + "accept *:*");

  /** C tor's {@code ReducedExitPolicy}: the ports of well-known services, and no others. */
  public static final ExitPolicy REDUCED = ours(reduced());

  /** Networks that are nobody's on the Internet. */
  public static final ExitPolicy REJECT_PRIVATE = ours("reject private:*");

  private static final ExitPolicy REJECT_IPV6 = ours("reject *6:*");
  private static final int MAX_RULES = 10_000;

  /** Keeps its own copy. */
  public ExitPolicy {
    rules = List.copyOf(rules);
  }

  /**
   * Reads rules as an operator writes them: {@code accept} or {@code reject} and a pattern, IPv4 or
   * IPv6; {@code *} is both, {@code *4} and {@code *6} one of them, {@code private} the networks
   * that are nobody's. Port 0 is refused.
   */
  public static ExitPolicy read(List<String> lines) throws DecodeException {
    List<ExitRule> rules = new ArrayList<>();
    for (String line : lines) {
      rules.addAll(ExitRuleReader.read(line));
    }
    return new ExitPolicy(rules);
  }

  /** Reads the lines of a descriptor, where {@code *} is IPv4 only. */
  static ExitPolicy readDescriptor(List<String> lines) throws DecodeException {
    List<ExitRule> rules = new ArrayList<>();
    for (String line : lines) {
      rules.addAll(ExitRuleReader.readDescriptor(line));
      if (rules.size() > MAX_RULES) {
        throw new DecodeException("an exit policy is too long");
      }
    }
    return new ExitPolicy(rules);
  }

  /** These rules, then those of {@code next}; rules that can never be reached are left out. */
  public ExitPolicy then(ExitPolicy next) {
    List<ExitRule> all = new ArrayList<>();
    boolean ipv4Decided = false;
    boolean ipv6Decided = false;
    for (List<ExitRule> part : List.of(rules, next.rules)) {
      for (ExitRule rule : part) {
        if (rule.isIpv4() ? ipv4Decided : ipv6Decided) {
          continue;
        }
        all.add(rule);
        ipv4Decided |= rule.isIpv4() && rule.isCatchAll();
        ipv6Decided |= !rule.isIpv4() && rule.isCatchAll();
      }
    }
    return new ExitPolicy(all);
  }

  /** The same where each rule is about all ports of its addresses. */
  public ExitPolicy forAllPorts() {
    return new ExitPolicy(rules.stream().map(ExitRule::forAllPorts).toList());
  }

  /** This policy behind a refusal of all IPv6 targets. */
  public ExitPolicy withoutIpv6() {
    return REJECT_IPV6.then(this);
  }

  /** Whether a stream may go to this port, from 1 to 65535, of this address. */
  public boolean allows(InetAddress address, int port) {
    for (ExitRule rule : rules) {
      if (rule.matches(address, port)) {
        return rule.accept();
      }
    }
    return true;
  }

  /** The ports open to nearly all addresses: what the consensus and microdescriptors say. */
  public PortPolicy summary(IpVersion version) {
    return new PolicySummary(version == IpVersion.IPV4).summarize(rules);
  }

  private static ExitPolicy ours(String rules) {
    try {
      return read(List.of(rules.split(",", -1)));
    } catch (DecodeException e) {
      throw new IllegalStateException("a policy of ours is malformed", e);
    }
  }

  private static String reduced() {
    StringBuilder rules = new StringBuilder();
    String ports =
        "20-23,43,53,79-81,88,110,143,194,220,389,443,464,465,531,543-544,554,563,587,636,706,749,"
            + "873,902-904,981,989-995,1194,1220,1293,1500,1533,1677,1723,1755,1863,2082-2083,"
            + "2086-2087,2095-2096,2102-2104,3128,3389,3690,4321,4643,5050,5190,5222-5223,5228,"
            + "5900,6660-6669,6679,6697,8000,8008,8074,8080,8082,8087-8088,8232-8233,8332-8333,"
            + "8443,8888,9418,9999,10000,11371,18080-18081,18089,19294,19638,50002,64738";
    for (String range : ports.split(",", -1)) {
      rules.append("accept *:").append(range).append(',');
    }
    return rules.append("reject *:*").toString();
  }
}
