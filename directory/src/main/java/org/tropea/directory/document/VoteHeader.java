package org.tropea.directory.document;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tropea.directory.text.IsoTime;

/**
 * What a vote says of the network as a whole (dir-spec 3.4.1). Immutable.
 *
 * @param methods the consensus methods it supports, ascending
 * @param flagThresholds how it gives out flags, for people to read
 * @param parameters by name, as they stand
 * @param bandwidthFile by what relays were measured
 */
public record VoteHeader(
    SortedSet<Integer> methods,
    Instant published,
    Lifetime lifetime,
    VotingDelay delay,
    VoteAdvice advice,
    List<String> knownFlags,
    String flagThresholds,
    Map<String, Integer> parameters,
    BandwidthFileLines bandwidthFile,
    SharedRandomness randomness) {
  /** Keeps its own copies. */
  public VoteHeader {
    methods = Collections.unmodifiableSortedSet(new TreeSet<>(methods));
    knownFlags = List.copyOf(knownFlags);
    parameters = Map.copyOf(parameters);
  }

  /** Writes all lines up to {@code bandwidth-file-digest}. */
  void write(StringBuilder text) {
    text.append("network-status-version 3\nvote-status vote\nconsensus-methods ");
    text.append(methods.stream().map(String::valueOf).collect(Collectors.joining(" ")));
    text.append("\npublished ").append(IsoTime.write(published)).append('\n');
    lifetime.write(text);
    text.append("voting-delay ").append(delay.voteSeconds());
    text.append(' ').append(delay.distSeconds()).append('\n');
    advice.write(text);
    text.append("known-flags ").append(String.join(" ", knownFlags)).append('\n');
    text.append("flag-thresholds ").append(flagThresholds).append('\n');
    text.append("params ").append(pairs(parameters)).append('\n');
    bandwidthFile.write(text);
  }

  /** {@code name=value} of each, sorted as a whole, as C tor sorts them and demands it. */
  public static String pairs(Map<String, Integer> values) {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .sorted()
        .collect(Collectors.joining(" "));
  }
}
