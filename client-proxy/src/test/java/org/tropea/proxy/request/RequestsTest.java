package org.tropea.proxy.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.Mockito.verify;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.client.AddressFamily;
import org.tropea.client.ConnectFailure;
import org.tropea.client.ConnectFailure.Kind;
import org.tropea.client.Lookup;
import org.tropea.client.OptimisticData;
import org.tropea.client.Target;
import org.tropea.client.pool.Isolation;
import org.tropea.client.pool.Isolation.By;
import org.tropea.protocol.linkspec.IpAddress;
import org.tropea.protocol.message.Answer;
import org.tropea.proxy.address.AddressMap;
import org.tropea.proxy.address.AddressRule;
import org.tropea.proxy.request.PortRules.Manners;
import org.tropea.proxy.request.PortRules.Reach;
import org.tropea.proxy.request.Program.Protocol;
import org.tropea.proxy.request.Requests.Grouping;

/** Rows S03, S05, S06, S11 and S12: what is asked for, by whom, and what is refused. */
class RequestsTest {
  private static final String ONION =
      "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion";
  private static final Program PROGRAM =
      new Program(Protocol.SOCKS5, "127.0.0.1", List.of("user", "password"));

  private final ProgramChannel channel = new ProgramChannel();
  private final FakeClient network = new FakeClient(channel);

