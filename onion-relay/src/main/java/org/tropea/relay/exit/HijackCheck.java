package org.tropea.relay.exit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.protocol.loop.LoopTask;

/**
 * Finds name servers that give an address to names that do not exist (row X05), by C tor's probes
 * and limits: random names, then a few that exist, a minute or so after the start and twice a day.
 * Confined to its loop.
 */
final class HijackCheck {
  private static final Logger log = LoggerFactory.getLogger(HijackCheck.class);
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int PROBES = 2;
  private static final int MANY_ANSWERS = 5;
  private static final int MANY_QUESTIONS = 10;
  private static final int FAMILIES = 2;
  private static final int FIRST_SECONDS = 60;
  private static final int FIRST_SPREAD = 120;
  private static final int HALF_A_DAY = 12 * 3_600;
  private static final int TEST_SECONDS = 30;

  /** What is put behind random names, and how long these are at least. */
  private static final Map<String, Integer> SUFFIXES =
      Map.of(".invalid", 2, ".test", 2, "", 8, ".com", 8, ".org", 8, ".net", 8);

  private static final int MAX_LENGTH = 16;

  /**
   * What is known of the servers.
   *
   * @param junk addresses that stand for "no such name"
   * @param useless whether they lie about names that exist too
   */
  record Finding(Set<InetAddress> junk, boolean useless) {
    static final Finding NOTHING = new Finding(Set.of(), false);
  }

  private final EventLoop loop;
  private final Function<String, Future<HostAddresses>> lookUp;
  private final List<String> testNames;
  private final SecureRandom random;
  private final Consumer<Finding> listener;
  private final Map<InetAddress, Integer> answers = new HashMap<>();
  private final Set<InetAddress> junk = new HashSet<>();
  private final Set<String> lied = new HashSet<>();
  private Future<?> probing;
  private Future<?> testing;
  private int questions;

  /** A check that has found nothing yet; {@code listener} hears what it finds, on the loop. */
  HijackCheck(
      EventLoop loop,
      Function<String, Future<HostAddresses>> lookUp,
      List<String> testNames,
      SecureRandom random,
      Consumer<Finding> listener) {
    this.loop = loop;
    this.lookUp = lookUp;
    this.testNames = List.copyOf(testNames);
    this.random = random;
    this.listener = listener;
    this.probing = loop.newSucceededFuture(null);
    this.testing = probing;
  }

  /** Goes on until it is closed. Any thread. */
  void start() {
    LoopTask.give(
        loop, () -> probing = later(this::again, FIRST_SECONDS + random.nextInt(FIRST_SPREAD)));
  }

  /** Asks no more. Any thread. */
  void close() {
    LoopTask.give(
        loop,
        () -> {
          probing.cancel(false);
          testing.cancel(false);
        });
  }

  private void again() {
    // First, so that whatever a question comes to is not the end of it.
    probing = later(this::again, HALF_A_DAY + random.nextInt(HALF_A_DAY));
    testing = later(this::test, TEST_SECONDS);
    probe();
  }

  private Future<?> later(Runnable task, int seconds) {
    return loop.schedule(task, seconds, TimeUnit.SECONDS);
  }

  /** Asks for names that do not exist. */
  void probe() {
    for (int i = 0; i < PROBES; i++) {
      SUFFIXES.forEach(
          (suffix, least) ->
              lookUp
                  .apply(name(least) + suffix)
                  .addListener((Future<HostAddresses> answer) -> onAnswer(answer)));
    }
  }

  private String name(int least) {
    StringBuilder name = new StringBuilder();
    for (int left = least + random.nextInt(MAX_LENGTH - least + 1); left > 0; left--) {
      name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return name.toString();
  }

  private void onAnswer(Future<HostAddresses> answer) {
    questions += FAMILIES;
    if (!answer.isSuccess()) {
      return;
    }
    for (InetAddress address : answer.getNow().addresses()) {
      if (answers.merge(address, 1, Integer::sum) > MANY_ANSWERS
          && questions > MANY_QUESTIONS
          && junk.add(address)) {
        log.warn(
            "The name servers give one address to names that do not exist;"
                + " names that lead there are taken for such");
        publish();
      }
    }
  }

  /** Asks for names that exist. */
  void test() {
    for (String name : testNames) {
      lookUp
          .apply(name)
          .addListener(
              (Future<HostAddresses> answer) -> {
                if (answer.isSuccess()
                    && answer.getNow().addresses().stream().anyMatch(junk::contains)) {
                  onLie(name);
                }
              });
    }
  }

  private void onLie(String name) {
    boolean before = isUseless();
    lied.add(name);
    if (isUseless() && !before) {
      log.warn(
          "The name servers lead names that exist to the address they give to those that do not;"
              + " this relay is no exit for now. Give it other name servers.");
      publish();
    }
  }

  private boolean isUseless() {
    return lied.size() > testNames.size() / 2;
  }

  private void publish() {
    listener.accept(new Finding(Set.copyOf(junk), isUseless()));
  }
}
