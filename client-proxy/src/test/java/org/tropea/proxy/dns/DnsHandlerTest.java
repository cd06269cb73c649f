package org.tropea.proxy.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tropea.protocol.Vector.hex;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.NetUtil;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tropea.client.AddressFamily;
import org.tropea.client.ConnectFailure;
import org.tropea.client.Lookup;
import org.tropea.protocol.NoLeaks;
import org.tropea.protocol.linkspec.IpAddress;
import org.tropea.protocol.message.Answer;
import org.tropea.protocol.message.EndReason;
import org.tropea.proxy.address.AddressMap;
import org.tropea.proxy.request.Caution;
import org.tropea.proxy.request.FakeClient;
import org.tropea.proxy.request.PortRules;
import org.tropea.proxy.request.Requests;

/** Row S09, cases socks-19 to socks-22. */
@ExtendWith(NoLeaks.class)
class DnsHandlerTest {
  private static final InetSocketAddress PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);
  private static final int A = 1;
  private static final int PTR = 12;
  private static final int AAAA = 28;
  private static final Answer ADDRESS = Answer.of(address("93.184.216.34"), 70);

  private EmbeddedChannel port = new EmbeddedChannel(new ChannelHandler[0]);
  private FakeClient network = new FakeClient(port);

  DnsHandlerTest() {
    serve(network.requests());
  }

  private void serve(Requests requests) {
    DnsListener.serve(requests, port);
  }

  @AfterEach
  void close() {
    port.finishAndReleaseAll();
  }

  @Test
  void address_isAnswered_underTheNameAsItWasWritten() {
    byte[] question = question("Www.eXample", A);
    ask(query(0x1234, 0x0100, question));
    assertThat(network.lookups)
        .containsExactly(new Lookup.Forward("www.example", AddressFamily.IPV4));
    network.found(Optional.of(ADDRESS));
    // Number, response with RD and RA, 1 question, 1 answer; name by a pointer, TTL 70.
    assertThat(answer())
        .isEqualTo(
            concat(
                hex("1234 8180 0001 0001 0000 0000"),
                question,
                hex("c00c 0001 0001 00000046 0004 5db8d822")));
  }

  @Test
  void ipv6Address_isAnswered_withALeastTtl() {
    byte[] question = question("a.example", AAAA);
    ask(query(1, 0, question));
    assertThat(network.lookups)
        .containsExactly(new Lookup.Forward("a.example", AddressFamily.IPV6));
    network.found(Optional.of(Answer.of(address("2606:2800::1"), 5)));
    assertThat(answer())
        .isEqualTo(
            concat(
                hex("0001 8080 0001 0001 0000 0000"),
                question,
                hex("c00c 001c 0001 0000003c 0010 26062800000000000000000000000001")));
  }

  @ParameterizedTest
  @CsvSource({
    "34.216.184.93.in-addr.arpa, 93.184.216.34",
    "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.2.6.0.6.2.IP6.ARPA, 2606:2800::1"
  })
  void name_isAnswered(String name, String address) {
    byte[] question = question(name, PTR);
    ask(query(1, 0x0100, question));
    assertThat(network.lookups).containsExactly(new Lookup.Reverse(address(address)));
    network.found(Optional.of(Answer.of("host.example", 60)));
    assertThat(answer())
        .isEqualTo(
            concat(
                hex("0001 8180 0001 0001 0000 0000"),
                question,
                hex("c00c 000c 0001 0000003c 000e 04686f7374 076578616d706c65 00")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.com",
        "1.2.3.in-addr.arpa",
        "1.2.3.256.in-addr.arpa",
        "x.ip6.arpa",
        "ip6.arpa"
      })
  void name_ofNoAddress_isAFailure(String name) {
    ask(query(1, 0x0100, question(name, PTR)));
    assertThat(code(answer())).isEqualTo(2);
    assertThat(network.lookups).isEmpty();
  }

  @Test
  void nameWithoutSuchAnAddress_isNoError() {
    ask(query(1, 0x0100, question("a.example", AAAA)));
    network.found(Optional.empty());
    assertThat(answer())
        .isEqualTo(concat(hex("0001 8180 0001 0000 0000 0000"), question("a.example", AAAA)));
  }

  @ParameterizedTest
  @CsvSource({"DESTINATION, 3", "TOR_NETWORK, 2", "CLOSED, 2", "LOCAL, 2"})
  void failure_hasItsCode(ConnectFailure.Kind kind, int code) {
    ask(query(1, 0x0100, question("a.example", A)));
    network.notFound(new ConnectFailure(kind, "no", EndReason.RESOLVE_FAILED));
    assertThat(code(answer())).isEqualTo(code);
  }

  /** RFC 7686, where C tor says SERVFAIL. */
  @Test
  void onionServices_doNotExist() {
    ask(query(1, 0x0100, question("www.x.onion", A)));
    assertThat(code(answer())).isEqualTo(3);
    assertThat(network.lookups).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"255, 1", "15, 1", "1, 3", "1, 255"})
  void otherTypesAndClasses_areNotImplemented(int type, int dnsClass) {
    ask(query(1, 0x0100, question("a.example", type, dnsClass)));
    assertThat(code(answer())).isEqualTo(4);
    assertThat(network.lookups).isEmpty();
  }

  @Test
  void ofSeveralQuestions_theFirstThatIsKnown_isAnswered() {
    byte[] unknown = question("other.example", 15);
    byte[] known = question("a.example", A);
    byte[] query = query(7, 0x0100, concat(unknown, known));
    query[5] = 2;
    ask(query);
    network.found(Optional.of(ADDRESS));
    byte[] answer = answer();
    byte[] pointer = hex("c000 0001 0001 00000046 0004 5db8d822");
    pointer[1] = (byte) (12 + unknown.length);
    assertThat(answer)
        .isEqualTo(concat(hex("0007 8180 0002 0001 0000 0000"), unknown, known, pointer));
  }

  /** C tor dies of the first two (libevent#1231). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0102030405",
        "0001 0100 0000 0000 0000 0000",
        "0001 0100 ffff 0000 0000 0000 01 61 00 0001 0001",
        "0001 8180 0001 0000 0000 0000 01 61 00 0001 0001",
        "0001 0100 0001 0000 0000 0000 c00c 0001 0001",
        "0001 0100 0001 0000 0000 0000 40 61 00 0001 0001",
        "0001 0100 0001 0000 0000 0000 3f 61",
        "0001 0100 0001 0000 0000 0000 01 61 00 0001"
      })
  void whatIsNoQuery_isIgnored(String datagram) {
    ask(hex(datagram));
    assertThat(port.<Object>readOutbound()).isNull();
    assertThat(port.isOpen()).isTrue();
    ask(query(1, 0x0100, question("a.example", A)));
    assertThat(network.lookups).as("the port still serves").hasSize(1);
  }

  @Test
  void randomDatagrams_changeNothing() {
    Random random = new Random(9);
    byte[] right = query(1, 0x0100, question("a.example", A));
    for (int i = 0; i < 3_000; i++) {
      byte[] changed = right.clone();
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      ask(changed);
      port.releaseOutbound();
    }
    port.checkException();
    assertThat(port.isOpen()).isTrue();
  }

  @Test
  void oneThousandUnderWay_areTheMost() {
    for (int i = 0; i < DnsHandler.MAX_UNDER_WAY + 5; i++) {
      ask(query(i, 0x0100, question("a.example", A)));
    }
    assertThat(network.lookups).hasSize(DnsHandler.MAX_UNDER_WAY);
    assertThat(port.<Object>readOutbound()).isNull();
    network.found(Optional.empty());
    assertThat(answer()).isNotEmpty();
    ask(query(9, 0x0100, question("a.example", A)));
    assertThat(network.lookups).hasSize(DnsHandler.MAX_UNDER_WAY + 1);
  }

  @Test
  void longestName_makesALittleMoreThanItsQuestion() {
    String label = "a".repeat(63);
    byte[] asked = query(1, 0x0100, question("34.216.184.93.in-addr.arpa", PTR));
    ask(asked);
    network.found(
        Optional.of(Answer.of(String.join(".", label, label, label, "a".repeat(59)), 60)));
    assertThat(answer().length - asked.length).isLessThanOrEqualTo(512);
  }

  @Test
  void programs_thatAreNotAdmitted_areRefused() {
    port = new EmbeddedChannel(new ChannelHandler[0]);
    network = new FakeClient(port);
    Caution nobody = new Caution(p -> false, false, false, Set.of(), Set.of(), true);
    serve(network.requests(PortRules.USUAL, nobody, AddressMap.Settings.USUAL));
    ask(query(1, 0x0100, question("a.example", A)));
    assertThat(code(answer())).isEqualTo(5);
  }

  private void ask(byte[] datagram) {
    port.writeInbound(
        new DatagramPacket(
            Unpooled.copiedBuffer(datagram),
            PORT,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000)));
    port.runPendingTasks();
  }

  private byte[] answer() {
    @Nullable DatagramPacket packet = port.readOutbound();
    assertThat(packet).isNotNull();
    byte[] bytes = new byte[packet.content().readableBytes()];
    packet.content().readBytes(bytes);
    packet.release();
    return bytes;
  }

  private static int code(byte[] answer) {
    return answer[3] & 0xf;
  }

  private static byte[] query(int id, int flags, byte[] questions) {
    byte[] header = new byte[12];
    header[0] = (byte) (id >> 8);
    header[1] = (byte) id;
    header[2] = (byte) (flags >> 8);
    header[3] = (byte) flags;
    header[5] = 1;
    return concat(header, questions);
  }

  private static byte[] question(String name, int type) {
    return question(name, type, 1);
  }

  private static byte[] question(String name, int type, int dnsClass) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String label : name.split("\\.", -1)) {
      out.write(label.length());
      out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    out.writeBytes(new byte[] {0, (byte) (type >> 8), (byte) type, 0, (byte) dnsClass});
    return out.toByteArray();
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static InetAddress address(String text) {
    return IpAddress.of(NetUtil.createByteArrayFromIpAddressString(text));
  }
}
