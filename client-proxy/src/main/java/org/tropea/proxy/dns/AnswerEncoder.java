package org.tropea.proxy.dns;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DefaultDnsRecordEncoder;
import io.netty.handler.codec.dns.DnsRecord;

/**
 * Writes the records of answers: a pointer to the name (2 bytes), type (2), class (2), TTL (4),
 * length (2), value. The pointer keeps an answer no more than 270 bytes longer than its question.
 */
final class AnswerEncoder extends DefaultDnsRecordEncoder {
  private static final int POINTER = 0xc000;

  @Override
  public void encodeRecord(DnsRecord record, ByteBuf out) throws Exception {
    if (!(record instanceof AnswerRecord its)) {
      super.encodeRecord(record, out);
      return;
    }
    out.writeShort(POINTER | its.nameOffset());
    out.writeShort(its.type().intValue());
    out.writeShort(its.dnsClass());
    out.writeInt((int) its.timeToLive());
    int lengthAt = out.writerIndex();
    out.writeShort(0);
    String host = its.answer().host();
    if (host == null) {
      out.writeBytes(its.answer().value().toByteArray());
    } else {
      encodeName(host, out);
    }
    out.setShort(lengthAt, out.writerIndex() - lengthAt - Short.BYTES);
  }
}
