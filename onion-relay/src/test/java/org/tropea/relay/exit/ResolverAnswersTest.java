package org.tropea.relay.exit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.protocol.dial.TcpDialler;
import org.tropea.protocol.loop.OnLoop;
import org.tropea.protocol.memory.MemoryAccount;

/** What becomes of answers, and whom they cannot make the exit ask (case fault-25). */
class ResolverAnswersTest {
  private static final int PATIENCE_SECONDS = 30;
  private static final int HEADER_LENGTH = 12;
  private static final int A = 1;
  private static final int NS = 2;
  private static final int CNAME = 5;
  private static final int AAAA = 28;
  private static final int SERVER_FAILURE = 2;
  private static final int NO_SUCH_NAME = 3;
  private static final byte[] FOUR = {(byte) 192, 0, 2, 7};

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<SocketAddress> askedAt = new CopyOnWriteArrayList<>();
  private Server first;
  private Server second;
  private Resolver resolver;

  @BeforeEach
  void start() throws IOException {
    first = new Server();
    second = new Server();
    resolver =
        new Resolver(
            new NameServerQuery.Sender(group.next(), this::socket, new TcpDialler(), new Random(1)),
            List.of(first.address(), second.address()),
            MemoryAccount.unlimited(),
            ExitWatch.silent());
  }

