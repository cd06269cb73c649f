package org.tropea.directory.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.crypto.tink.util.Bytes;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tropea.directory.document.ConsensusText;
import org.tropea.directory.document.Microdescriptor;

/**
 * A client's week, rows P01 to P03: what it asks for, and whom, beside what C tor's rules give for
 * the same week of the same network.
 */
class PoliteWeekTest extends ScriptedBootstrap {
  private static final Duration WEEK = Duration.ofDays(6);
  private static final int NETWORK = 1_000;

  /** Relays that change their keys, or come and go, in an hour: 1.5 %, and twice 0.5 %. */
  private static final double CHANGED = 0.015;

  private static final double MOVED = 0.005;

  /** How long after its start caches have a consensus. */
  private static final Duration AT_CACHES = Duration.ofMinutes(10);

  private final Random random = new Random(11);
  private final Map<Integer, Integer> keys = new HashMap<>();
  private final List<Map<Integer, Integer>> hours = new ArrayList<>();
  private final Map<Bytes, Microdescriptor> made = new HashMap<>();
  private final Set<Bytes> held = new HashSet<>();
  private final List<Instant> consensusesAt = new ArrayList<>();
  private int microdescriptorRequests;
  private int microdescriptorRequestsOfCtor;
  private int others;
  private int authorities;

  @Test
  void requests_ofAWeek_areAsManyAsOfCtor() throws Exception {
    makeNetwork();
    start();
    Instant end = now.plus(WEEK);
    while (now.isBefore(end)) {
      answerAll();
      pass(Duration.ofMinutes(1));
    }
    assertThat(failures).isEmpty();
    assertThat(others).as("key certificates, once").isEqualTo(1);
    assertThat(authorities)
        .as("asked of authorities: the first consensus and the certificates, no cache being known")
        .isLessThanOrEqualTo(2 + 3);
    assertThat(microdescriptorRequests).isEqualTo(microdescriptorRequestsOfCtor);
    double expected = consensusesOfCtor();
    assertThat((double) consensusesAt.size())
        .as("consensuses, by C tor's rule %s", expected)
        .isBetween(expected * 0.85, expected * 1.15);
    for (int i = 1; i < consensusesAt.size(); i++) {
      assertThat(Duration.between(consensusesAt.get(i - 1), consensusesAt.get(i)))
          .isGreaterThan(Duration.ofMinutes(30));
    }
    assertThat(networks.get(networks.size() - 1).relays()).hasSize(NETWORK);
  }

  private void answerAll() throws Exception {
    for (int i = 0; i < asked.size(); i++) {
      if (!asked.get(i).answer().isDone()) {
        answerOne(asked.get(i));
      }
    }
  }

  private void answerOne(Asked each) throws Exception {
    String path = each.request().path();
    if (each.source().onionKey() == null) {
      authorities++;
    }
    byte[] body;
    if (path.contains("consensus-microdesc")) {
      consensusesAt.add(now);
      body = newest();
    } else if (path.startsWith("/tor/micro/d/")) {
      microdescriptorRequests++;
      body = microdescriptors(path);
    } else {
      others++;
      body = certificates(ONE, TWO, THREE);
    }
    each.answer().setSuccess(new DirectoryResponse.Found(Bytes.copyFrom(body)));
    loop.runPendingTasks();
  }

  /** The newest consensus that caches have; counts what C tor asks for once it has it. */
  private byte[] newest() throws Exception {
    Instant start = now.minus(AT_CACHES).truncatedTo(ChronoUnit.HOURS);
    int hour = (int) Duration.between(ConsensusText.VALID_AFTER, start).toHours();
    ConsensusText next = new ConsensusText(start, ONE, TWO, THREE);
    int missing = 0;
    for (Map.Entry<Integer, Integer> relay : new TreeMap<>(hours.get(hour)).entrySet()) {
      Microdescriptor microdescriptor = made(relay.getKey(), relay.getValue());
      missing += held.add(microdescriptor.digest()) ? 1 : 0;
      next.relay(relay.getKey(), microdescriptor.digest(), FLAGS, "Bandwidth=10");
    }
    if (missing > 0) {
      int each = Math.min(500, Math.max(32, (missing + 2) / 3));
      microdescriptorRequestsOfCtor += (missing + each - 1) / each;
    }
    return next.signed();
  }

  private byte[] microdescriptors(String path) {
    List<Microdescriptor> found = new ArrayList<>();
    String digests = path.substring("/tor/micro/d/".length(), path.length() - ".z".length());
    for (String digest : List.of(digests.split("-"))) {
      found.add(made.get(Bytes.copyFrom(Base64.getDecoder().decode(digest))));
    }
    return documents(found);
  }

  private void makeNetwork() {
    int next = 0;
    while (next < NETWORK) {
      keys.put(next++, 0);
    }
    for (int hour = 0; hour <= WEEK.toHours(); hour++) {
      for (int relay : List.copyOf(keys.keySet())) {
        double chance = random.nextDouble();
        if (chance < CHANGED) {
          keys.merge(relay, 1, Integer::sum);
        } else if (chance < CHANGED + MOVED) {
          keys.remove(relay);
          keys.put(next++, 0);
        }
      }
      hours.add(Map.copyOf(keys));
    }
  }

  private Microdescriptor made(int relay, int key) throws Exception {
    byte[] bytes = ByteBuffer.allocate(32).putInt(relay).putInt(key).put(8, (byte) 1).array();
    Microdescriptor one =
        Microdescriptor.read(
            ("onion-key\nntor-onion-key " + base64(Bytes.copyFrom(bytes)) + "\np accept 1-65535\n")
                .getBytes(US_ASCII));
    made.put(one.digest(), one);
    return one;
  }

  /**
   * How many consensuses C tor asks for in the mean, by {@code
   * update_consensus_networkstatus_fetch_time_impl}: each at random in seven eighths of what is
   * left behind three quarters of an hour past its freshness.
   */
  private double consensusesOfCtor() {
    int rounds = 300;
    long count = 0;
    for (int round = 0; round < rounds; round++) {
      long second = Duration.ofMinutes(10).toSeconds();
      while (second < WEEK.toSeconds()) {
        count++;
        long validAfter = (second - AT_CACHES.toSeconds()) / 3600 * 3600;
        long start = validAfter + 3600 + 2700;
        second = start + random.nextInt((int) ((validAfter + 3 * 3600 - start) * 7 / 8));
      }
    }
    return (double) count / rounds;
  }
}
