package org.tropea.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tropea.directory.document.Base64Digest;
import org.tropea.directory.document.Consensus;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.document.KeyCertificate;
import org.tropea.directory.serve.DirectoryServer;
import org.tropea.directory.serve.DocumentRoutes;
import org.tropea.network.LocalNetwork;

/**
 * One question to a directory cache of C tor and to one of ours, both with the documents of the
 * same authorities, which are ours: status, header lines and bodies are the same.
 */
class DirectoryHeadTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ROUNDS = 8;
  private static final DateTimeFormatter HTTP =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

  @TempDir Path folder;

  /** What came back: status line, header lines by name in their order, body. */
  private record Reply(String status, Map<String, String> headers, byte[] body) {}

  /** A request, less its Host line. */
  private record Question(String method, String path, List<String> headers, String body) {
    static Question get(String path, String... headers) {
      return new Question("GET", path, List.of(headers), "");
    }
  }

  @Test
  void ctorCacheAndOurs_sameQuestions_sameAnswers() throws Exception {
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (LocalNetwork network =
            LocalNetwork.builder().authorities(3).relays(1).exits(1).clients(0).build();
        CtorNode ctor =
            new CtorNode(
                CtorNode.Kind.RELAY, "ctor", folder.resolve("ctor"), LoopbackPorts.free(4))) {
      network.ready().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      ctor.writeTorrc(network.invitation().join().torrc());
      ctor.start();
      ctor.process().await("Bootstrapped 100%", PATIENCE);
      DocumentRoutes routes = network.node("relay0").relay().orElseThrow().routes();
      int ours = serve(group, routes);
      List<String> differences = List.of("no round was tried");
      for (int i = 0; i < ROUNDS && !differences.isEmpty(); i++) {
        network.nextConsensus(Flavour.MICRODESC).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        differences = compare(questions(routes), ours, ctor.directoryPort());
      }
      assertThat(differences).isEmpty();
    } finally {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
  }

  private static List<Question> questions(DocumentRoutes routes) {
    var documents = routes.documents();
    Consensus consensus =
        Objects.requireNonNull(documents.consensuses().get(Flavour.MICRODESC)).consensus();
    KeyCertificate certificate = documents.certificates().get(0);
    String identity = certificate.identity().toHex();
    String path = "/tor/status-vote/current/consensus";
    List<String> signers =
        consensus.signers().stream().map(each -> each.identity().toHex()).toList();
    Instant after = consensus.lifetime().validAfter();
    List<Question> all = new ArrayList<>();
    all.add(Question.get(path));
    for (String coding :
        List.of(
            "identity",
            "deflate",
            "x-zstd",
            "x-tor-lzma",
            "deflate, gzip, x-tor-lzma, x-zstd",
            "nonsense")) {
      all.add(Question.get(path + "-microdesc", "Accept-Encoding: " + coding));
      all.add(Question.get("/tor/keys/all", "Accept-Encoding: " + coding));
    }
    // For a consensus, C tor answers who takes only gzip by deflate; we by gzip.
    all.add(Question.get("/tor/keys/all", "Accept-Encoding: gzip"));
    all.add(Question.get(path + "-microdesc.z"));
    all.add(Question.get(path + "-nonsense"));
    for (String wanted :
        List.of(
            String.join("+", signers),
            signers.get(0).substring(0, 6),
            signers.get(0) + "+" + signers.get(1) + "+" + "0".repeat(40),
            signers.get(0) + "+" + "0".repeat(40) + "+" + "1".repeat(40),
            "0".repeat(40))) {
      all.add(Question.get(path + "-microdesc/" + wanted));
    }
    for (Instant since : List.of(after, after.minusSeconds(3600), after.plusSeconds(7200))) {
      all.add(Question.get(path + "-microdesc", "If-Modified-Since: " + date(since)));
      all.add(Question.get("/tor/keys/all", "If-Modified-Since: " + date(since)));
    }
    all.add(Question.get(path + "-microdesc", "If-Modified-Since: nonsense"));
    all.add(Question.get("/tor/keys/fp/" + identity));
    all.add(Question.get("/tor/keys/fp/" + "0".repeat(40)));
    all.add(Question.get("/tor/keys/sk/" + "0".repeat(40)));
    all.add(Question.get("/tor/keys/fp-sk/" + identity + "-" + "0".repeat(40)));
    all.add(Question.get("/tor/keys/nonsense"));
    String relay = consensus.relays().get(0).identity().toHex();
    all.add(Question.get("/tor/server/fp/" + relay));
    all.add(Question.get("/tor/server/fp/" + relay + "+" + "0".repeat(40)));
    all.add(Question.get("/tor/server/fp/" + "0".repeat(40)));
    all.add(Question.get("/tor/server/d/" + "0".repeat(40)));
    all.add(Question.get("/tor/server/nonsense"));
    all.add(Question.get("/tor/extra/fp/" + "0".repeat(40)));
    String microdescriptor = Base64Digest.write(consensus.relays().get(0).microdescriptor());
    all.add(Question.get("/tor/micro/d/" + microdescriptor));
    all.add(Question.get("/tor/micro/d/" + microdescriptor, "Accept-Encoding: deflate, gzip"));
    all.add(Question.get("/tor/micro/d/" + microdescriptor + ".z"));
    all.add(Question.get("/tor/micro/d/" + "A".repeat(43)));
    all.add(Question.get("/tor/status-vote/next/consensus"));
    all.add(Question.get("/tor/status-vote/current/authority"));
    all.add(Question.get("/tor/robots.txt"));
    all.add(Question.get("/tor/nonsense"));
    all.add(Question.get("/"));
    all.add(new Question("POST", "/tor/", List.of("Content-Length: 3"), "abc"));
    all.add(new Question("POST", "/tor/post/vote", List.of("Content-Length: 3"), "abc"));
    all.add(new Question("POST", "/tor/nonsense", List.of("Content-Length: 3"), "abc"));
    return all;
  }

  private static List<String> compare(List<Question> questions, int ours, int theirs)
      throws IOException {
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

  private static String date(Instant time) {
    return HTTP.format(time.atOffset(ZoneOffset.UTC));
  }

  private static Reply ask(int port, Question question) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
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

  private static int serve(MultiThreadIoEventLoopGroup group, DocumentRoutes routes) {
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
