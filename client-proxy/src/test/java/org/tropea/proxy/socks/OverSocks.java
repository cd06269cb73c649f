package org.tropea.proxy.socks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.tropea.protocol.Vector.hex;

import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.stream.FakeCarrier;
import org.tropea.protocol.stream.Lingering;
import org.tropea.proxy.request.FakeClient;
import org.tropea.proxy.request.ProgramChannel;
import org.tropea.proxy.request.Requests;

/** A test of programs at a SOCKS port, before a network that the test plays. */
@ExtendWith(NoLeaks.class)
abstract class OverSocks {
  static final byte[] GREETING = hex("05 01 00");
  static final byte[] LOGIN_GREETING = hex("05 01 02");
  static final byte[] REQUEST =
      hex(/* CONNECT, host name */ "05 01 00 03", /* "abc.de" */ "06 6162632e6465", "01bb");
  static final byte[] FAILURE = hex("05 01 00 01 00000000 0000");
  static final byte[] SUCCESS = hex("05 00 00 01 00000000 0000");

  final ProgramChannel program = new ProgramChannel();
  final FakeClient network = new FakeClient(program);
  final FakeCarrier carrier = new FakeCarrier(program);
  final List<ProgramChannel> programs = new ArrayList<>();

  OverSocks() {
    serve(program, network.requests());
  }

  /** Another program at the same port. */
  ProgramChannel program() {
    return serve(new ProgramChannel(), network.requests());
  }

  ProgramChannel serve(ProgramChannel channel, Requests requests) {
    programs.add(channel);
    SocksListener.serve(
        new SocksPort(requests, Duration.ofMinutes(2), new Lingering(Lingering.USUAL_BYTES)),
        channel);
    return channel;
  }

  @AfterEach
  void close() {
    programs.forEach(EmbeddedChannel::finishAndReleaseAll);
  }

  void send(byte[] bytes) {
    program.send(bytes);
  }

  byte[] answer() {
    return program.answer();
  }

  static byte[] login(String user, String password) {
    byte[] bytes = new byte[3 + user.length() + password.length()];
    bytes[0] = 1;
    bytes[1] = (byte) user.length();
    System.arraycopy(user.getBytes(ISO_8859_1), 0, bytes, 2, user.length());
    bytes[2 + user.length()] = (byte) password.length();
    System.arraycopy(password.getBytes(ISO_8859_1), 0, bytes, 3 + user.length(), password.length());
    return bytes;
  }

  static byte[] concat(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }
}
