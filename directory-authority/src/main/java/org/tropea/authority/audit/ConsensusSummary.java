package org.tropea.authority.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tropea.authority.audit.StatusText.Part;
import org.tropea.authority.audit.StatusText.Place;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.Base64Digest;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.SharedRandomValue;
import org.tropea.directory.document.UnverifiedConsensus;

/**
 * What a consensus says, in short; its signatures are counted, not checked. Immutable.
 *
 * @param relays how many it lists
 * @param bandwidth of all of them, kilobytes per second
 * @param flags how many relays have each, by flag
 * @param previousRandom the shared random value before the current one, in base64; null where there
 *     is none
 * @param currentRandom likewise
 * @param authorities who voted, in order
 */
public record ConsensusSummary(
    String flavour,
    int method,
    Instant validAfter,
    Instant freshUntil,
    Instant validUntil,
    int relays,
    long bandwidth,
    Map<String, Integer> flags,
    Map<String, Integer> parameters,
    Map<String, Integer> weights,
    @Nullable String previousRandom,
    @Nullable String currentRandom,
    List<Voter> authorities) {
  private static final Pattern BANDWIDTH =
      Pattern.compile("w (?:.* )?Bandwidth=([0-9]{1,10})\\b.*");

  /** Who voted, and whether its signature is there. */
  public record Voter(String nickname, String identity, boolean signed) {}

  /** Reads one with at least one signature. */
  public static ConsensusSummary of(byte[] consensus) throws DecodeException {
    UnverifiedConsensus read = UnverifiedConsensus.read(consensus);
    StatusText text = StatusText.unsigned(consensus);
    Map<String, Integer> flags = new TreeMap<>();
    List<Voter> voters = new ArrayList<>();
    Set<String> signers = new HashSet<>();
    read.signers().forEach(each -> signers.add(each.identity().toHex()));
    int relays = 0;
    long bandwidth = 0;
    for (Place each : text.subjects()) {
      if (each.part() == Part.AUTHORITY) {
        voters.add(new Voter(each.nickname(), each.subject(), signers.contains(each.subject())));
      } else if (each.part() == Part.RELAY) {
        relays++;
        text.lines(each, "s").forEach(line -> count(line, flags));
        bandwidth += text.lines(each, "w").stream().mapToLong(ConsensusSummary::bandwidth).sum();
      }
    }
    return new ConsensusSummary(
        read.flavour().word(),
        read.method(),
        read.lifetime().validAfter(),
        read.lifetime().freshUntil(),
        read.lifetime().validUntil(),
        relays,
        bandwidth,
        flags,
        new TreeMap<>(read.parameters()),
        new TreeMap<>(read.bandwidthWeights()),
        random(read.randomness().previous()),
        random(read.randomness().current()),
        voters);
  }

  /**
   * Which of the two forms a consensus has, by its first two lines.
   *
   * @throws DecodeException when it does not begin as a consensus
   */
  static Flavour flavour(byte[] consensus) throws DecodeException {
    String text = new String(consensus, StandardCharsets.ISO_8859_1);
    for (Flavour each : Flavour.values()) {
      String suffix = each == Flavour.NS ? "" : " " + each.word();
      if (text.startsWith("network-status-version 3" + suffix + "\nvote-status consensus\n")) {
        return each;
      }
    }
    throw new DecodeException("this does not begin as a consensus");
  }

  private static void count(String line, Map<String, Integer> flags) {
    for (String flag : line.split(" ", -1)) {
      if (!flag.equals("s") && !flag.isEmpty()) {
        flags.merge(flag, 1, Integer::sum);
      }
    }
  }

  private static long bandwidth(String line) {
    Matcher matcher = BANDWIDTH.matcher(line);
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private static @Nullable String random(@Nullable SharedRandomValue value) {
    return value == null ? null : Base64Digest.write(value.value());
  }
}
