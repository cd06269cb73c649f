package org.tropea.integration.probe;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteWriter;

/**
 * What a name server says that means no good, by the first label of the name it was asked for (rows
 * exit-19 to exit-21). Immutable.
 *
 * @param id of the question
 * @param name in lower case
 * @param question as it stood: name, type and class
 */
record HostileAnswers(int id, String name, int type, byte[] question) {
  private static final int RESPONSE = 0x8180;
  private static final int TRUNCATED = 0x0200;
  private static final int CNAME = 5;
  private static final int RRSIG = 46;
  private static final int DNSKEY = 48;
  private static final int MOST_OVER_TCP = 65_000;
  private static final int POINTER_TO_QUESTION = 0xc00c;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  /** No answer at all. */
  private static final List<byte[]> SILENCE = List.of();

  /** What is sent back over UDP; null for a name that is not hostile. */
  @Nullable List<byte[]> overUdp() {
    String label = name.substring(0, Math.max(0, name.indexOf('.')));
    return switch (label) {
      case "silent" -> SILENCE;
      case "wrong-id" -> List.of(address(id ^ 1, question, LOOPBACK));
      case "wrong-question" -> List.of(address(id, renamed(), LOOPBACK));
      case "other-case" -> List.of(address(id, upperCase(), LOOPBACK));
      case "noise" -> List.of(noise());
      case "pointer-loop" -> List.of(pointerLoop());
      case "cut" -> List.of(Arrays.copyOf(address(id, question, LOOPBACK), 40));
      case "no-question" -> List.of(head(RESPONSE, 0, 0).toByteArray());
      case "cname-loop" -> List.of(alias(name));
      case "big", "signed", "cut-short", "silent-tcp" ->
          List.of(head(RESPONSE | TRUNCATED, 1, 0).bytes(question).toByteArray());
      case "private" -> List.of(address(id, question, new byte[] {10, 0, 0, 1}));
      default -> label.matches("chain\\d+") ? List.of(chain(label)) : null;
    };
  }

  /** The same over TCP, without the length in front; null where nothing is said. */
  byte @Nullable [] overTcp() {
    return switch (name.substring(0, Math.max(0, name.indexOf('.')))) {
      case "big" -> many(type == 1 ? LOOPBACK : new byte[16]);
      case "signed" -> signed();
      case "cut-short" -> new byte[3];
      default -> null;
    };
  }

  private ByteWriter head(int flags, int questions, int answers) {
    return new ByteWriter(600).u16(id).u16(flags).u16(questions).u16(answers).u16(0).u16(0);
  }

  private byte[] address(int said, byte[] asked, byte[] address) {
    boolean ipv4 = type == 1;
    byte[] message = head(RESPONSE, 1, ipv4 ? 1 : 0).bytes(asked).toByteArray();
    ByteWriter reply = new ByteWriter(600).bytes(message);
    if (ipv4) {
      record(reply, 1, address);
    }
    byte[] whole = reply.toByteArray();
    whole[0] = (byte) (said >> 8);
    whole[1] = (byte) said;
    return whole;
  }

  private static void record(ByteWriter reply, int type, byte[] data) {
    reply.u16(POINTER_TO_QUESTION).u16(type).u16(1).i32(300).u16(data.length).bytes(data);
  }

  private byte[] renamed() {
    byte[] other = question.clone();
    other[1] = (byte) (other[1] == 'x' ? 'y' : 'x');
    return other;
  }

  /** An answer to who has guessed the id, but not the case of the letters. */
  private byte[] upperCase() {
    byte[] other = question.clone();
    for (int i = 0; i < other.length - 4; i++) {
      other[i] = (byte) Character.toUpperCase(other[i]);
    }
    return other;
  }

  private byte[] noise() {
    byte[] bytes = new byte[200];
    new Random(id).nextBytes(bytes);
    bytes[0] = (byte) (id >> 8);
    bytes[1] = (byte) id;
    bytes[2] |= (byte) 0x80;
    return bytes;
  }

  /** The name of the answer points to itself. */
  private byte[] pointerLoop() {
    int at = 12 + question.length;
    return head(RESPONSE, 1, 1)
        .bytes(question)
        .u16(0xc000 | at)
        .u16(type)
        .u16(1)
        .i32(300)
        .u16(4)
        .bytes(LOOPBACK)
        .toByteArray();
  }

  private byte[] alias(String to) {
    ByteWriter reply =
        new ByteWriter(600).bytes(head(RESPONSE, 1, 1).bytes(question).toByteArray());
    record(reply, CNAME, encoded(to));
    return reply.toByteArray();
  }

  /** One CNAME after the other, a hundred of them, each to be asked for. */
  private byte[] chain(String label) {
    int link = Integer.parseInt(label.substring("chain".length()));
    return link < 100 ? alias("chain" + (link + 1) + ".example") : address(id, question, LOOPBACK);
  }

  /** 64 KB of the same address. */
  private byte[] many(byte[] data) {
    int count = (MOST_OVER_TCP - question.length - 12) / (12 + data.length);
    ByteWriter reply = new ByteWriter(66_000).bytes(head(RESPONSE, 1, count).toByteArray());
    reply.bytes(question);
    for (int i = 0; i < count; i++) {
      record(reply, type, data);
    }
    return reply.toByteArray();
  }

  /** As for KeyTrap: keys and signatures to the brim, and one address. */
  private byte[] signed() {
    byte[] key = new byte[40];
    int pairs = (MOST_OVER_TCP - question.length - 40) / (2 * (12 + key.length));
    boolean ipv4 = type == 1;
    ByteWriter reply =
        new ByteWriter(66_000)
            .bytes(head(RESPONSE, 1, 2 * pairs + (ipv4 ? 1 : 0)).toByteArray())
            .bytes(question);
    for (int i = 0; i < pairs; i++) {
      record(reply, DNSKEY, key);
      record(reply, RRSIG, key);
    }
    if (ipv4) {
      record(reply, 1, LOOPBACK);
    }
    return reply.toByteArray();
  }

  /** A name as DNS writes it. */
  static byte[] encoded(String text) {
    ByteWriter name = new ByteWriter();
    for (String label : text.split("\\.", -1)) {
      name.u8(label.length()).bytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    return name.u8(0).toByteArray();
  }

  /** Names of which nothing good can come. */
  static List<String> hopeless() {
    List<String> labels =
        new ArrayList<>(
            List.of(
                "silent",
                "wrong-id",
                "wrong-question",
                "other-case",
                "noise",
                "pointer-loop",
                "cut",
                "no-question",
                "cname-loop",
                "chain0",
                "cut-short",
                "silent-tcp"));
    labels.replaceAll(label -> label + ".example");
    return labels;
  }
}
