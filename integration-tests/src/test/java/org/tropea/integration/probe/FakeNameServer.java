package org.tropea.integration.probe;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tropea.crypto.bytes.ByteWriter;

/** A name server on a free UDP port of loopback that knows a few names and answers as told. */
final class FakeNameServer implements AutoCloseable {
  private static final int ANSWER = 0x8180;
  private static final int SERVER_FAILURE = 2;
  private static final int NO_SUCH_NAME = 3;
  private static final int TTL = 7_200;
  private static final int HEADER_LENGTH = 12;
  private static final byte[] FOUR = {(byte) 192, 0, 2, 44};
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final byte[] SIX = {0x20, 1, 0xd, (byte) 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6};

  /** Any name that begins so has an address. */
  static final String WARM = "warm";

  /** By name and type: the data of the answers. */
  private static final Map<String, List<byte[]>> KNOWN =
      Map.of(
          "four.example 1", List.of(FOUR),
          "six.example 28", List.of(SIX),
          "both.example 1", List.of(FOUR),
          "both.example 28", List.of(SIX),
          "two.example 1", List.of(FOUR, new byte[] {(byte) 192, 0, 2, 45}),
          "here.example 1", List.of(LOOPBACK),
          "44.2.0.192.in-addr.arpa 12", List.of(name("host.example")),
          "6.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa 12",
              List.of(name("host6.example")));

  private final DatagramSocket socket =
      new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  FakeNameServer() throws IOException {
    Thread thread = new Thread(this::serve, "name server");
    thread.setDaemon(true);
    thread.start();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
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

  /** The question is sent back as it stands: its letters' case is a secret between the two. */
  private static byte[] reply(byte[] query) {
    int end = HEADER_LENGTH;
    StringBuilder name = new StringBuilder();
    for (int length = query[end]; length > 0; length = query[end]) {
      name.append(name.isEmpty() ? "" : ".")
          .append(new String(query, end + 1, length, StandardCharsets.US_ASCII));
      end += length + 1;
    }
    int type = (query[end + 1] & 0xff) << 8 | (query[end + 2] & 0xff);
    byte[] question = Arrays.copyOfRange(query, HEADER_LENGTH, end + 5);
    String asked = name.toString().toLowerCase(Locale.ROOT);
    List<byte[]> answers =
        asked.startsWith(WARM) ? List.of(FOUR) : KNOWN.getOrDefault(asked + " " + type, List.of());
    ByteWriter reply =
        new ByteWriter()
            .u8(query[0] & 0xff)
            .u8(query[1] & 0xff)
            .u16(ANSWER | code(asked))
            .u16(1)
            .u16(answers.size())
            .u16(0)
            .u16(0)
            .bytes(question);
    for (byte[] answer : answers) {
      reply.u16(0xc00c).u16(type).u16(1).i32(TTL).u16(answer.length).bytes(answer);
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

  private static byte[] name(String text) {
    ByteWriter name = new ByteWriter();
    for (String label : text.split("\\.", -1)) {
      name.u8(label.length()).bytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    return name.u8(0).toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
