package org.tropea.command;

import java.time.Duration;
import java.util.function.BiConsumer;
import org.tropea.authority.VotingTiming;
import org.tropea.authority.VotingTiming.Rhythm;
import org.tropea.configuration.Option;
import org.tropea.configuration.OptionException;
import org.tropea.configuration.OptionType;
import org.tropea.configuration.Torrc;
import org.tropea.configuration.TorrcLine;

/** Reads when an authority votes, with C tor's defaults and limits (dirauth_config.c). */
final class VotingOptions {
  private static final Duration MIN_DELAY = Duration.ofSeconds(2);
  private static final Duration MIN_INTERVAL = Duration.ofMinutes(5);
  private static final Duration MIN_INITIAL_INTERVAL = Duration.ofSeconds(5);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HALF_HOUR = Duration.ofMinutes(30);
  static final Option<Duration> INTERVAL = Option.of("V3AuthVotingInterval", OptionType.INTERVAL);
  static final Option<Duration> VOTE_DELAY = Option.of("V3AuthVoteDelay", OptionType.INTERVAL);
  static final Option<Duration> DIST_DELAY = Option.of("V3AuthDistDelay", OptionType.INTERVAL);
  static final Option<Integer> INTERVALS_VALID =
      Option.of("V3AuthNIntervalsValid", OptionType.INTEGER);
  static final Option<Duration> INITIAL_INTERVAL =
      Option.of("TestingV3AuthInitialVotingInterval", OptionType.INTERVAL);
  static final Option<Duration> INITIAL_VOTE_DELAY =
      Option.of("TestingV3AuthInitialVoteDelay", OptionType.INTERVAL);
  static final Option<Duration> INITIAL_DIST_DELAY =
      Option.of("TestingV3AuthInitialDistDelay", OptionType.INTERVAL);
  static final Option<Duration> START_OFFSET =
      Option.of("TestingV3AuthVotingStartOffset", OptionType.INTERVAL);

  private final Torrc torrc;
  private final BiConsumer<TorrcLine, String> warn;

  private VotingOptions(Torrc torrc, BiConsumer<TorrcLine, String> warn) {
    this.torrc = torrc;
    this.warn = warn;
  }

  /** The timing that {@code torrc} asks for. */
  static VotingTiming read(Torrc torrc, BiConsumer<TorrcLine, String> warn) throws OptionException {
    return new VotingOptions(torrc, warn).timing();
  }

  private VotingTiming timing() throws OptionException {
    Duration interval = torrc.value(INTERVAL);
    Duration voteDelay = torrc.value(VOTE_DELAY);
    Duration distDelay = torrc.value(DIST_DELAY);
    int valid = torrc.value(INTERVALS_VALID);
    Rhythm initial =
        new Rhythm(
            torrc.value(INITIAL_INTERVAL),
            torrc.value(INITIAL_VOTE_DELAY),
            torrc.value(INITIAL_DIST_DELAY));
    Duration offset = torrc.value(START_OFFSET);
    check(new Rhythm(interval, voteDelay, distDelay), valid);
    checkInitial(initial);
    Duration shorter = initial.interval().compareTo(interval) < 0 ? initial.interval() : interval;
    if (offset.compareTo(shorter) > 0) {
      throw refused(START_OFFSET, "is longer than the voting interval");
    }
    return new VotingTiming(interval, voteDelay, distDelay, valid, initial, offset);
  }

  private void check(Rhythm rhythm, int intervalsValid) throws OptionException {
    Duration interval = rhythm.interval();
    if (rhythm.voteDelay().compareTo(MIN_DELAY) < 0) {
      throw refused(VOTE_DELAY, "is below 2 seconds");
    }
    if (rhythm.distDelay().compareTo(MIN_DELAY) < 0) {
      throw refused(DIST_DELAY, "is below 2 seconds");
    }
    if (rhythm.voteDelay().plus(rhythm.distDelay()).compareTo(interval.dividedBy(2)) >= 0) {
      throw refused(INTERVAL, "is not more than twice V3AuthVoteDelay plus V3AuthDistDelay");
    }
    if (intervalsValid < 2) {
      throw refused(INTERVALS_VALID, "is below 2");
    }
    if (interval.compareTo(DAY) > 0) {
      throw refused(INTERVAL, "is longer than a day");
    }
    if (interval.compareTo(MIN_INTERVAL) < 0) {
      if (!torrc.isTesting()) {
        throw refused(INTERVAL, "is below 5 minutes");
      }
      warned(INTERVAL, "is so short that authorities may fail to agree");
    } else if (DAY.toSeconds() % interval.toSeconds() != 0) {
      warned(INTERVAL, "does not divide a day");
    }
  }

  private void checkInitial(Rhythm rhythm) throws OptionException {
    Duration interval = rhythm.interval();
    if (interval.compareTo(MIN_INITIAL_INTERVAL) < 0
        || HALF_HOUR.toSeconds() % interval.toSeconds() != 0) {
      throw refused(INITIAL_INTERVAL, "is below 5 seconds or does not divide 30 minutes");
    }
    if (rhythm.voteDelay().compareTo(MIN_DELAY) < 0) {
      throw refused(INITIAL_VOTE_DELAY, "is below 2 seconds");
    }
    if (rhythm.distDelay().compareTo(MIN_DELAY) < 0) {
      throw refused(INITIAL_DIST_DELAY, "is below 2 seconds");
    }
    if (rhythm.voteDelay().plus(rhythm.distDelay()).compareTo(interval) >= 0) {
      throw refused(
          INITIAL_INTERVAL,
          "is not longer than TestingV3AuthInitialVoteDelay plus TestingV3AuthInitialDistDelay");
    }
  }

  /** Names the line of the option, or the option where a default is what does not fit. */
  private OptionException refused(Option<?> option, String what) {
    return torrc
        .line(option)
        .map(line -> line.refused(option.name() + " " + what + "; write another value"))
        .orElseGet(() -> new OptionException(option.name() + ", by default, " + what + "; set it"));
  }

  private void warned(Option<?> option, String what) {
    torrc.line(option).ifPresent(line -> warn.accept(line, option.name() + " " + what));
  }
}
