package org.tropea.relay.exit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryEncoder;
import io.netty.handler.codec.dns.DatagramDnsResponseDecoder;
import io.netty.handler.codec.dns.DefaultDnsQuery;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsQuery;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.handler.codec.dns.TcpDnsQueryEncoder;
import io.netty.handler.codec.dns.TcpDnsResponseDecoder;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.tropea.protocol.dial.Dial;
import org.tropea.protocol.dial.Dialler;
import org.tropea.protocol.dial.Purpose;
import org.tropea.protocol.loop.Unwatched;

/**
 * One question to one name server (RFC 1035), by UDP, and by TCP where the answer was cut off; a
 * second for each.
 *
 * <p>Each has a socket, an id and a case of letters of its own, which an answer must repeat; what
 * does not is passed over, for anybody could have sent it. Confined to its loop.
 */
final class NameServerQuery {
  private static final int SERVER_MILLIS = 1_000;
  private static final int IDS = 1 << 16;

  /**
   * How questions leave.
   *
   * @param datagrams makes the sockets of UDP
   * @param dialler opens the connections of TCP
   */
  record Sender(
      EventLoop loop,
      ChannelFactory<? extends DatagramChannel> datagrams,
      Dialler dialler,
      RandomGenerator random) {}

  private final Sender sender;
  private final InetSocketAddress server;
  private final DnsQuestion question;
  private final int id;
  private final Promise<NameAnswer> answer;

  private NameServerQuery(
      Sender sender, InetSocketAddress server, String name, DnsRecordType type) {
    this.sender = sender;
    this.server = server;
    this.question = new DefaultDnsQuestion(inRandomCase(name, sender.random), type);
    this.id = sender.random.nextInt(IDS);
    this.answer = sender.loop.newPromise();
  }

  /** What {@code server} says; fails where it says nothing in time, or nothing that can be read. */
  static Future<NameAnswer> ask(
      Sender sender, InetSocketAddress server, String name, DnsRecordType type) {
    NameServerQuery query = new NameServerQuery(sender, server, name, type);
    query.askByUdp();
    return query.answer;
  }

  private void askByUdp() {
    DatagramChannel socket = sender.datagrams.newChannel();
    socket
        .pipeline()
        .addLast(
            new DatagramDnsQueryEncoder(), new DatagramDnsResponseDecoder(), new Reader(false));
    sender
        .loop
        .register(socket)
        .addListener(
            done -> {
              if (done.isSuccess()) {
                // So that the kernel takes packets of this server only, and says that it is down.
                ask(socket.connect(server), new DatagramDnsQuery(null, server, id));
              } else {
                answer.tryFailure(new NoAnswer("there is no socket to ask by"));
              }
            });
  }

  private void askByTcp() {
    ChannelInitializer<Channel> first =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel socket) {
            socket
                .pipeline()
                .addLast(new TcpDnsQueryEncoder(), new TcpDnsResponseDecoder(), new Reader(true));
          }
        };
    Dial dial = new Dial(Purpose.NAMES, sender.loop, server, Duration.ofMillis(SERVER_MILLIS));
    ask(sender.dialler.dial(dial, first), new DefaultDnsQuery(id));
  }

  /** Asks once {@code connected} is; whatever comes of it, the socket ends with the question. */
  private void ask(ChannelFuture connected, DnsQuery query) {
    query.setRecursionDesired(true).setRecord(DnsSection.QUESTION, question);
    Channel socket = connected.channel();
    Future<?> timer =
        sender.loop.schedule(
            () -> answer.tryFailure(new NoAnswer("no answer in time")),
            SERVER_MILLIS,
            TimeUnit.MILLISECONDS);
    socket.closeFuture().addListener(closed -> timer.cancel(false));
    answer.addListener(
        done -> {
          // Where there are no sockets left, there is none to close.
          if (socket.isRegistered()) {
            Unwatched.close(socket);
          }
        });
    connected.addListener(
        done -> {
          if (!done.isSuccess()) {
            query.release();
            answer.tryFailure(new NoAnswer("the server cannot be reached"));
            return;
          }
          socket
              .writeAndFlush(query)
              .addListener(
                  written -> {
                    if (!written.isSuccess()) {
                      answer.tryFailure(new NoAnswer("the question cannot be sent"));
                    }
                  });
        });
  }

  private boolean isAsked(DnsResponse response) {
    if (response.id() != id || response.count(DnsSection.QUESTION) != 1) {
      return false;
    }
    DnsQuestion repeated = response.recordAt(DnsSection.QUESTION);
    return repeated.name().equals(question.name())
        && repeated.type().equals(question.type())
        && repeated.dnsClass() == question.dnsClass();
  }

  private static String inRandomCase(String name, RandomGenerator random) {
    StringBuilder mixed = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      mixed.append(random.nextBoolean() ? Character.toUpperCase(c) : c);
    }
    return mixed.toString();
  }

  /** No answer, or none that can be read; of no interest where it was thrown. */
  static final class NoAnswer extends Exception {
    private static final long serialVersionUID = 1;

    NoAnswer(String message) {
      super(message, null, false, false);
    }
  }

  private final class Reader extends SimpleChannelInboundHandler<DnsResponse> {
    private final boolean overTcp;

    Reader(boolean overTcp) {
      this.overTcp = overTcp;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DnsResponse response) {
      if (!isAsked(response)) {
        return;
      }
      if (response.isTruncated() && !overTcp) {
        // Its socket must not end the question by its own end or time.
        context.pipeline().remove(this);
        Unwatched.close(context.channel());
        askByTcp();
        return;
      }
      answer.trySuccess(NameAnswer.of(response));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (overTcp || !(cause instanceof DecoderException)) {
        answer.tryFailure(new NoAnswer("the server's answer cannot be read"));
      }
      // Else it waits for a better one: anybody may have sent this.
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (overTcp) {
        answer.tryFailure(new NoAnswer("the server closed the connection"));
      }
    }
  }
}
