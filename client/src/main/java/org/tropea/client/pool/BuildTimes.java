package org.tropea.client.pool;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.tropea.directory.network.NetworkParameter;
import org.tropea.directory.network.Parameters;

/**
 * How long circuits took to be built, and how long one may take, as C tor learns it (path-spec
 * 2.4): of the last 1,000 times, of which 100 are enough, a Pareto distribution is made, and the
 * slowest fifth counts as too slow. For one thread.
 */
public final class BuildTimes {
  private static final int MOST = 1000;
  private static final int BIN = 10;
  private static final int SAVED_EACH = 10;

  /** Files that claim more are not believed. */
  private static final int MOST_IN_FILE = 100_000;

  /** C tor's mark of a circuit that was given up. */
  private static final int ABANDONED = Integer.MAX_VALUE - 1;

  private final Random random;
  private final Runnable changed;

  /** In milliseconds, the newest last. */
  private final List<Integer> times = new ArrayList<>();

  /** Whether each of the last circuits that had a first hop was too slow, the newest last. */
  private final List<Boolean> recent = new ArrayList<>();

  private Parameters parameters = Parameters.NONE;
  private double timeout;
  private double close;
  private boolean learned;

  /**
   * Nothing is known.
   *
   * @param random orders what is read from a file
   * @param changed called after every ten times, for a file to be written
   */
  public BuildTimes(SecureRandom random, Runnable changed) {
    this.random = random;
    this.changed = changed;
    timeout = initial();
    close = initial();
  }

  /** Goes by these parameters from now on. */
  public void use(Parameters next) {
    boolean untouched = timeout == initial() && close == initial();
    parameters = next;
    if (untouched) {
      timeout = initial();
      close = initial();
    }
  }

  /** Whether the network has every client wait equally long. */
  private boolean isOff() {
    return parameters.has(NetworkParameter.CBTDISABLED);
  }

  /** Whether enough circuits were built to say how long one takes. */
  public boolean isLearned() {
    return learned && !isOff();
  }

  /** Whether more circuits are wanted, so that it is. */
  boolean isLearning() {
    return !isOff() && times.size() < parameters.get(NetworkParameter.CBTMINCIRCS);
  }

  /** When a circuit is too slow to be used. */
  public Duration timeout() {
    return Duration.ofMillis(Math.round(isOff() ? initial() : timeout));
  }

  /** When it is given up: until then it is built, to know how long it takes. */
  public Duration close() {
    return Duration.ofMillis(Math.round(isOff() ? initial() : close));
  }

  /**
   * A circuit of three hops was built, in time or not, within {@code took}. A time that makes no
   * sense, since the machine slept, is passed by.
   */
  public void built(Duration took) {
    long millis = Math.max(1, took.toMillis());
    if (isOff() || millis > 2 * close + 1000) {
      return;
    }
    add((int) millis);
    if (millis <= timeout) {
      remember(false);
    }
    learn();
  }

  /**
   * A circuit is too slow.
   *
   * @param linked whether its first hop was there
   */
  public void tooSlow(boolean linked) {
    if (isOff()) {
      return;
    }
    if (linked) {
      remember(true);
    }
    if (Collections.frequency(recent, true) >= parameters.get(NetworkParameter.CBTMAXTIMEOUTS)) {
      startAnew();
    }
  }

  /** A circuit was given up. */
  public void givenUp() {
    if (!isOff()) {
      add(ABANDONED);
      learn();
    }
  }

  private void add(int millis) {
    if (times.size() == MOST) {
      times.remove(0);
    }
    times.add(millis);
    if (times.size() % SAVED_EACH == 0) {
      changed.run();
    }
  }

  private void remember(boolean slow) {
    recent.add(slow);
    while (recent.size() > parameters.get(NetworkParameter.CBTRECENTCOUNT)) {
      recent.remove(0);
    }
  }

  /** The network is not what it was: what is known of it misleads. */
  private void startAnew() {
    times.clear();
    recent.clear();
    learned = false;
    if (timeout < initial()) {
      timeout = initial();
      close = initial();
    } else if (Math.max(timeout, close) <= Integer.MAX_VALUE / 2.0) {
      timeout *= 2;
      close *= 2;
    }
  }

