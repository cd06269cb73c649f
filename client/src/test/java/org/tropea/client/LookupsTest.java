package org.tropea.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.google.crypto.tink.util.Bytes;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.client.pool.CircuitPool;
import org.tropea.client.pool.Isolation;
import org.tropea.client.pool.PooledCircuit;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.circuit.OriginStreams;
import org.tropea.protocol.linkspec.IpAddress;
import org.tropea.protocol.message.Answer;
import org.tropea.protocol.message.EndReason;
import org.tropea.protocol.message.Resolve;
import org.tropea.protocol.message.Resolved;
import org.tropea.protocol.message.StreamException;

/** Rows S02 and S12: what exits are asked to look up, and what of their answers is believed. */
class LookupsTest {
  private static final String IPV4 = "93.184.216.34";
  private static final String IPV6 = "2606:2800:220:1::1";

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final EventLoop loop = channel.eventLoop();
  private final CircuitPool pool = mock(CircuitPool.class);
  private final PooledCircuit pooled = mock(PooledCircuit.class);
  private final List<Resolve> questions = new ArrayList<>();
  private final List<Promise<Resolved>> answers = new ArrayList<>();
  private final Lookups lookups = new Lookups(loop, pool, InternalAddresses.REFUSED);

  @BeforeEach
  void circuits() throws StreamException {
    channel.freezeTime();
    OriginCircuit circuit = mock(OriginCircuit.class);
    OriginStreams carried = mock(OriginStreams.class);
    when(pooled.circuit()).thenReturn(circuit);
    when(circuit.streams()).thenReturn(carried);
    when(pooled.behindFirst()).thenReturn(List.of());
    when(pool.take(any())).thenAnswer(call -> loop.newSucceededFuture(pooled));
    when(carried.resolve(any()))
        .thenAnswer(
            call -> {
              questions.add(call.getArgument(0));
              Promise<Resolved> answer = loop.newPromise();
              answers.add(answer);
              return answer;
            });
  }

  @ParameterizedTest
  @CsvSource({
    "ANY, 93.184.216.34",
    "IPV4, 93.184.216.34",
    "IPV6, 2606:2800:220:1::1",
    "ANY_IPV6_FIRST, 2606:2800:220:1::1"
  })
  void forward_givesTheAddressThatIsWanted(AddressFamily wanted, String expected) {
    Future<Optional<Answer>> found = forward("example.com", wanted);
    assertThat(questions).containsExactly(new Resolve("example.com"));
    answer(Answer.of(address(IPV6), 60), Answer.of(address(IPV4), 70));
    assertThat(found.getNow().orElseThrow().address()).isEqualTo(address(expected));
  }

  @Test
  void forward_withoutAnAddressOfThatFamily_isEmpty() {
    Future<Optional<Answer>> found = forward("example.com", AddressFamily.IPV6);
    answer(Answer.of(address(IPV4), 70));
    assertThat(found.getNow()).isEmpty();
  }

