package org.tropea.authority.vote;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.tropea.authority.rules.RelayRule;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.RelayDescription;
import org.tropea.directory.document.RelayFlag;

/** Gives out flags (dir-spec 3.4.2). For one vote. */
final class FlagVote {
  private static final Duration STALE = Duration.ofHours(18);
  private static final Set<RelayFlag> OPINIONS =
      EnumSet.of(
          RelayFlag.AUTHORITY,
          RelayFlag.EXIT,
          RelayFlag.FAST,
          RelayFlag.GUARD,
          RelayFlag.HS_DIR,
          RelayFlag.STABLE,
          RelayFlag.STALE_DESC,
          RelayFlag.SYBIL,
          RelayFlag.V2_DIR,
          RelayFlag.VALID);

  private final FlagSettings settings;
  private final Watch watch;
  private final Set<RsaIdentity> authorities;
  private final Set<RsaIdentity> sybils;
  private final FlagThresholds thresholds;

  FlagVote(
      List<ObservedRelay> relays,
      FlagSettings settings,
      Watch watch,
      Set<RsaIdentity> authorities) {
    this.settings = settings;
    this.watch = watch;
    this.authorities = authorities;
    this.sybils = Sybils.find(relays, authorities, settings.maxServersPerAddress());
    this.thresholds = FlagThresholds.of(relays, sybils, settings, watch);
  }

  FlagThresholds thresholds() {
    return thresholds;
  }

  /** The flags on which we have an opinion, sorted: no Running before we tested long enough. */
  List<String> knownFlags() {
    EnumSet<RelayFlag> known = EnumSet.copyOf(OPINIONS);
    if (votesOnRunning()) {
      known.add(RelayFlag.RUNNING);
    }
    add(known, RelayFlag.BAD_EXIT, settings.listBadExits());
    add(known, RelayFlag.MIDDLE_ONLY, settings.listMiddleOnly());
    return known.stream().map(RelayFlag::word).sorted().toList();
  }

  private boolean votesOnRunning() {
    return settings.assumeReachable() || watch.judgesReachability();
  }

  /** The flags of one relay, by word. */
  Set<String> flags(ObservedRelay relay) {
    Instant now = watch.now();
    EnumSet<RelayFlag> flags = EnumSet.noneOf(RelayFlag.class);
    if (sybils.contains(relay.identity())) {
      flags.add(RelayFlag.SYBIL);
    } else {
      addEarned(flags, relay);
    }
    if (relay.description().published().plus(STALE).isBefore(now)) {
      flags.add(RelayFlag.STALE_DESC);
    }
    return flags.stream().map(RelayFlag::word).collect(Collectors.toSet());
  }

  private void addEarned(EnumSet<RelayFlag> flags, ObservedRelay relay) {
    Instant now = watch.now();
    RelayDescription description = relay.description();
    boolean stable = thresholds.isStable(relay, now);
    boolean fast = thresholds.isFast(relay);
    boolean cache = description.tunnelledDirectory();
    boolean guard = fast && stable && cache && thresholds.isGuard(relay);
    Set<RelayRule> rules = relay.rules();
    boolean middleOnly = settings.listMiddleOnly() && rules.contains(RelayRule.MIDDLE_ONLY);
    add(flags, RelayFlag.VALID, relay.isValid());
    add(flags, RelayFlag.MIDDLE_ONLY, middleOnly);
    add(
        flags,
        RelayFlag.BAD_EXIT,
        settings.listBadExits() && (middleOnly || rules.contains(RelayRule.BAD_EXIT)));
    add(flags, RelayFlag.RUNNING, votesOnRunning() && relay.running());
    add(flags, RelayFlag.AUTHORITY, authorities.contains(relay.identity()));
    add(flags, RelayFlag.STABLE, stable);
    add(flags, RelayFlag.FAST, fast);
    add(flags, RelayFlag.V2_DIR, cache && !middleOnly && !rules.contains(RelayRule.STRIP_V2DIR));
    boolean exit = !middleOnly && ExitTest.isExit(description, settings.testing());
    boolean keeps =
        stable
            && fast
            && cache
            && !middleOnly
            && !rules.contains(RelayRule.STRIP_HSDIR)
            && keepsDescriptors(relay);
    guard &= !middleOnly && !rules.contains(RelayRule.STRIP_GUARD);
    add(flags, RelayFlag.GUARD, overridden(settings.guard(), relay, guard));
    add(flags, RelayFlag.EXIT, overridden(settings.exit(), relay, exit));
    add(flags, RelayFlag.HS_DIR, overridden(settings.onionServiceDirectory(), relay, keeps));
  }

  /** Whoever did so in a recent consensus need not be up for as long again, as in C tor. */
  private boolean keepsDescriptors(ObservedRelay relay) {
    long min = settings.minUptimeOnionServiceDirectory().toSeconds();
    long claimed = relay.uptime(watch.now());
    boolean watchedLongEnough = watch.watching().toSeconds() > min * 1.1;
    long uptime = watchedLongEnough ? Math.min(relay.stability().upFor(), claimed) : claimed;
    return relay.description().onionServiceDirectory()
        && (uptime >= min || watch.onionServiceDirectories().contains(relay.identity()))
        && relay.isActive(watch.now());
  }

  private boolean overridden(FlagOverride override, ObservedRelay relay, boolean earned) {
    return settings.testing() ? override.gives(relay, earned) : earned;
  }

  private static void add(EnumSet<RelayFlag> flags, RelayFlag flag, boolean given) {
    if (given) {
      flags.add(flag);
    }
  }
}
