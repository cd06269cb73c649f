package org.tropea.relay.exit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tropea.protocol.dial.TcpDialler;
import org.tropea.protocol.memory.MemoryAccount;

/** Case exit-19: any bytes in the place of a name server's answer end the question, in time. */
class ResolverFuzzTest {
  private static final int QUESTIONS = 2_500;
  private static final int PATIENCE_SECONDS = 30;
  private static final int HEADER_LENGTH = 12;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Random changes = new Random(19);

  private DatagramSocket server;
  private Resolver resolver;

  @BeforeEach
  void start() throws IOException {
    server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread thread = new Thread(this::serve, "name server");
    thread.setDaemon(true);
    thread.start();
    resolver =
        new Resolver(
            new NameServerQuery.Sender(
                group.next(), NioDatagramChannel::new, new TcpDialler(), new Random(1)),
            List.of((InetSocketAddress) server.getLocalSocketAddress()),
            MemoryAccount.unlimited(),
            ExitWatch.silent());
  }

  @AfterEach
  void stop() {
    resolver.close();
    server.close();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void answers_changedAnywhere_endEachQuestionInTime() throws Exception {
    List<Future<?>> questions = new ArrayList<>();
    group
        .next()
        .submit(
            () -> {
              for (int i = 0; i < QUESTIONS; i++) {
                questions.add(resolver.resolve("host" + i + ".example"));
                questions.add(resolver.pointer(i % 256 + ".2.0.192.in-addr.arpa"));
              }
            })
        .sync();
    int answered = 0;
    for (Future<?> question : questions) {
      assertThat(question.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      answered += question.isSuccess() ? 1 : 0;
    }
    // Some changes do no harm, and a question without harm is answered.
    assertThat(answered).isPositive();
  }

  private void serve() {
    byte[] buffer = new byte[1_500];
    while (!server.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        server.receive(packet);
        byte[] reply = changed(answer(Arrays.copyOf(buffer, packet.getLength())));
        server.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  /** A good answer of one record: an alias, an address or a name. */
  private byte[] answer(byte[] query) {
    int end = HEADER_LENGTH;
    while (query[end] != 0) {
      end += query[end] + 1;
    }
    end += 5;
    int type = query[end - 3] & 0xff;
    byte[] data =
        switch (type) {
          case 1 -> new byte[] {(byte) 192, 0, 2, 7};
          case 28 -> new byte[16];
          default -> new byte[] {4, 'n', 'a', 'm', 'e', (byte) 0xc0, HEADER_LENGTH};
        };
    byte[] reply = Arrays.copyOf(query, end + 12 + data.length);
    reply[2] = (byte) 0x81;
    reply[3] = (byte) 0x80;
    reply[7] = 1;
    reply[9] = 0;
    reply[11] = 0;
    byte[] head = {
      (byte) 0xc0, HEADER_LENGTH, 0, (byte) type, 0, 1, 0, 0, 1, 0, 0, (byte) data.length
    };
    System.arraycopy(head, 0, reply, end, head.length);
    System.arraycopy(data, 0, reply, end + head.length, data.length);
    return reply;
  }

  /** Nine in ten are changed in up to four bytes behind the id, or cut. */
  private byte[] changed(byte[] reply) {
    if (changes.nextInt(10) == 0) {
      return reply;
    }
    byte[] changed =
        changes.nextInt(4) == 0
            ? Arrays.copyOf(reply, 2 + changes.nextInt(reply.length - 2))
            : reply.clone();
    for (int i = changes.nextInt(5); i > 0 && changed.length > 2; i--) {
      changed[2 + changes.nextInt(changed.length - 2)] = (byte) changes.nextInt();
    }
    return changed;
  }
}