  @Test
  void forward_ofAnAddress_asksNobody() {
    Future<Optional<Answer>> found = forward(IPV4, AddressFamily.ANY);
    assertThat(found.getNow().orElseThrow().address()).isEqualTo(address(IPV4));
    verify(pool, never()).take(any());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.onion", "www.example.exit", "a b", "-a.example", ""})
  void forward_ofWhatNoExitMaySee_asksNobody(String host) {
    assertThat(kind(forward(host, AddressFamily.ANY))).isEqualTo(ConnectFailure.Kind.MISUSE);
    verify(pool, never()).take(any());
  }

  @Test
  void internalAnswers_arePassedOver() {
    Future<Optional<Answer>> found = forward("example.com", AddressFamily.ANY);
    answer(Answer.of(address("10.1.2.3"), 60), Answer.of(address(IPV6), 60));
    assertThat(found.getNow().orElseThrow().address()).isEqualTo(address(IPV6));
    Future<Optional<Answer>> lost = forward("example.com", AddressFamily.ANY);
    answer(Answer.of(address("10.1.2.3"), 60));
    assertThat(kind(lost)).isEqualTo(ConnectFailure.Kind.TOR_NETWORK);
  }

  @ParameterizedTest
  @CsvSource({"241, DESTINATION", "240, TOR_NETWORK"})
  void error_isFinal_orMayPass(int type, ConnectFailure.Kind kind) {
    Future<Optional<Answer>> found = forward("example.com", AddressFamily.ANY);
    answer(new Answer(type, Bytes.copyFrom(new byte[0]), 60));
    assertThat(kind(found)).isEqualTo(kind);
    assertThat(((ConnectFailure) found.cause()).endReason()).isEqualTo(EndReason.RESOLVE_FAILED);
    assertThat(questions).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "93.184.216.34, 34.216.184.93.in-addr.arpa",
    "2606:2800:220:1::1, "
        + "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.0.0.0.2.2.0.0.0.8.2.6.0.6.2.ip6.arpa"
  })
  void reverse_asksUnderTheNameOfTheAddress(String address, String name) {
    Future<Optional<Answer>> found = lookups.resolve(reverse(address), Isolation.NONE);
    assertThat(questions).containsExactly(new Resolve(name));
    answer(Answer.of("host.example", 60));
    assertThat(found.getNow().orElseThrow().host()).isEqualTo("host.example");
  }

  @Test
  void reverse_ofAPrivateAddress_asksNobody() {
    assertThat(kind(lookups.resolve(reverse("192.168.1.1"), Isolation.NONE)))
        .isEqualTo(ConnectFailure.Kind.DESTINATION);
    verify(pool, never()).take(any());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a..b", "-a.example", "1.2.3.4", "a/b", "(){_;}"})
  void reverse_toWhatIsNoName_findsNothing(String name) {
    Future<Optional<Answer>> found = lookups.resolve(reverse(IPV4), Isolation.NONE);
    answer(Answer.of(name, 60));
    assertThat(kind(found)).isEqualTo(ConnectFailure.Kind.DESTINATION);
  }

  @Test
  void end_isTriedOnTwoOtherCircuits() {
    Future<Optional<Answer>> found = forward("example.com", AddressFamily.ANY);
    for (int i = 0; i < 3; i++) {
      assertThat(found.isDone()).isFalse();
      answers.get(i).setFailure(new StreamException(EndReason.RESOURCE_LIMIT, "no"));
    }
    assertThat(kind(found)).isEqualTo(ConnectFailure.Kind.TOR_NETWORK);
    verify(pool, times(2)).retire(pooled);
  }

  @Test
  void silence_isTriedOnAnotherCircuit() {
    Future<Optional<Answer>> found = forward("example.com", AddressFamily.ANY);
    channel.advanceTimeBy(9, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(answers.get(0).isCancelled()).isTrue();
    answer(Answer.of(address(IPV4), 60));
    assertThat(found.isSuccess()).isTrue();
    assertThat(questions).hasSize(2);
  }

  @Test
  void cancel_abandonsTheQuestion() {
    Future<Optional<Answer>> found = forward("example.com", AddressFamily.ANY);
    found.cancel(false);
    assertThat(answers.get(0).isCancelled()).isTrue();
    assertThat(questions).hasSize(1);
  }

  @Test
  void cancel_whileWaitingForACircuit_givesUpThePlace() {
    Promise<PooledCircuit> place = loop.newPromise();
    when(pool.take(any())).thenReturn(place);
    forward("example.com", AddressFamily.ANY).cancel(false);
    assertThat(place.isCancelled()).isTrue();
  }

  private Future<Optional<Answer>> forward(String host, AddressFamily wanted) {
    return lookups.resolve(new Lookup.Forward(host, wanted), Isolation.NONE);
  }

  private static Lookup reverse(String address) {
    return new Lookup.Reverse(address(address));
  }

  private void answer(Answer... found) {
    answers.get(answers.size() - 1).setSuccess(new Resolved(List.of(found)));
  }

  private static ConnectFailure.Kind kind(Future<?> failed) {
    return ((ConnectFailure) failed.cause()).kind();
  }

  private static InetAddress address(String text) {
    return IpAddress.of(NetUtil.createByteArrayFromIpAddressString(text));
  }
}
