package org.tropea.directory.document;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tropea.directory.document.PortPolicy.Range;

/**
 * Sums up an exit policy by ports, as every authority must, to the byte (dir-spec 3.4.1, {@code
 * p}).
 *
 * <p>A port is open when a rule accepts it for every address before rules have rejected it for more
 * than 2^25 IPv4 addresses, or more than 2^48 IPv6 networks of 64 bits; private networks do not
 * count. For one use, by one thread.
 */
final class PolicySummary {
  private static final int MAX_LENGTH = 1000;
  private static final long IPV4_CUTOFF = 1L << 25;
  private static final long IPV6_CUTOFF = 1L << 48;
  private static final int IPV6_COUNTED_BITS = 64;

  private final boolean ipv4;
  // By its first port, each stretch of ports with the same fate; always covers 1 to 65535.
  private final NavigableMap<Integer, Fate> fates = new TreeMap<>();

  private record Fate(boolean accepted, long rejected) {}

  PolicySummary(boolean ipv4) {
    this.ipv4 = ipv4;
    fates.put(1, new Fate(false, 0));
  }

  PortPolicy summarize(List<ExitRule> rules) {
    for (ExitRule rule : rules) {
      if (rule.isIpv4() != ipv4) {
        continue;
      }
      if (rule.accept() && rule.bits() == 0) {
        accept(rule.ports());
      } else if (!rule.accept() && !isPrivate(rule)) {
        reject(rule);
      }
    }
    List<Range> accepted = ranges(true);
    List<Range> rejected = ranges(false);
    if (accepted.isEmpty()) {
      return PortPolicy.REJECT_ALL;
    }
    if (rejected.isEmpty()) {
      return new PortPolicy(true, List.of(ExitRule.ALL_PORTS));
    }
    int acceptedLength = length(accepted);
    int rejectedLength = length(rejected);
    int room = MAX_LENGTH - "accept ".length();
    if (rejectedLength > room && acceptedLength > room) {
      return new PortPolicy(true, cut(accepted, room));
    }
    return rejectedLength < acceptedLength
        ? new PortPolicy(false, rejected)
        : new PortPolicy(true, accepted);
  }

  private void accept(Range ports) {
    long cutoff = ipv4 ? IPV4_CUTOFF : IPV6_CUTOFF;
    within(ports)
        .replaceAll(
            (port, fate) -> fate.rejected() <= cutoff ? new Fate(true, fate.rejected()) : fate);
  }

  private void reject(ExitRule rule) {
    int counted = ipv4 ? 32 : IPV6_COUNTED_BITS;
    if (rule.bits() > counted) {
      return;
    }
    int hostBits = counted - rule.bits();
    long count = hostBits > 62 ? Long.MAX_VALUE : 1L << hostBits;
    within(rule.ports())
        .replaceAll((port, fate) -> new Fate(fate.accepted(), add(fate.rejected(), count)));
  }

  private static long add(long first, long second) {
    return first > Long.MAX_VALUE - second ? Long.MAX_VALUE : first + second;
  }

  /** The stretches that these ports consist of, cut where they begin and end. */
  private NavigableMap<Integer, Fate> within(Range ports) {
    cutAt(ports.low());
    if (ports.high() < 65535) {
      cutAt(ports.high() + 1);
    }
    return fates.subMap(ports.low(), true, ports.high(), true);
  }

  private void cutAt(int port) {
    fates.putIfAbsent(port, fates.floorEntry(port).getValue());
  }

  private static boolean isPrivate(ExitRule rule) {
    return ExitRuleReader.PRIVATE_NETWORKS.contains(
        new ExitRuleReader.Network(rule.network(), rule.bits()));
  }

  private List<Range> ranges(boolean accepted) {
    List<Range> ranges = new ArrayList<>();
    int start = 0;
    for (var each : fates.entrySet()) {
      if (each.getValue().accepted() == accepted && start == 0) {
        start = each.getKey();
      } else if (each.getValue().accepted() != accepted && start > 0) {
        ranges.add(new Range(start, each.getKey() - 1));
        start = 0;
      }
    }
    if (start > 0) {
      ranges.add(new Range(start, 65535));
    }
    return ranges;
  }

  /** As many of them, from the first, as have room with their commas. */
  private static List<Range> cut(List<Range> ranges, int room) {
    List<Range> cut = new ArrayList<>();
    int length = 0;
    for (Range range : ranges) {
      length += PortPolicy.text(range).length();
      if (length > room) {
        break;
      }
      cut.add(range);
      length++;
    }
    return cut;
  }

  private static int length(List<Range> ranges) {
    return ranges.stream().map(PortPolicy::text).collect(Collectors.joining(",")).length();
  }
}