  @AfterEach
  void stop() {
    resolver.close();
    first.socket.close();
    second.socket.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void address_isAskedOnceForAsLongAsItMayBeKept() throws Exception {
    first.answers("host.example", A, new Reply(0).answer("host.example", A, 299, FOUR));
    HostAddresses told = resolve("host.example").get();
    assertThat(told.addresses()).containsExactly(InetAddress.getByAddress(FOUR));
    assertThat(told.ipv4Seconds()).as("of the shorter kind").isBetween(60L, 540L);
    assertThat(resolve("host.example").get()).isEqualTo(told);
    assertThat(first.asked).containsExactlyInAnyOrder("host.example 1", "host.example 28");
  }

  @Test
  void aliases_areFollowed_inOneAnswerAndOverMore() throws Exception {
    first.answers(
        "a.example",
        A,
        new Reply(0)
            .answer("a.example", CNAME, 60, name("b.example"))
            .answer("b.example", CNAME, 60, name("C.example")));
    first.answers("c.example", A, new Reply(0).answer("c.example", A, 60, FOUR));
    assertThat(addresses("a.example")).containsExactly("192.0.2.7");
    assertThat(first.asked).contains("c.example 1").doesNotContain("b.example 1");
  }

  @Test
  void alias_ofItself_endsTheQuestion() throws Exception {
    for (int type : new int[] {A, AAAA}) {
      first.answers(
          "a.example", type, new Reply(0).answer("a.example", CNAME, 60, name("b.example")));
      first.answers(
          "b.example", type, new Reply(0).answer("b.example", CNAME, 60, name("a.example")));
    }
    assertThat(failure("a.example")).isInstanceOf(UnknownHostException.class);
    assertThat(first.asked.size()).isLessThan(40);
  }

  @Test
  void alias_thatIsNoHostsName_endsTheQuestion() throws Exception {
    first.answers(
        "a.example", A, new Reply(0).answer("a.example", CNAME, 60, new byte[] {2, 1, '%', 0}));
    assertThat(failure("a.example")).isInstanceOf(UnknownHostException.class);
  }

  /** A server that is not recursive, or lies, names others to be asked, with their addresses. */
  @Test
  void serversThatAnAnswerNames_areNotAsked() throws Exception {
    Reply referral =
        new Reply(0)
            .authority("example", NS, 60, name("ns.example"))
            .additional("ns.example", A, 60, new byte[] {127, 0, 0, 2});
    first.answers("host.example", A, referral);
    first.answers("host.example", AAAA, referral);
    assertThat(failure("host.example")).isInstanceOf(UnknownHostException.class);
    assertThat(askedAt).containsExactly(first.address(), first.address());
    assertThat(second.asked).isEmpty();
  }

  @Test
  void failureOfAServer_isAskedOfTheNext() throws Exception {
    first.answers("host.example", A, new Reply(SERVER_FAILURE));
    first.answers("host.example", AAAA, new Reply(SERVER_FAILURE));
    second.answers("host.example", A, new Reply(0).answer("host.example", A, 0, FOUR));
    assertThat(addresses("host.example")).containsExactly("192.0.2.7");
    assertThat(second.asked).filteredOn("host.example 1"::equals).hasSize(1);
  }

  @Test
  void nameThatIsNone_isAskedOfNobodyElse() throws Exception {
    first.answers("host.example", A, new Reply(NO_SUCH_NAME));
    first.answers("host.example", AAAA, new Reply(NO_SUCH_NAME));
    assertThat(failure("host.example")).isInstanceOf(UnknownHostException.class);
    assertThat(second.asked).isEmpty();
  }

  private List<String> addresses(String host) throws Exception {
    return resolve(host).get().addresses().stream().map(InetAddress::getHostAddress).toList();
  }

  private Throwable failure(String host) throws Exception {
    return resolve(host).cause();
  }

  private Future<HostAddresses> resolve(String host) throws InterruptedException {
    Future<HostAddresses> asked = OnLoop.ask(group.next(), () -> resolver.resolve(host));
    assertThat(asked.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return asked;
  }

  private NioDatagramChannel socket() {
    NioDatagramChannel socket = new NioDatagramChannel();
    socket
        .pipeline()
        .addLast(
            new ChannelOutboundHandlerAdapter() {
              @Override
              public void connect(
                  ChannelHandlerContext context,
                  SocketAddress remote,
                  SocketAddress local,
                  ChannelPromise promise)
                  throws Exception {
                askedAt.add(remote);
                super.connect(context, remote, local, promise);
              }
            });
    return socket;
  }

  private static byte[] name(String name) {
    ByteWriter writer = new ByteWriter();
    for (String label : name.split("\\.", -1)) {
      writer.u8(label.length()).bytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    return writer.u8(0).toByteArray();
  }

  /** An answer, without the header's id and the question. */
  private static final class Reply {
    private final int code;
    private final int[] counts = new int[3];
    private final ByteWriter records = new ByteWriter();

    Reply(int code) {
      this.code = code;
    }

    Reply answer(String owner, int type, int ttl, byte[] data) {
      return add(0, owner, type, ttl, data);
    }

    Reply authority(String owner, int type, int ttl, byte[] data) {
      return add(1, owner, type, ttl, data);
    }

    Reply additional(String owner, int type, int ttl, byte[] data) {
      return add(2, owner, type, ttl, data);
    }

    private Reply add(int section, String owner, int type, int ttl, byte[] data) {
      counts[section]++;
      records.bytes(name(owner)).u16(type).u16(1).i32(ttl).u16(data.length).bytes(data);
      return this;
    }
  }

  /** A name server on loopback; what it was not told has no records. */
  private static final class Server {
    private final DatagramSocket socket =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    Server() throws IOException {
      Thread thread = new Thread(this::serve, "name server");
      thread.setDaemon(true);
      thread.start();
    }

    InetSocketAddress address() {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    void answers(String name, int type, Reply reply) {
      replies.put(name + " " + type, reply);
    }

    private void serve() {
      byte[] buffer = new byte[1_500];
      while (!socket.isClosed()) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        try {
          socket.receive(packet);
          byte[] reply = reply(Arrays.copyOf(buffer, packet.getLength()));
          socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
        } catch (IOException e) {
          // Closed.
        }
      }
    }

    private byte[] reply(byte[] query) {
      List<String> labels = new ArrayList<>();
      int end = HEADER_LENGTH;
      while (query[end] != 0) {
        labels.add(new String(query, end + 1, query[end], StandardCharsets.US_ASCII));
        end += query[end] + 1;
      }
      String question = String.join(".", labels).toLowerCase(Locale.ROOT) + " " + query[end + 2];
      asked.add(question);
      Reply reply = replies.getOrDefault(question, new Reply(0));
      return new ByteWriter()
          .bytes(query, 0, 2)
          .u16(0x8180 | reply.code)
          .u16(1)
          .u16(reply.counts[0])
          .u16(reply.counts[1])
          .u16(reply.counts[2])
          .bytes(query, HEADER_LENGTH, end + 5 - HEADER_LENGTH)
          .bytes(reply.records.toByteArray())
          .toByteArray();
    }
  }
}
