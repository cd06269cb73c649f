package org.tropea.protocol.channel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tropea.crypto.bytes.ByteReader;
import org.tropea.crypto.bytes.DecodeException;

/** The first thing a TLS client says, in one record (RFC 8446, 4.1.2). */
record ClientHello(byte[] sessionId, List<Integer> ciphers, Map<Integer, byte[]> extensions) {
  static final int SERVER_NAME = 0;
  static final int SUPPORTED_GROUPS = 10;
  static final int ALPN = 16;
  static final int COMPRESS_CERTIFICATE = 27;
  static final int SESSION_TICKET = 35;
  static final int PRE_SHARED_KEY = 41;
  static final int SUPPORTED_VERSIONS = 43;
  static final int KEY_SHARE = 51;

  static final int P256 = 0x0017;
  static final int X25519 = 0x001d;
  static final int X25519MLKEM768 = 0x11ec;

  static ClientHello read(byte[] record) throws DecodeException {
    ByteReader reader = new ByteReader(record);
    reader.skip(5); // record: type, version, length
    reader.skip(4); // handshake: type, length
    reader.skip(2 + 32); // version, random
    byte[] sessionId = reader.array(reader.u8());
    ByteReader suites = reader.slice(reader.u16());
    List<Integer> ciphers = new ArrayList<>();
    while (suites.remaining() > 0) {
      ciphers.add(suites.u16());
    }
    reader.skip(reader.u8()); // compression methods
    ByteReader list = reader.slice(reader.u16());
    Map<Integer, byte[]> extensions = new HashMap<>();
    while (list.remaining() > 0) {
      int type = list.u16();
      extensions.put(type, list.array(list.u16()));
    }
    return new ClientHello(sessionId, ciphers, extensions);
  }

  /** The host name it asks for. */
  String serverName() throws DecodeException {
    ByteReader reader = new ByteReader(extension(SERVER_NAME));
    reader.skip(2 + 1); // length of the list, type of the name
    return new String(reader.array(reader.u16()), StandardCharsets.US_ASCII);
  }

  /** The TLS versions it offers, by number. */
  List<Integer> versions() throws DecodeException {
    return numbers(SUPPORTED_VERSIONS, 1);
  }

  /** The groups it knows, by number. */
  List<Integer> groups() throws DecodeException {
    return numbers(SUPPORTED_GROUPS, 2);
  }

  /** The numbers of two bytes each that follow a length of so many bytes. */
  private List<Integer> numbers(int type, int lengthBytes) throws DecodeException {
    ByteReader reader = new ByteReader(extension(type));
    reader.skip(lengthBytes);
    List<Integer> numbers = new ArrayList<>();
    while (reader.remaining() > 0) {
      numbers.add(reader.u16());
    }
    return numbers;
  }

  /** The groups it sends keys of. */
  List<Integer> keyShares() throws DecodeException {
    ByteReader reader = new ByteReader(extension(KEY_SHARE));
    reader.skip(2);
    List<Integer> groups = new ArrayList<>();
    while (reader.remaining() > 0) {
      groups.add(reader.u16());
      reader.skip(reader.u16());
    }
    return groups;
  }

  /** What an extension says; nothing where it is missing. */
  byte[] extension(int type) {
    return extensions.getOrDefault(type, new byte[0]);
  }
}
