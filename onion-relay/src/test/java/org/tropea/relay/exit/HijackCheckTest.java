package org.tropea.relay.exit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tropea.protocol.loop.FakeLoop;
import org.tropea.protocol.loop.FakeLoops;
import org.tropea.relay.exit.HijackCheck.Finding;

/** Row X05, case exit-22: name servers that have an answer to everything. */
class HijackCheckTest {
  private static final List<String> TEST_NAMES = List.of("a.example", "b.example", "c.example");

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final InetAddress junk = address(1);
  private final List<String> asked = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static InetAddress address(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, (byte) last});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** Probes, and asks for the names that exist, with a server that answers so. */
  private void check(Function<String, List<InetAddress>> server) throws Exception {
    HijackCheck check =
        new HijackCheck(
            loop,
            name -> {
              asked.add(name);
              List<InetAddress> addresses = server.apply(name);
              return addresses.isEmpty()
                  ? loop.newFailedFuture(new UnknownHostException())
                  : loop.newSucceededFuture(new HostAddresses(addresses, 60, 60));
            },
            TEST_NAMES,
            new SecureRandom(),
            findings::add);
    run(check::probe);
    run(check::test);
  }

  @Test
  void check_thatIsClosed_asksNoMore() {
    FakeLoops loops = new FakeLoops();
    FakeLoop own = loops.loop();
    HijackCheck check =
        new HijackCheck(
            own,
            name -> {
              asked.add(name);
              return own.newFailedFuture(new UnknownHostException());
            },
            TEST_NAMES,
            new SecureRandom(),
            findings::add);
    check.start();
    loops.run();
    loops.advance(Duration.ofMinutes(3));
    assertThat(asked).as("the first probes").hasSize(12);

    check.close();
    loops.run();
    loops.advance(Duration.ofDays(2));

    assertThat(asked).hasSize(12);
  }

  private void run(Runnable task) throws Exception {
    Future<?> done = loop.submit(task);
    done.sync();
    // Behind the listeners, which the loop calls after the task.
    loop.submit(() -> {}).sync();
  }

  private static boolean exists(String name) {
    return TEST_NAMES.contains(name);
  }

  @Test
  void servers_thatTellTheTruth_areBelieved() throws Exception {
    check(name -> exists(name) ? List.of(junk) : List.of());
    assertThat(findings).isEmpty();
    assertThat(asked).hasSize(12 + TEST_NAMES.size());
    assertThat(asked.subList(0, 12)).doesNotHaveDuplicates();
    assertThat(asked.subList(0, 12)).allMatch(name -> name.matches("[a-z2-7]{2,16}(\\.[a-z]+)?"));
  }

  @Test
  void address_ofEveryNameThatDoesNotExist_isJunk() throws Exception {
    check(name -> exists(name) ? List.of(address(2)) : List.of(junk));
    assertThat(findings).containsExactly(new Finding(Set.of(junk), false));
  }

  @Test
  void address_ofAFewNamesThatDoNotExist_isNone() throws Exception {
    check(name -> name.endsWith(".com") ? List.of(junk) : List.of());
    assertThat(findings).isEmpty();
  }

  @Test
  void servers_thatLeadEverybodyToOneAddress_areOfNoUse() throws Exception {
    check(name -> List.of(junk));
    assertThat(findings).last().isEqualTo(new Finding(Set.of(junk), true));
  }

  @Test
  void servers_thatLieAboutHalfOfTheNamesThatExist_areOfUseStill() throws Exception {
    check(
        name ->
            name.equals("a.example") ? List.of(junk) : exists(name) ? List.of() : List.of(junk));
    assertThat(findings).containsExactly(new Finding(Set.of(junk), false));
  }
}
