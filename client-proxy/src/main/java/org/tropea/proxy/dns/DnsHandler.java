package org.tropea.proxy.dns;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DnsOpCode;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.AddressFamily;
import org.tropea.client.ConnectFailure;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.message.Answer;
import org.tropea.protocol.message.EndReason;
import org.tropea.proxy.request.Program;
import org.tropea.proxy.request.Program.Protocol;
import org.tropea.proxy.request.Requests;

/**
 * Answers DNS questions for A, AAAA and PTR (row S09), the first such of a query, as C tor does.
 * What is no query is ignored, and so are queries while 1,000 are under way. Confined to the loop
 * of the client.
 */
final class DnsHandler extends SimpleChannelInboundHandler<DatagramDnsQuery> {
  static final int MAX_UNDER_WAY = 1_000;

  private static final Logger log = LoggerFactory.getLogger(DnsHandler.class);
  private static final long LEAST_TTL = 60;
  private static final int HEADER_LENGTH = 12;

  /** What follows a question's name: type and class. */
  private static final int QUESTION_REST = 4;

  /** The bit "checking disabled", which is given back as it came. */
  private static final int CHECKING_DISABLED = 1;

  private final Requests requests;
  private int underWay;

  /** The question that is answered, and where its name stands in the message. */
  private record Chosen(DnsQuestion question, int nameOffset) {}

  DnsHandler(Requests requests) {
    this.requests = requests;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
    if (query.count(DnsSection.QUESTION) == 0) {
      return;
    }
    Query asked = Query.of(query);
    if (!requests.caution().admits().test(asked.program().getAddress())) {
      requests.warnings().warn("A program is refused by SocksPolicy, for its address");
      Unwatched.writeAndFlush(context, asked.response().setCode(DnsResponseCode.REFUSED));
      return;
    }
    Chosen chosen = chosen(asked.questions());
    if (!query.opCode().equals(DnsOpCode.QUERY) || chosen == null) {
      Unwatched.writeAndFlush(context, asked.response().setCode(DnsResponseCode.NOTIMP));
      return;
    }
    if (underWay >= MAX_UNDER_WAY) {
      requests.warnings().warn("Too many DNS questions are under way; one is left unanswered");
      return;
    }
    underWay++;
    ask(Program.at(asked.program(), Protocol.DNS), chosen.question())
        .addListener(
            (Future<Optional<Answer>> done) -> {
              underWay--;
              DatagramDnsResponse response = asked.response();
              answer(response, chosen, done);
              Unwatched.writeAndFlush(context, response);
            });
  }

  /** What of a query its answer needs. */
  private record Query(
      InetSocketAddress program,
      InetSocketAddress port,
      int id,
      boolean recursive,
      int flags,
      List<DnsQuestion> questions) {
    static Query of(DatagramDnsQuery query) {
      List<DnsQuestion> questions = new ArrayList<>();
      for (int i = 0; i < query.count(DnsSection.QUESTION); i++) {
        questions.add(query.recordAt(DnsSection.QUESTION, i));
      }
      return new Query(
          query.sender(),
          query.recipient(),
          query.id(),
          query.isRecursionDesired(),
          query.z() & CHECKING_DISABLED,
          List.copyOf(questions));
    }

    /** With its number, flags and questions. */
    DatagramDnsResponse response() {
      DatagramDnsResponse response = new DatagramDnsResponse(port, program, id);
      response.setRecursionAvailable(true);
      response.setRecursionDesired(recursive);
      response.setZ(flags);
      questions.forEach(question -> response.addRecord(DnsSection.QUESTION, question));
      return response;
    }
  }

  private static @Nullable Chosen chosen(List<DnsQuestion> questions) {
    int offset = HEADER_LENGTH;
    for (DnsQuestion question : questions) {
      DnsRecordType type = question.type();
      boolean known =
          type.equals(DnsRecordType.A)
              || type.equals(DnsRecordType.AAAA)
              || type.equals(DnsRecordType.PTR);
      if (known && question.dnsClass() == DnsRecord.CLASS_IN) {
        return new Chosen(question, offset);
      }
      String name = question.name();
      offset += (name.equals(".") ? 1 : name.length() + 1) + QUESTION_REST;
    }
    return null;
  }

  private Future<Optional<Answer>> ask(Program program, DnsQuestion question) {
    String name = question.name();
    String host = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (question.type().equals(DnsRecordType.PTR)) {
      InetAddress address = PointerName.address(host);
      return address == null
          ? requests.loop().newFailedFuture(new IllegalArgumentException("no address's name"))
          : requests.reverse(program, address, 0);
    }
    AddressFamily family =
        question.type().equals(DnsRecordType.A) ? AddressFamily.IPV4 : AddressFamily.IPV6;
    return requests.resolve(program, host, family);
  }

  private static void answer(
      DatagramDnsResponse response, Chosen chosen, Future<Optional<Answer>> done) {
    if (!done.isSuccess()) {
      response.setCode(code(done.cause()));
      return;
    }
    done.getNow()
        .filter(found -> isOf(chosen.question().type(), found))
        .ifPresent(
            found ->
                response.addRecord(
                    DnsSection.ANSWER,
                    new AnswerRecord(
                        chosen.question(),
                        found,
                        Math.max(found.ttlSeconds(), LEAST_TTL),
                        chosen.nameOffset())));
  }

  /** An address given back for itself may be of the other family. */
  private static boolean isOf(DnsRecordType type, Answer found) {
    return switch (found.type()) {
      case Answer.IPV4 -> type.equals(DnsRecordType.A);
      case Answer.IPV6 -> type.equals(DnsRecordType.AAAA);
      default -> type.equals(DnsRecordType.PTR);
    };
  }

  /** C tor says SERVFAIL of names under .onion; RFC 7686 has NXDOMAIN. */
  private static DnsResponseCode code(@Nullable Throwable cause) {
    if (!(cause instanceof ConnectFailure failure)) {
      return DnsResponseCode.SERVFAIL;
    }
    boolean notThere =
        failure.kind() == ConnectFailure.Kind.DESTINATION
            && EndReason.RESOLVE_FAILED.equals(failure.endReason());
    return notThere || failure.kind() == ConnectFailure.Kind.ONION_ADDRESS
        ? DnsResponseCode.NXDOMAIN
        : DnsResponseCode.SERVFAIL;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // A datagram that is no query; the socket serves the others.
    log.debug("Something came to the DNSPort that is no query; ignoring it");
  }
}
