package org.tropea.authority.consensus;

import com.google.crypto.tink.util.Bytes;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.document.RelayLine;
import org.tropea.directory.document.VoteEntry;

/**
 * The descriptor of one relay that most votes name, and what those votes say that goes with it
 * (dir-spec 3.8): of equally many the younger, of equally young the one with the smaller digest.
 */
final class PopularRelay {
  private static final Comparator<RelayLine> ORDER =
      Comparator.comparing(RelayLine::descriptor, PopularRelay::compare)
          .thenComparing(RelayLine::published, Comparator.reverseOrder())
          .thenComparing(RelayLine::nickname, Comparator.reverseOrder())
          .thenComparing(line -> line.address().getAddress().getAddress(), Arrays::compareUnsigned)
          .thenComparing(line -> -line.address().getPort())
          .thenComparing(line -> -line.dirPort());
  private static final Comparator<InetSocketAddress> ADDRESS_ORDER =
      Comparator.<InetSocketAddress, byte[]>comparing(
              address -> address.getAddress().getAddress(), Arrays::compareUnsigned)
          .thenComparing(address -> -address.getPort());

  private final RelayLine line;
  private final List<VoteEntry> supporters;

  /** Of all entries about one relay, of which there is at least one. */
  PopularRelay(List<VoteEntry> entries) {
    List<RelayLine> sorted = entries.stream().map(PopularRelay::key).sorted(ORDER).toList();
    Map.Entry<RelayLine, Integer> best = null;
    for (Map.Entry<RelayLine, Integer> each : Opinions.counts(sorted).entrySet()) {
      boolean younger =
          best != null && each.getKey().published().isAfter(best.getKey().published());
      if (best == null
          || each.getValue() > best.getValue()
          || (each.getValue().equals(best.getValue()) && younger)) {
        best = each;
      }
    }
    RelayLine chosen = Objects.requireNonNull(best).getKey();
    this.line = chosen;
    this.supporters = entries.stream().filter(entry -> key(entry).equals(chosen)).toList();
  }

  /** The relay with the IPv6 address that most of those votes name. */
  RelayLine line() {
    List<InetSocketAddress> addresses =
        supporters.stream()
            .map(entry -> entry.relay().ipv6())
            .filter(Objects::nonNull)
            .filter(address -> !address.getAddress().isAnyLocalAddress())
            .toList();
    return line.with(line.nickname(), Opinions.mostFrequent(addresses, ADDRESS_ORDER));
  }

  /** The microdescriptor that most of those votes name for this method; null where none does. */
  @Nullable Bytes microdescriptor(int method) {
    List<Bytes> digests =
        supporters.stream()
            .map(entry -> entry.microdescriptor(method))
            .filter(Objects::nonNull)
            .toList();
    return Opinions.mostFrequent(digests, PopularRelay::compare);
  }

  private static RelayLine key(VoteEntry entry) {
    return entry.relay().with(entry.relay().nickname(), null);
  }

  private static int compare(Bytes a, Bytes b) {
    return Arrays.compareUnsigned(a.toByteArray(), b.toByteArray());
  }
}
