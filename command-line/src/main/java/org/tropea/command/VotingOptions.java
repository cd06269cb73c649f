package org.tropea.command;

import java.time.Duration;
import java.util.function.BiConsumer;
import org.tropea.authority.VotingTiming;
import org.tropea.authority.VotingTiming.Rhythm;

/** Reads when an authority votes, with C tor's defaults and limits (dirauth_config.c). */
final class VotingOptions {
  private static final Duration MIN_DELAY = Duration.ofSeconds(2);
  private static final Duration MIN_INTERVAL = Duration.ofMinutes(5);
  private static final Duration MIN_INITIAL_INTERVAL = Duration.ofSeconds(5);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HALF_HOUR = Duration.ofMinutes(30);
  private static final VotingTiming TESTING =
      new VotingTiming(
          Duration.ofMinutes(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(20),
          3,
          new Rhythm(Duration.ofSeconds(150), Duration.ofSeconds(20), Duration.ofSeconds(20)),
          Duration.ZERO);

  private final Torrc torrc;
  private final boolean testing;
  private final BiConsumer<TorrcLine, String> warn;

  private VotingOptions(Torrc torrc, boolean testing, BiConsumer<TorrcLine, String> warn) {
    this.torrc = torrc;
    this.testing = testing;
    this.warn = warn;
  }

  /** The timing that {@code torrc} asks for. */
  static VotingTiming read(Torrc torrc, boolean testing, BiConsumer<TorrcLine, String> warn)
      throws CannotStart {
    return new VotingOptions(torrc, testing, warn).timing();
  }

  private VotingTiming timing() throws CannotStart {
    VotingTiming otherwise = testing ? TESTING : VotingTiming.DEFAULT;
    Duration interval = torrc.interval("V3AuthVotingInterval", otherwise.interval());
    Duration voteDelay = torrc.interval("V3AuthVoteDelay", otherwise.voteDelay());
    Duration distDelay = torrc.interval("V3AuthDistDelay", otherwise.distDelay());
    int valid = torrc.integer("V3AuthNIntervalsValid", otherwise.intervalsValid());
    Rhythm initial =
        new Rhythm(
            torrc.interval("TestingV3AuthInitialVotingInterval", otherwise.initial().interval()),
            torrc.interval("TestingV3AuthInitialVoteDelay", otherwise.initial().voteDelay()),
            torrc.interval("TestingV3AuthInitialDistDelay", otherwise.initial().distDelay()));
    Duration offset = torrc.interval("TestingV3AuthVotingStartOffset", Duration.ZERO);
    check(new Rhythm(interval, voteDelay, distDelay), valid);
    checkInitial(initial);
    Duration shorter = initial.interval().compareTo(interval) < 0 ? initial.interval() : interval;
    if (offset.compareTo(shorter) > 0) {
      throw refused("TestingV3AuthVotingStartOffset", "is longer than the voting interval");
    }
    return new VotingTiming(interval, voteDelay, distDelay, valid, initial, offset);
  }

  private void check(Rhythm rhythm, int intervalsValid) throws CannotStart {
    Duration interval = rhythm.interval();
    if (rhythm.voteDelay().compareTo(MIN_DELAY) < 0) {
      throw refused("V3AuthVoteDelay", "is below 2 seconds");
    }
    if (rhythm.distDelay().compareTo(MIN_DELAY) < 0) {
      throw refused("V3AuthDistDelay", "is below 2 seconds");
    }
    if (rhythm.voteDelay().plus(rhythm.distDelay()).compareTo(interval.dividedBy(2)) >= 0) {
      throw refused(
          "V3AuthVotingInterval", "is not more than twice V3AuthVoteDelay plus V3AuthDistDelay");
    }
    if (intervalsValid < 2) {
      throw refused("V3AuthNIntervalsValid", "is below 2");
    }
    if (interval.compareTo(DAY) > 0) {
      throw refused("V3AuthVotingInterval", "is longer than a day");
    }
    if (interval.compareTo(MIN_INTERVAL) < 0) {
      if (!testing) {
        throw refused("V3AuthVotingInterval", "is below 5 minutes");
      }
      warned("V3AuthVotingInterval", "is so short that authorities may fail to agree");
    } else if (DAY.toSeconds() % interval.toSeconds() != 0) {
      warned("V3AuthVotingInterval", "does not divide a day");
    }
  }

  private void checkInitial(Rhythm rhythm) throws CannotStart {
    Duration interval = rhythm.interval();
    if (interval.compareTo(MIN_INITIAL_INTERVAL) < 0
        || HALF_HOUR.toSeconds() % interval.toSeconds() != 0) {
      throw refused(
          "TestingV3AuthInitialVotingInterval", "is below 5 seconds or does not divide 30 minutes");
    }
    if (rhythm.voteDelay().compareTo(MIN_DELAY) < 0) {
      throw refused("TestingV3AuthInitialVoteDelay", "is below 2 seconds");
    }
    if (rhythm.distDelay().compareTo(MIN_DELAY) < 0) {
      throw refused("TestingV3AuthInitialDistDelay", "is below 2 seconds");
    }
    if (rhythm.voteDelay().plus(rhythm.distDelay()).compareTo(interval) >= 0) {
      throw refused(
          "TestingV3AuthInitialVotingInterval",
          "is not longer than TestingV3AuthInitialVoteDelay plus TestingV3AuthInitialDistDelay");
    }
  }

  /** Names the line of the option, or the option where a default is what does not fit. */
  private CannotStart refused(String name, String what) {
    return torrc
        .last(name)
        .map(line -> line.refused(name + " " + what + "; write another value"))
        .orElseGet(() -> new CannotStart(name + ", by default, " + what + "; set it"));
  }

  private void warned(String name, String what) {
    torrc.last(name).ifPresent(line -> warn.accept(line, name + " " + what));
  }
}