  @ParameterizedTest
  @CsvSource({
    "true, true, false, ANY", "true, true, true, ANY_IPV6_FIRST",
    "true, false, true, IPV4", "false, true, false, IPV6"
  })
  void families_areTheListeners(boolean ipv4, boolean ipv6, boolean first, AddressFamily family) {
    Requests requests = requests(new Reach(ipv4, ipv6, first, true, true));
    assertThat(connect(requests, "a.example", 80).isDone()).isFalse();
    assertThat(network.targets).containsExactly(new Target("a.example", 80, family));
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, true, true, false, true",
    "93.184.216.34, false, true, true, true",
    "2606:2800::1, true, false, true, true",
    "a.example, false, false, false, true",
    ONION + ", true, true, true, false"
  })
  void hosts_thatFlagsForbid_areRefused(
      String host, boolean ipv4, boolean ipv6, boolean names, boolean onion) {
    Requests requests = requests(new Reach(ipv4, ipv6, false, names, onion));
    assertThat(kind(connect(requests, host, 80))).isEqualTo(Kind.FORBIDDEN);
    assertThat(network.targets).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, 0, MISUSE",
    "www.a.exit, 80, MISUSE",
    "a b, 80, MISUSE",
    "10.0.0.1, 80, INTERNAL_ADDRESS",
    "localhost, 80, INTERNAL_ADDRESS",
    "x.onion, 80, ONION_ADDRESS",
    "expyuzz4wqqyqhjn.onion, 80, ONION_ADDRESS",
    "3gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion, 80, ONION_ADDRESS",
    "127.200.1.2, 80, LOCAL"
  })
  void targets_thatCannotBe_areRefused(String host, int port, Kind kind) {
    Future<?> refused = connect(network.requests(), host, port);
    assertThat(kind(refused)).isEqualTo(kind);
    assertThat(refused.cause().getMessage()).doesNotContain(host);
    assertThat(network.targets).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {ONION, "www." + ONION})
  void onionService_isAskedForByItsName(String host) {
    assertThat(connect(network.requests(), host, 80).isDone()).isFalse();
    assertThat(network.targets).hasSize(1);
    assertThat(network.targets.get(0).host()).isEqualTo(host);
  }

  @Test
  void plaintextPorts_areWarnedOf_orRefused() {
    Caution caution = new Caution(p -> true, false, false, Set.of(23, 25), Set.of(25), true);
    Requests requests = network.requests(PortRules.USUAL, caution, AddressMap.Settings.USUAL);
    assertThat(connect(requests, "a.example", 23).isDone()).isFalse();
    assertThat(kind(connect(requests, "a.example", 25))).isEqualTo(Kind.FORBIDDEN);
    verify(network.log).warn(contains("not encrypted"), any(Object[].class));
  }

  @Test
  void isolation_withoutFlags_isByAddressLoginAndListener() {
    assertThat(connect(network.requests(), "a.example", 80).isDone()).isFalse();
    Isolation isolation = network.isolations.get(0);
    assertThat(isolation.by())
        .containsExactlyInAnyOrder(By.CLIENT_ADDRESS, By.LOGIN, By.SESSION_GROUP);
    assertThat(isolation.fact(By.CLIENT_ADDRESS)).containsExactly("127.0.0.1");
    assertThat(isolation.fact(By.LOGIN)).containsExactly("user", "password");
    assertThat(isolation.fact(By.SESSION_GROUP)).containsExactly("listener");
    assertThat(isolation.lasting()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(By.class)
  void isolation_byEachKind_tellsProgramsApartThatDifferInIt(By kind) {
    PortRules rules = new PortRules(EnumSet.of(kind), -1, Reach.ALL, Manners.USUAL);
    Requests requests = network.requests(rules, Caution.USUAL, AddressMap.Settings.USUAL);
    ask(requests, PROGRAM, "a.example", 80);
    ask(requests, new Program(Protocol.SOCKS5, "127.0.0.2", PROGRAM.login()), "a.example", 80);
    ask(requests, PROGRAM.with(Protocol.SOCKS5, List.of("other", "")), "a.example", 80);
    ask(requests, PROGRAM.with(Protocol.HTTP, PROGRAM.login()), "a.example", 80);
    ask(requests, PROGRAM, "b.example", 80);
    ask(requests, PROGRAM, "A.Example", 443);
    List<By> order =
        List.of(
            By.CLIENT_ADDRESS,
            By.LOGIN,
            By.CLIENT_PROTOCOL,
            By.DESTINATION_ADDRESS,
            By.DESTINATION_PORT);
    Isolation first = network.isolations.get(0);
    for (int i = 0; i < order.size(); i++) {
      assertThat(network.isolations.get(i + 1).equals(first))
          .as("another %s, kept apart by %s", order.get(i), kind)
          .isEqualTo(order.get(i) != kind);
    }
  }

  @Test
  void group_notesWhatAnyListenerOfIt_isKeptApartBy() {
    PortRules byPort = new PortRules(EnumSet.of(By.DESTINATION_PORT), 5, Reach.ALL, Manners.USUAL);
    PortRules usual = new PortRules(PortRules.USUAL.apart(), 5, Reach.ALL, Manners.USUAL);
    assertThat(Grouping.among("5", List.of(byPort, usual)).noted())
        .containsExactlyInAnyOrder(
            By.DESTINATION_PORT, By.CLIENT_ADDRESS, By.LOGIN, By.SESSION_GROUP);
  }

  @Test
  void lastingLogins_areThoseThatSaySomething() {
    PortRules rules =
        new PortRules(
            PortRules.USUAL.apart(), -1, Reach.ALL, new Manners(false, false, true, true));
    Requests requests = network.requests(rules, Caution.USUAL, AddressMap.Settings.USUAL);
    ask(requests, PROGRAM, "a.example", 80);
    ask(requests, PROGRAM.with(Protocol.SOCKS5, List.of()), "a.example", 80);
    assertThat(network.isolations).extracting(Isolation::lasting).containsExactly(true, false);
  }

  @Test
  void rules_areAppliedBeforeAnythingIsChecked() {
    Requests requests = mapping("10.0.0.1", "b.example");
    assertThat(connect(requests, "10.0.0.1", 80).isDone()).isFalse();
    assertThat(network.targets).containsExactly(new Target("b.example", 80));
    assertThat(requests.isMapped("10.0.0.1")).isTrue();
    assertThat(requests.isMapped("b.example")).isFalse();
  }

  @Test
  void virtualAddress_leadsToTheNameItStandsFor() {
    AddressMap.Settings usual = AddressMap.Settings.USUAL;
    Requests requests =
        network.requests(
            PortRules.USUAL,
            Caution.USUAL,
            new AddressMap.Settings(List.of(), List.of(".example"), usual.ipv4(), usual.ipv6()));
    InetAddress ipv6 = address(requests.resolve(PROGRAM, "www.example", 0));
    InetAddress ipv4 =
        address(requests.resolve(PROGRAM.with(Protocol.SOCKS4, List.of()), "WWW.example", 0));
    assertThat(usual.ipv6().contains(ipv6)).isTrue();
    assertThat(usual.ipv4().contains(ipv4)).isTrue();
    assertThat(network.lookups).isEmpty();
    assertThat(connect(requests, NetUtil.toAddressString(ipv4), 80).isDone()).isFalse();
    assertThat(network.targets).containsExactly(new Target("www.example", 80));
    assertThat(requests.resolve(PROGRAM, "other.com", 0).isDone()).isFalse();
    assertThat(network.lookups).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.onion", "a.exit", "a b"})
  void lookups_thatNoExitMaySee_areRefused(String host) {
    assertThat(network.requests().resolve(PROGRAM, host, 0).isSuccess()).isFalse();
    assertThat(network.lookups).isEmpty();
  }

  @Test
  void lookups_areThoseOfTheListenersFamilies() {
    Requests requests = requests(new Reach(false, true, false, true, true));
    assertThat(requests.resolve(PROGRAM, "a.example", 0).isDone()).isFalse();
    assertThat(requests.reverse(PROGRAM, address("2606:2800::1"), 0).isDone()).isFalse();
    assertThat(kind(requests.reverse(PROGRAM, address("93.184.216.34"), 0)))
        .isEqualTo(Kind.FORBIDDEN);
    assertThat(network.lookups)
        .containsExactly(
            new Lookup.Forward("a.example", AddressFamily.IPV6),
            new Lookup.Reverse(address("2606:2800::1")));
  }

  private Requests requests(Reach reach) {
    PortRules rules = new PortRules(PortRules.USUAL.apart(), -1, reach, Manners.USUAL);
    return network.requests(rules, Caution.USUAL, AddressMap.Settings.USUAL);
  }

  private Requests mapping(String from, String to) {
    AddressMap.Settings usual = AddressMap.Settings.USUAL;
    return network.requests(
        PortRules.USUAL,
        Caution.USUAL,
        new AddressMap.Settings(
            List.of(AddressRule.of(from, to)), List.of(), usual.ipv4(), usual.ipv6()));
  }

  private static Future<?> connect(Requests requests, String host, int port) {
    return requests.connect(PROGRAM, host, port, new OptimisticData());
  }

  private static void ask(Requests requests, Program program, String host, int port) {
    assertThat(requests.connect(program, host, port, new OptimisticData()).isDone()).isFalse();
  }

  private static Kind kind(Future<?> failed) {
    return ((ConnectFailure) failed.cause()).kind();
  }

  private static InetAddress address(Future<Optional<Answer>> found) {
    return IpAddress.of(found.getNow().orElseThrow().value().toByteArray());
  }

  private static InetAddress address(String text) {
    return IpAddress.of(NetUtil.createByteArrayFromIpAddressString(text));
  }
}