  /** Forgets them, and learns anew; until then the last time-out holds, as in C tor. */
  public void forget() {
    times.clear();
    learned = false;
    changed.run();
  }

  private double initial() {
    return parameters.get(NetworkParameter.CBTINITIALTIMEOUT);
  }

  private void learn() {
    if (times.size() < parameters.get(NetworkParameter.CBTMINCIRCS)) {
      return;
    }
    List<Integer> known = times.stream().filter(time -> time != ABANDONED).toList();
    if (known.isEmpty()) {
      startAnew();
      return;
    }
    long mode = mode(known);
    double sum = 0;
    for (int time : known) {
      sum += Math.log((double) Math.max(time, mode));
    }
    double alpha = known.size() / (sum - known.size() * Math.log((double) mode));
    int longest = Collections.max(known);
    timeout = Math.min(quantile(mode, alpha, NetworkParameter.CBTQUANTILE), longest);
    close = Math.min(quantile(mode, alpha, NetworkParameter.CBTCLOSEQUANTILE), 2.0 * longest);
    close = Math.max(close, initial());
    timeout = Math.max(timeout, parameters.get(NetworkParameter.CBTMINTIMEOUT));
    learned = true;
  }

  /** Where the curve starts: the mean of the ten most frequent bins, weighted. */
  private long mode(List<Integer> known) {
    int[] bins = histogram(known);
    long total = 0;
    long count = 0;
    for (int i = 0; i < parameters.get(NetworkParameter.CBTNUMMODES); i++) {
      int fullest = 0;
      for (int bin = 0; bin < bins.length; bin++) {
        if (bins[bin] > bins[fullest]) {
          fullest = bin;
        }
      }
      count += bins[fullest];
      total += middle(fullest) * bins[fullest];
      bins[fullest] = 0;
    }
    return total / count;
  }

  private static int[] histogram(List<Integer> known) {
    int[] bins = new int[1 + Collections.max(known) / BIN];
    known.forEach(time -> bins[time / BIN]++);
    return bins;
  }

  private static long middle(int bin) {
    return (long) bin * BIN + BIN / 2;
  }

  /** The time within which this part of all circuits is built, in milliseconds. */
  private double quantile(long mode, double alpha, NetworkParameter percent) {
    double left = Math.pow(1 - parameters.get(percent) / 100.0, 1 / alpha);
    return left > 0 ? Math.min(mode / left, Integer.MAX_VALUE) : Integer.MAX_VALUE;
  }

  /** The values of the state file's {@code CircuitBuildTimeBin} lines. */
  public List<String> bins() {
    List<Integer> known = times.stream().filter(time -> time != ABANDONED).toList();
    List<String> lines = new ArrayList<>();
    if (!known.isEmpty()) {
      int[] bins = histogram(known);
      for (int bin = 0; bin < bins.length; bin++) {
        if (bins[bin] > 0) {
          lines.add(middle(bin) + " " + bins[bin]);
        }
      }
    }
    return lines;
  }

  /** Of its {@code TotalBuildTimes} line. */
  public int total() {
    return times.size();
  }

  /** Of its {@code CircuitBuildAbandonedCount} line. */
  public int abandoned() {
    return Collections.frequency(times, ABANDONED);
  }

  /**
   * Takes over what a state file says.
   *
   * @return whether it makes sense; if not, nothing is taken over
   */
  public boolean restore(List<String> bins, int total, int abandoned) {
    if (total < 0 || total > MOST_IN_FILE) {
      return false;
    }
    List<Integer> all = new ArrayList<>();
    for (String line : bins) {
      String[] words = line.split(" +", -1);
      long time = words.length < 2 ? 0 : number(words[0]);
      long count = words.length < 2 ? 0 : number(words[1]);
      if (time <= 0 || time >= ABANDONED || count <= 0 || all.size() + count > total) {
        return false;
      }
      all.addAll(Collections.nCopies((int) count, (int) time));
    }
    if (abandoned < 0 || (long) all.size() + abandoned != total) {
      return false;
    }
    all.addAll(Collections.nCopies(abandoned, ABANDONED));
    // Their order is not kept; whichever are forgotten first, it is no matter of their length.
    Collections.shuffle(all, random);
    all.subList(0, Math.min(all.size(), MOST)).forEach(this::add);
    learn();
    return true;
  }

  /** -1 for what is no number. */
  private static long number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
