package org.tropea.protocol.cell;

import com.google.crypto.tink.util.Bytes;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.DecodeException;

/** One certificate of a CERTS cell, unread: type (1), length (2), certificate. */
public record CertsEntry(int type, Bytes certificate) {
  static CertsEntry read(ByteReader reader) throws DecodeException {
    int type = reader.u8();
    return new CertsEntry(type, reader.bytes(reader.u16()));
  }

  void write(ByteWriter writer) {
    writer.u8(type).u16(certificate.size()).bytes(certificate);
  }
}
