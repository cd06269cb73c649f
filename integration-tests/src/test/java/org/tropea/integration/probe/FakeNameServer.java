package org.tropea.integration.probe;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.tropea.crypto.bytes.ByteWriter;

/**
 * A name server on a free port of loopback, UDP and TCP, that knows a few names and answers as
 * told.
 */
public final class FakeNameServer implements AutoCloseable {
  private static final int ANSWER = 0x8180;
  private static final int SERVER_FAILURE = 2;
  private static final int NO_SUCH_NAME = 3;
  private static final int TTL = 7_200;
  private static final int HEADER_LENGTH = 12;
  private static final byte[] FOUR = {(byte) 192, 0, 2, 44};
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final byte[] LOOPBACK_SIX = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  private static final byte[] SIX = {0x20, 1, 0xd, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6};

  /** Any name that begins so has an address. */
  static final String WARM = "warm";

  /** By name and type: the data of the answers. */
  private static final Map<String, List<byte[]>> KNOWN =
      Map.ofEntries(
          Map.entry("four.example 1", List.of(FOUR)),
          Map.entry("six.example 28", List.of(SIX)),
          Map.entry("both.example 1", List.of(FOUR)),
          Map.entry("both.example 28", List.of(SIX)),
          Map.entry("two.example 1", List.of(FOUR, new byte[] {(byte) 192, 0, 2, 45})),
          Map.entry("here.example 1", List.of(LOOPBACK)),
          Map.entry("public.example 1", List.of(new byte[] {(byte) 192, 0, 2, 46})),
          Map.entry("loop-six.example 28", List.of(LOOPBACK_SIX)),
          Map.entry("loop-both.example 1", List.of(LOOPBACK)),
          Map.entry("loop-both.example 28", List.of(LOOPBACK_SIX)),
          Map.entry("44.2.0.192.in-addr.arpa 12", List.of(HostileAnswers.encoded("host.example"))),
          Map.entry(
              "6.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa 12",
              List.of(HostileAnswers.encoded("host6.example"))));

  private final ServerSocket tcp = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
  private final DatagramSocket socket =
      new DatagramSocket(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort()));
  private final List<Question> seen = new CopyOnWriteArrayList<>();

  /** How somebody asked: from which port, by which id, and the name as it was written. */
  record Question(int port, int id, String name) {}

  /** Starts it on a free port. */
  public FakeNameServer() throws IOException {
    start(this::serve);
    start(this::serveTcp);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "name server");
    thread.setDaemon(true);
    thread.start();
  }

  /** All questions over UDP so far. */
  List<Question> seen() {
    return List.copyOf(seen);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
  }

  private void serve() {
    byte[] buffer = new byte[1_500];
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        Query query = Query.of(Arrays.copyOf(buffer, packet.getLength()));
        seen.add(new Question(packet.getPort(), query.id(), query.written()));
        List<byte[]> hostile = query.hostile().overUdp();
        for (byte[] reply : hostile == null ? List.of(reply(query)) : hostile) {
          socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try {
        Socket connection = tcp.accept();
        DataInputStream in = new DataInputStream(connection.getInputStream());
        byte[] reply = Query.of(in.readNBytes(in.readUnsignedShort())).hostile().overTcp();
        if (reply != null) {
          DataOutputStream out = new DataOutputStream(connection.getOutputStream());
          out.writeShort(reply.length);
          out.write(reply);
          connection.close();
        }
        // Else it stays open and silent, until its other side gives up.
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  /** A question as it came. */
  private record Query(int id, String written, int type, byte[] question) {
    static Query of(byte[] bytes) {
      int end = HEADER_LENGTH;
      StringBuilder name = new StringBuilder();
      for (int length = bytes[end]; length > 0; length = bytes[end]) {
        name.append(name.isEmpty() ? "" : ".")
            .append(new String(bytes, end + 1, length, StandardCharsets.US_ASCII));
        end += length + 1;
      }
      return new Query(
          (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff),
          name.toString(),
          (bytes[end + 1] & 0xff) << 8 | (bytes[end + 2] & 0xff),
          Arrays.copyOfRange(bytes, HEADER_LENGTH, end + 5));
    }

    String name() {
      return written.toLowerCase(Locale.ROOT);
    }

    HostileAnswers hostile() {
      return new HostileAnswers(id, name(), type, question);
    }
  }

  /** The question is sent back as it stands: its letters' case is a secret between the two. */
  private static byte[] reply(Query query) {
    String asked = query.name();
    List<byte[]> answers =
        asked.startsWith(WARM)
            ? List.of(FOUR)
            : KNOWN.getOrDefault(asked + " " + query.type(), List.of());
    ByteWriter reply =
        new ByteWriter()
            .u16(query.id())
            .u16(ANSWER | code(asked))
            .u16(1)
            .u16(answers.size())
            .u16(0)
            .u16(0)
            .bytes(query.question());
    for (byte[] answer : answers) {
      reply.u16(0xc00c).u16(query.type()).u16(1).i32(TTL).u16(answer.length).bytes(answer);
    }
    return reply.toByteArray();
  }

  private static int code(String name) {
    if (name.startsWith("broken.")) {
      return SERVER_FAILURE;
    }
    boolean known = KNOWN.keySet().stream().anyMatch(key -> key.startsWith(name + " "));
    return known || name.startsWith("empty.") || name.startsWith(WARM) ? 0 : NO_SUCH_NAME;
  }

  @Override
  public void close() throws IOException {
    socket.close();
    tcp.close();
  }
}
