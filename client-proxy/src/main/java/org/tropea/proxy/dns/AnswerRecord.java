package org.tropea.proxy.dns;

import io.netty.handler.codec.dns.AbstractDnsRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import org.tropea.protocol.message.Answer;

/** The one record of an answer; its name is the question's, by a pointer of two bytes. */
final class AnswerRecord extends AbstractDnsRecord {
  private final Answer answer;
  private final int nameOffset;

  /** {@code nameOffset} is where the question's name stands in the message. */
  AnswerRecord(DnsQuestion question, Answer answer, long ttlSeconds, int nameOffset) {
    super(question.name(), type(answer), ttlSeconds);
    this.answer = answer;
    this.nameOffset = nameOffset;
  }

  private static DnsRecordType type(Answer answer) {
    return switch (answer.type()) {
      case Answer.IPV4 -> DnsRecordType.A;
      case Answer.IPV6 -> DnsRecordType.AAAA;
      case Answer.HOSTNAME -> DnsRecordType.PTR;
      default -> throw new IllegalArgumentException("no answer to a DNS question");
    };
  }

  Answer answer() {
    return answer;
  }

  int nameOffset() {
    return nameOffset;
  }
}
