package org.tropea.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.tropea.directory.serve.DirectoryServer;
import org.tropea.directory.serve.DocumentRoutes;

/** The same questions to two directories, by their ports, and where the answers differ. */
final class DirectoryQuestions {
  private static final int PATIENCE_MILLIS = 120_000;
  private static final DateTimeFormatter HTTP =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

  private DirectoryQuestions() {}

  /** What came back: status line, header lines by name in their order, body. */
  record Reply(String status, Map<String, String> headers, byte[] body) {}

  /** A request, less its Host line. */
  record Question(String method, String path, List<String> headers, String body) {
    static Question get(String path, String... headers) {
      return new Question("GET", path, List.of(headers), "");
    }
  }

  /** What is wrong with our answers; empty where they are theirs. */
  static List<String> compare(List<Question> questions, int ours, int theirs) throws IOException {
    List<String> differences = new ArrayList<>();
    for (Question each : questions) {
      Reply our = ask(ours, each);
      Reply their = ask(theirs, each);
      String difference = difference(our, their);
      if (!difference.isEmpty()) {
        differences.add(
            each
                + ": "
                + difference
                + "\n   ours   "
                + our.status()
                + " "
                + our.headers()
                + "\n   theirs "
                + their.status()
                + " "
                + their.headers());
      }
    }
    return differences;
  }

  private static String difference(Reply our, Reply their) {
    if (!our.status().equals(their.status())) {
      return "status";
    }
    if (!List.copyOf(our.headers().keySet()).equals(List.copyOf(their.headers().keySet()))) {
      return "header names";
    }
    // Packers differ in what they make of the same bytes.
    boolean packed = !our.headers().getOrDefault("Content-Encoding", "identity").equals("identity");
    Set<String> names = new TreeSet<>(our.headers().keySet());
    names.removeAll(Set.of("Date", "Expires"));
    if (packed) {
      names.remove("Content-Length");
    }
    for (String name : names) {
      if (!Objects.equals(our.headers().get(name), their.headers().get(name))) {
        return name;
      }
    }
    if (our.headers().containsKey("Expires") && !expiresAlike(our, their)) {
      return "Expires";
    }
    return packed || sorted(our).equals(sorted(their)) ? "" : "body";
  }

  /** C tor sends certificates in no order. */
  private static List<String> sorted(Reply reply) {
    return new String(reply.body(), ISO_8859_1).lines().sorted().toList();
  }

  /** As far ahead of now, but for the time between the questions. */
  private static boolean expiresAlike(Reply our, Reply their) {
    Duration ahead = Duration.between(time(our, "Date"), time(our, "Expires"));
    Duration theirs = Duration.between(time(their, "Date"), time(their, "Expires"));
    Duration between = Duration.between(time(our, "Date"), time(their, "Date")).abs();
    return ahead.minus(theirs).abs().compareTo(between.plusSeconds(2)) <= 0;
  }

  private static Instant time(Reply reply, String header) {
    return ZonedDateTime.parse(reply.headers().get(header), HTTP.withZone(ZoneOffset.UTC))
        .toInstant();
  }

  static String date(Instant time) {
    return HTTP.format(time.atOffset(ZoneOffset.UTC));
  }

  static Reply ask(int port, Question question) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      StringBuilder request = new StringBuilder();
      request.append(question.method()).append(' ').append(question.path()).append(" HTTP/1.0\r\n");
      question.headers().forEach(line -> request.append(line).append("\r\n"));
      request.append("\r\n").append(question.body());
      socket.getOutputStream().write(request.toString().getBytes(ISO_8859_1));
      String all = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      int end = all.indexOf("\r\n\r\n");
      assertThat(end).as("a head in the answer to %s: %s", question, all).isPositive();
      List<String> lines = List.of(all.substring(0, end).split("\r\n", -1));
      Map<String, String> headers = new LinkedHashMap<>();
      for (String line : lines.subList(1, lines.size())) {
        String[] words = line.split(": ", 2);
        headers.put(words[0], words[1]);
      }
      return new Reply(lines.get(0), headers, all.substring(end + 4).getBytes(ISO_8859_1));
    }
  }

  static int serve(MultiThreadIoEventLoopGroup group, DocumentRoutes routes) {
    DirectoryServer server = new DirectoryServer(routes, Clock.systemUTC());
    Channel listener =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    server.install(
                        channel, ((InetSocketAddress) channel.remoteAddress()).getAddress());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }
}
