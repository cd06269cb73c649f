package org.tropea.directory.document;

import com.google.crypto.tink.util.Bytes;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a relay says of itself in its router descriptor, keys apart (dir-spec 2.1.1). Immutable.
 *
 * @param address IPv4 address and ORPort; port 0 marks a relay that cannot be reached
 * @param dirPort 0 where it has none
 * @param ipv6 a second ORPort
 * @param platform software and system, free text
 * @param protocols the {@code proto} line as it stands
 * @param uptime seconds
 * @param family as it stands: nicknames and fingerprints
 * @param exitPolicy for IPv4 targets; what it says of IPv6 counts only when we write it
 * @param ipv6Policy ports open for IPv6 targets
 * @param overloaded the hour in which it had more to do than it can; null for none, and always in
 *     one that was read
 */
public record RelayDescription(
    String nickname,
    InetSocketAddress address,
    int dirPort,
    @Nullable InetSocketAddress ipv6,
    String platform,
    String protocols,
    Instant published,
    long uptime,
    Bandwidth bandwidth,
    @Nullable ExtraInfoDigest extraInfo,
    List<String> family,
    boolean hibernating,
    boolean onionServiceDirectory,
    @Nullable String contact,
    boolean cachesExtraInfo,
    ExitPolicy exitPolicy,
    PortPolicy ipv6Policy,
    boolean tunnelledDirectory,
    @Nullable Instant overloaded) {

  /** Keeps its own copy of the family. */
  public RelayDescription {
    family = List.copyOf(family);
  }

  /**
   * Bytes per second, each up to 2^31 - 1.
   *
   * @param rate sustained, at least 1
   * @param burst in short
   * @param observed what it was seen to carry
   */
  public record Bandwidth(int rate, int burst, int observed) {}

  /**
   * Names the relay's extra-info document.
   *
   * @param sha1 of the signed part
   * @param sha256 of all of it; null where the line does not say
   */
  public record ExtraInfoDigest(Bytes sha1, @Nullable Bytes sha256) {}

  /** A description with the values that most relays have. */
  public static RelayDescriptionBuilder builder(String nickname, InetSocketAddress address) {
    return new RelayDescriptionBuilder(nickname, address);
  }
}
