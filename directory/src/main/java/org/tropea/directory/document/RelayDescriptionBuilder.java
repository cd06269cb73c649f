package org.tropea.directory.document;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.document.RelayDescription.Bandwidth;
import org.tropea.directory.document.RelayDescription.ExtraInfoDigest;

/** Collects a {@link RelayDescription}: no exit, no directory, no IPv6 unless told. */
public final class RelayDescriptionBuilder {
  private final String nickname;
  private final InetSocketAddress address;
  private int dirPort;
  private @Nullable InetSocketAddress ipv6;
  private String platform = "";
  private String protocols = "";
  private Instant published = Instant.EPOCH;
  private long uptime;
  private Bandwidth bandwidth = new Bandwidth(1, 0, 0);
  private @Nullable ExtraInfoDigest extraInfo;
  private List<String> family = List.of();
  private boolean hibernating;
  private boolean onionServiceDirectory;
  private @Nullable String contact;
  private boolean cachesExtraInfo;
  private ExitPolicy exitPolicy = ExitPolicy.REJECT_ALL;
  private PortPolicy ipv6Policy = PortPolicy.REJECT_ALL;
  private boolean tunnelledDirectory;
  private @Nullable Instant overloaded;

  RelayDescriptionBuilder(String nickname, InetSocketAddress address) {
    this.nickname = nickname;
    this.address = address;
  }

  /** Where plain directory requests are answered; 0 for nowhere. */
  public RelayDescriptionBuilder dirPort(int dirPort) {
    this.dirPort = dirPort;
    return this;
  }

  /** A second ORPort. */
  public RelayDescriptionBuilder ipv6(@Nullable InetSocketAddress ipv6) {
    this.ipv6 = ipv6;
    return this;
  }

  /** Software and system, one line. */
  public RelayDescriptionBuilder platform(String platform) {
    this.platform = platform;
    return this;
  }

  /** The subprotocols, as {@code Cons=1-2 Link=4-5}. */
  public RelayDescriptionBuilder protocols(String protocols) {
    this.protocols = protocols;
    return this;
  }

  /** When the description was made, to the second. */
  public RelayDescriptionBuilder published(Instant published) {
    this.published = published;
    return this;
  }

  /** Seconds. */
  public RelayDescriptionBuilder uptime(long uptime) {
    this.uptime = uptime;
    return this;
  }

  /** Bytes per second. */
  public RelayDescriptionBuilder bandwidth(Bandwidth bandwidth) {
    this.bandwidth = bandwidth;
    return this;
  }

  /** Names the extra-info document. */
  public RelayDescriptionBuilder extraInfo(@Nullable ExtraInfoDigest extraInfo) {
    this.extraInfo = extraInfo;
    return this;
  }

  /** Nicknames and fingerprints. */
  public RelayDescriptionBuilder family(List<String> family) {
    this.family = family;
    return this;
  }

  /** Whether it takes no new circuits for now. */
  public RelayDescriptionBuilder hibernating(boolean hibernating) {
    this.hibernating = hibernating;
    return this;
  }

  /** Whether it keeps onion service descriptors. */
  public RelayDescriptionBuilder onionServiceDirectory(boolean onionServiceDirectory) {
    this.onionServiceDirectory = onionServiceDirectory;
    return this;
  }

  /** How to reach the operator, one line. */
  public RelayDescriptionBuilder contact(@Nullable String contact) {
    this.contact = contact;
    return this;
  }

  /** Whether it serves extra-info documents. */
  public RelayDescriptionBuilder cachesExtraInfo(boolean cachesExtraInfo) {
    this.cachesExtraInfo = cachesExtraInfo;
    return this;
  }

  /** Where streams may go, IPv4 and IPv6: sets both policies. */
  public RelayDescriptionBuilder exitPolicy(ExitPolicy policy) {
    return exitPolicy(policy, policy.summary(ExitPolicy.IpVersion.IPV6));
  }

  RelayDescriptionBuilder exitPolicy(ExitPolicy policy, PortPolicy ipv6) {
    this.exitPolicy = policy;
    this.ipv6Policy = ipv6;
    return this;
  }

  /** Whether it answers directory requests on its ORPort. */
  public RelayDescriptionBuilder tunnelledDirectory(boolean tunnelledDirectory) {
    this.tunnelledDirectory = tunnelledDirectory;
    return this;
  }

  /** The hour in which it had more to do than it can. */
  public RelayDescriptionBuilder overloaded(@Nullable Instant overloaded) {
    this.overloaded = overloaded;
    return this;
  }

  /** What was collected. */
  public RelayDescription build() {
    return new RelayDescription(
        nickname,
        address,
        dirPort,
        ipv6,
        platform,
        protocols,
        published,
        uptime,
        bandwidth,
        extraInfo,
        family,
        hibernating,
        onionServiceDirectory,
        contact,
        cachesExtraInfo,
        exitPolicy,
        ipv6Policy,
        tunnelledDirectory,
        overloaded);
  }
}
