package org.tropea.integration.probe;

import static org.tropea.integration.probe.HostileCase.differs;
import static org.tropea.integration.probe.HostileCase.ours;
import static org.tropea.integration.probe.HostileCase.same;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.protocol.cell.CellCommand;

/** The rows L: links and their handshakes; those of proofs are in {@link ProofCases}. */
final class LinkCases {
  private static final int PROTOCOL_VERSION = 70;
  private static final int HANDSHAKE_FAILURE = 40;

  private LinkCases() {}

  static List<HostileCase> all() {
    List<HostileCase> cases = new ArrayList<>(beforeVersions());
    cases.addAll(versions());
    cases.addAll(ProofCases.all());
    cases.addAll(netinfo());
    return cases;
  }

  private static List<HostileCase> beforeVersions() {
    return List.of(
        same(
            "link-1 plaintext HTTP",
            scene -> plain(scene, "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
            Outcome.CLOSED),
        same("link-1 random bytes", scene -> plain(scene, noise(4000)), Outcome.CLOSED),
        same(
            "link-24 10,000 TLS alerts",
            scene -> records(scene, 21, 10_000, 1, 90),
            Outcome.CLOSED),
        same("link-24 5,000 empty TLS records", scene -> records(scene, 22, 5_000), Outcome.CLOSED),
        same("link-24 TLS records of one byte", LinkCases::byteByByte, Outcome.KEPT),
        same("link-2 TLS 1.1 only", LinkCases::oldTls, Outcome.alert(PROTOCOL_VERSION)),
        same(
            "link-2 TLS 1.2 with static RSA only",
            scene -> hello(scene, 0x0303, 0x009d, 0x009c, 0x0035, 0x002f),
            Outcome.alert(HANDSHAKE_FAILURE)),
        same(
            "link-2 TLS 1.2 with suites of every kind",
            scene -> hello(scene, 0x0303, 0x009c, 0xcca8, 0xc013, 0xc014, 0xc02f, 0xc030),
            Outcome.suite(0xc030)),
        same(
            "link-2 TLS 1.2 without 256 bits",
            scene -> hello(scene, 0x0303, 0x009c, 0xcca8, 0xc013, 0xc02f),
            Outcome.suite(0xc02f)),
        same(
            "link-5 CREATE_FAST first",
            scene -> first(scene, CellCommand.CREATE_FAST, new byte[20]),
            Outcome.CLOSED),
        same(
            "link-5 CERTS first",
            scene -> first(scene, CellCommand.CERTS, scene.identity().certs()),
            Outcome.CLOSED),
        ours(
            "link-6 NETINFO first",
            scene -> first(scene, CellCommand.NETINFO, new byte[11]),
            Outcome.CLOSED),
        same(
            "link-7 VPADDING first, then a relay's handshake",
            scene -> {
              LinkProbe link = scene.tls();
              link.sendCell(0, CellCommand.VPADDING, noise(100));
              return link.handshake(scene.identity()).outcome();
            },
            Outcome.KEPT));
  }

  private static List<HostileCase> versions() {
    byte[] many = new byte[65_534];
    many[1] = 4;
    many[3] = 5;
    return List.of(
        differs(
            "link-9 VERSIONS only 3",
            scene -> {
              LinkProbe link = scene.tls().versionThree();
              try {
                return link.awaitTheirs().netinfo().outcome();
              } catch (AssertionError e) {
                return Outcome.CLOSED;
              }
            },
            Outcome.CLOSED,
            Outcome.KEPT),
        same("link-10 VERSIONS of 65,534 bytes", scene -> versions(scene, 0, many), Outcome.KEPT),
        same(
            "link-10 VERSIONS on a circuit",
            scene -> versions(scene, 7, new byte[] {0, 4, 0, 5}),
            Outcome.KEPT),
        same(
            "link-10 VERSIONS of nothing",
            scene -> versions(scene, 0, new byte[0]),
            Outcome.CLOSED),
        ours(
            "link-10 VERSIONS of an odd length",
            scene -> versions(scene, 0, new byte[] {0, 4, 0}),
            Outcome.CLOSED),
        differs(
            "link-11 second VERSIONS before NETINFO",
            scene -> {
              LinkProbe link = scene.tls().versions().awaitTheirs();
              link.versions().netinfo();
              return link.outcome();
            },
            Outcome.CLOSED,
            Outcome.KEPT),
        same("link-11 second VERSIONS", scene -> scene.client().versions().outcome(), Outcome.KEPT),
        same(
            "link-12 PADDING before NETINFO",
            scene -> beforeNetinfo(scene, CellCommand.PADDING, new byte[0]),
            Outcome.CLOSED),
        same(
            "link-12 CREATE before NETINFO",
            scene -> beforeNetinfo(scene, CellCommand.CREATE, new byte[0]),
            Outcome.CLOSED),
        same(
            "link-12 CREATE_FAST before NETINFO",
            scene -> beforeNetinfo(scene, CellCommand.CREATE_FAST, new byte[20]),
            Outcome.CLOSED),
        same(
            "link-19 NETINFO of a clock ten years off",
            scene -> {
              byte[] body = {0x7f, 0, 0, 0, 4, 4, 127, 0, 0, 1, 0};
              LinkProbe link = scene.tls().versions().awaitTheirs();
              link.sendCell(0, CellCommand.NETINFO, body);
              return link.outcome();
            },
            Outcome.KEPT),
        same("link-26 120 links at once", LinkCases::manyLinks, Outcome.KEPT),
        same(
            "link-20 PADDING_NEGOTIATE of garbage",
            scene -> {
              LinkProbe link = scene.client();
              for (int i = 0; i < 20; i++) {
                link.sendCell(0, CellCommand.PADDING_NEGOTIATE, noise(509));
              }
              return link.outcome();
            },
            Outcome.KEPT));
  }

  private static Outcome versions(Scene scene, int circuitId, byte[] body) throws Exception {
    LinkProbe link = scene.tls();
    link.sendCell(circuitId, CellCommand.VERSIONS, body);
    try {
      return link.awaitTheirs().netinfo().outcome();
    } catch (AssertionError e) {
      return Outcome.CLOSED;
    }
  }

  private static List<HostileCase> netinfo() {
    byte[] unknownType = {0, 0, 0, 0, 77, 4, 1, 2, 3, 4, 0};
    byte[] longIpv4 = new byte[30];
    longIpv4[4] = 4;
    longIpv4[5] = 16;
    byte[] longAddress = noise(509);
    longAddress[4] = 4;
    longAddress[5] = (byte) 255;
    byte[] manyAddresses = noise(509);
    Arrays.fill(manyAddresses, 0, 10, (byte) 0);
    manyAddresses[4] = 4;
    manyAddresses[5] = 4;
    manyAddresses[10] = (byte) 255;
    Arrays.fill(manyAddresses, 11, 509, (byte) 9);
    return List.of(
        same("link-17 NETINFO all zero", scene -> netinfo(scene, new byte[0]), Outcome.CLOSED),
        same(
            "link-17 NETINFO address of 255", scene -> netinfo(scene, longAddress), Outcome.CLOSED),
        same(
            "link-17 NETINFO of 255 addresses",
            scene -> netinfo(scene, manyAddresses),
            Outcome.CLOSED),
        same("link-17 NETINFO unknown type", scene -> netinfo(scene, unknownType), Outcome.CLOSED),
        same(
            "link-17 NETINFO IPv4 of 16 bytes", scene -> netinfo(scene, longIpv4), Outcome.CLOSED));
  }

  private static Outcome netinfo(Scene scene, byte[] body) throws Exception {
    LinkProbe link = scene.tls().versions().awaitTheirs();
    link.sendCell(0, CellCommand.NETINFO, body);
    return link.expectClosed(LinkProbe.PATIENCE);
  }

  private static Outcome plain(Scene scene, byte[] bytes) throws IOException {
    try (Socket socket = new Socket(scene.node().address().getAddress(), port(scene))) {
      socket.setSoTimeout((int) LinkProbe.PATIENCE.toMillis());
      socket.getOutputStream().write(bytes);
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {
        // Perhaps an alert.
      }
      return Outcome.CLOSED;
    } catch (SocketTimeoutException e) {
      return Outcome.SILENT;
    } catch (IOException e) {
      return Outcome.CLOSED;
    }
  }

  /** So many records of one type, before TLS has begun. */
  private static Outcome records(Scene scene, int type, int count, int... content)
      throws IOException {
    ByteWriter all = new ByteWriter(count * (5 + content.length));
    for (int i = 0; i < count; i++) {
      all.u8(type).u16(0x0301).u16(content.length);
      for (int each : content) {
        all.u8(each);
      }
    }
    return plain(scene, all.toByteArray());
  }

  private static Outcome byteByByte(Scene scene) throws Exception {
    LinkProbe link = scene.client();
    for (byte each : link.frame(0, CellCommand.PADDING, new byte[0])) {
      link.send(new byte[] {each});
    }
    return link.outcome();
  }

  private static int port(Scene scene) {
    return scene.node().address().getPort();
  }

  /** A ClientHello of TLS 1.1, since no engine here would send one. */
  private static Outcome oldTls(Scene scene) throws IOException {
    return hello(scene, 0x0302, 0xc013, 0x002f);
  }

  /** What a ClientHello of this version that offers these suites leads to, with P-256 and RSA. */
  private static Outcome hello(Scene scene, int version, int... suites) throws IOException {
    ByteWriter offered = new ByteWriter();
    for (int suite : suites) {
      offered.u16(suite);
    }
    byte[] groups = new ByteWriter().u16(10).u16(4).u16(2).u16(0x17).toByteArray();
    byte[] formats = new ByteWriter().u16(11).u16(2).u8(1).u8(0).toByteArray();
    byte[] signatures =
        new ByteWriter().u16(13).u16(6).u16(4).u16(0x0401).u16(0x0804).toByteArray();
    byte[] hello =
        new ByteWriter()
            .u16(version)
            .bytes(noise(32))
            .u8(0)
            .u16(offered.length())
            .bytes(offered.toByteArray())
            .u8(1)
            .u8(0)
            .u16(groups.length + formats.length + signatures.length)
            .bytes(groups)
            .bytes(formats)
            .bytes(signatures)
            .toByteArray();
    byte[] record =
        new ByteWriter()
            .u8(0x16)
            .u16(0x0301)
            .u16(hello.length + 4)
            .i32(1 << 24 | hello.length)
            .bytes(hello)
            .toByteArray();
    try (Socket socket = new Socket(scene.node().address().getAddress(), port(scene))) {
      socket.setSoTimeout((int) LinkProbe.PATIENCE.toMillis());
      socket.getOutputStream().write(record);
      InputStream in = socket.getInputStream();
      byte[] head = in.readNBytes(7);
      if (head.length < 7) {
        return Outcome.CLOSED;
      }
      if (head[0] == 0x15) {
        return Outcome.alert(head[6]);
      }
      // The rest of the length, the version and the random of the ServerHello.
      in.readNBytes(2 + 2 + 32);
      in.readNBytes(in.read());
      return Outcome.suite(in.read() << 8 | in.read());
    }
  }

  /** No consensus asks for a defence, and a test network has none of its own. */
  private static Outcome manyLinks(Scene scene) throws Exception {
    List<LinkProbe> links = new ArrayList<>();
    try {
      for (int i = 0; i < 120; i++) {
        LinkProbe link = LinkProbe.connect(scene.node().address());
        links.add(link);
        link.handshake();
      }
      for (LinkProbe link : links) {
        if (!link.outcome().equals(Outcome.KEPT)) {
          return Outcome.CLOSED;
        }
      }
      return Outcome.KEPT;
    } finally {
      links.forEach(LinkProbe::close);
    }
  }

  private static Outcome first(Scene scene, int command, byte[] body) throws Exception {
    LinkProbe link = scene.tls();
    link.sendCell(0, command, body);
    return link.expectClosed(LinkProbe.PATIENCE);
  }

  private static Outcome beforeNetinfo(Scene scene, int command, byte[] body) throws Exception {
    LinkProbe link = scene.tls().versions().awaitTheirs();
    link.sendCell(command == CellCommand.PADDING ? 0 : link.freshId(), command, body);
    return link.expectClosed(LinkProbe.PATIENCE);
  }

  static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
