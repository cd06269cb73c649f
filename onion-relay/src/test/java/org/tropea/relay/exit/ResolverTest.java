package org.tropea.relay.exit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.protocol.dial.TcpDialler;
import org.tropea.protocol.memory.MemoryAccount;

/** Cases fault-10 and fault-25: who is asked, shown by sockets that let nothing out. */
class ResolverTest {
  private static final int HEADER_LENGTH = 12;
  private static final int PATIENCE_SECONDS = 30;
  private static final List<InetSocketAddress> SERVERS =
      List.of(server("192.0.2.53"), server("198.51.100.53"));

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final AtomicInteger opened = new AtomicInteger();

  /** Only the group's one thread touches it. */
  private final List<Question> asked = new ArrayList<>();

  /** What would have been sent, and to whom. */
  private record Question(InetSocketAddress server, String name) {}

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @ParameterizedTest
  @ValueSource(strings = {"host.example", "localhost", "ip6-localhost"})
  void name_whereNoServerIsNamed_failsWithoutASocket(String name) throws Exception {
    Resolver resolver = resolver(List.of());
    Future<?> addresses = on(() -> resolver.resolve(name));
    Future<?> pointer = on(() -> resolver.pointer("44.2.0.192.in-addr.arpa"));
    assertThat(addresses.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(pointer.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(addresses.cause()).isInstanceOf(UnknownHostException.class);
    assertThat(pointer.cause()).isInstanceOf(UnknownHostException.class);
    assertThat(opened).hasValue(0);
    resolver.close();
  }

  @Test
  void address_whereNoServerIsNamed_isItself() throws Exception {
    Resolver resolver = resolver(List.of());
    assertThat(on(() -> resolver.resolve("127.0.0.1")).get())
        .isEqualTo(HostAddresses.literal(InetAddress.getLoopbackAddress()));
    resolver.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost."})
  void localhost_isAskedOfNobody(String name) throws Exception {
    Resolver resolver = resolver(SERVERS);
    assertThat(on(() -> resolver.resolve(name)).cause()).isInstanceOf(UnknownHostException.class);
    assertThat(opened).hasValue(0);
    resolver.close();
  }

  /** The names in this machine's hosts file, and one that is in none. */
  static List<String> names() throws IOException {
    List<String> names = new ArrayList<>(List.of("host.example"));
    for (String line : Files.readAllLines(Path.of("/etc/hosts"))) {
      Arrays.stream(line.replaceAll("#.*", "").strip().split("\\s+", -1))
          .skip(1)
          .filter(name -> name.matches("[a-z0-9.-]+") && !name.equals("localhost"))
          .forEach(names::add);
    }
    return names;
  }

  @ParameterizedTest
  @MethodSource("names")
  void name_isAskedOfTheNamedServersAlone(String name) throws Exception {
    Resolver resolver = resolver(SERVERS);
    Future<?> answer = on(() -> resolver.resolve(name));
    assertThat(answer.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(answer::get).hasCauseInstanceOf(UnknownHostException.class);
    // One of the two questions for a name may still be on its way to the next server.
    List<Question> questions =
        on(
            () -> {
              resolver.close();
              return List.copyOf(asked);
            });
    assertThat(questions).extracting(Question::server).hasSameElementsAs(SERVERS);
    assertThat(questions).extracting(Question::name).containsOnly(name + ".");
  }

  private Resolver resolver(List<InetSocketAddress> servers) {
    return new Resolver(
        new NameServerQuery.Sender(group.next(), this::socket, new TcpDialler(), new Random(1)),
        servers,
        MemoryAccount.unlimited(),
        ExitWatch.silent());
  }

  private <T> T on(Callable<T> task) throws Exception {
    return group.next().submit(task).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** A socket that writes down each question and sends none of it. */
  private NioDatagramChannel socket() {
    opened.incrementAndGet();
    NioDatagramChannel socket = new NioDatagramChannel();
    socket.pipeline().addLast(new Recorder());
    return socket;
  }

  private final class Recorder extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      AddressedEnvelope<?, ?> packet = (AddressedEnvelope<?, ?>) message;
      asked.add(
          new Question((InetSocketAddress) packet.recipient(), name((ByteBuf) packet.content())));
      packet.release();
      promise.setFailure(new IOException("nothing leaves this test"));
    }
  }

  /** The name in a DNS message's first question, in lower case. */
  private static String name(ByteBuf message) {
    StringBuilder name = new StringBuilder();
    int at = HEADER_LENGTH;
    for (int length = message.getByte(at); length > 0; length = message.getByte(at)) {
      name.append(message.toString(at + 1, length, StandardCharsets.US_ASCII)).append('.');
      at += length + 1;
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }

  private static InetSocketAddress server(String literal) {
    try {
      return new InetSocketAddress(InetAddress.getByName(literal), 53);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
