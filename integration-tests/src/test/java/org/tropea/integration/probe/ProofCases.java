package org.tropea.integration.probe;

import static org.tropea.integration.probe.HostileCase.ours;
import static org.tropea.integration.probe.HostileCase.same;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.certificate.CertificateType;
import org.tropea.protocol.cell.CellCommand;

/** The rows L of CERTS and AUTHENTICATE: who a link proves to be. */
final class ProofCases {
  private static final int AUTHORIZE = 132;

  private ProofCases() {}

  static List<HostileCase> all() {
    List<HostileCase> cases = new ArrayList<>(certs());
    cases.addAll(authenticate());
    return cases;
  }

  private static List<HostileCase> certs() {
    return List.of(
        same("link-14 CERTS empty", scene -> certs(scene, new byte[0]), Outcome.CLOSED),
        same("link-14 CERTS n=0", scene -> certs(scene, new byte[] {0}), Outcome.CLOSED),
        same(
            "link-14 CERTS truncated",
            scene -> {
              byte[] whole = scene.identity().certs();
              return certs(scene, Arrays.copyOf(whole, whole.length / 2));
            },
            Outcome.CLOSED),
        same(
            "link-14 CERTS whose length overruns",
            scene -> certs(scene, new byte[] {1, 4, (byte) 0xff, (byte) 0xff, 1, 2, 3}),
            Outcome.CLOSED),
        same(
            "link-14 CERTS with a type twice",
            scene -> {
              List<ProbeIdentity.Entry> entries = scene.identity().entries();
              entries.add(entries.get(0));
              return certs(scene, ProbeIdentity.certs(entries));
            },
            Outcome.CLOSED),
        same(
            "link-14 CERTS expired",
            scene -> certs(scene, ProbeIdentity.certs(scene.identity().expiredEntries())),
            Outcome.CLOSED),
        same(
            "link-14 CERTS by a wrong key",
            scene -> certs(scene, ProbeIdentity.certs(scene.identity().strangersEntries())),
            Outcome.CLOSED),
        same(
            "link-14 CERTS of RSA 512",
            scene -> certs(scene, new ProbeIdentity(512).certs()),
            Outcome.CLOSED),
        same(
            "link-14 CERTS without the cross certificate",
            scene -> {
              List<ProbeIdentity.Entry> entries = scene.identity().entries();
              entries.removeIf(entry -> entry.type() == CertificateType.RSA_CROSS);
              return certs(scene, ProbeIdentity.certs(entries));
            },
            Outcome.CLOSED));
  }

  private static Outcome certs(Scene scene, byte[] body) throws Exception {
    LinkProbe link = scene.tls().versions().awaitTheirs();
    link.sendCell(0, CellCommand.CERTS, body);
    return link.expectClosed(LinkProbe.PATIENCE);
  }

  private static List<HostileCase> authenticate() {
    return List.of(
        same(
            "link-15 AUTHENTICATE before CERTS",
            scene -> {
              LinkProbe link = scene.tls().versions().awaitTheirs();
              return authenticate(link, scene.identity().authenticate(link));
            },
            Outcome.CLOSED),
        same(
            "link-15 AUTHENTICATE of 1 byte",
            scene -> authenticate(shown(scene), new byte[1]),
            Outcome.CLOSED),
        same(
            "link-15 AUTHENTICATE of another type",
            scene -> {
              LinkProbe link = shown(scene);
              byte[] body = scene.identity().authenticate(link);
              body[1] = 1;
              return authenticate(link, body);
            },
            Outcome.CLOSED),
        same(
            "link-15 AUTHENTICATE with another exporter",
            scene -> {
              LinkProbe link = shown(scene);
              return authenticate(link, scene.identity().authenticate(link, LinkCases.noise(32)));
            },
            Outcome.CLOSED),
        same("link-15 AUTHENTICATE of another link", ProofCases::replay, Outcome.CLOSED),
        same(
            "link-16 AUTH_CHALLENGE from the initiator",
            scene -> {
              LinkProbe link = scene.tls().versions().awaitTheirs();
              link.sendCell(0, CellCommand.AUTH_CHALLENGE, challenge());
              return link.expectClosed(LinkProbe.PATIENCE);
            },
            Outcome.CLOSED),
        same(
            "link-16 CERTS when open",
            scene -> {
              LinkProbe link = scene.client();
              link.sendCell(0, CellCommand.CERTS, scene.identity().certs());
              return link.expectClosed(LinkProbe.PATIENCE);
            },
            Outcome.CLOSED),
        ours(
            "link-16 AUTHORIZE and other long cells when open",
            scene -> {
              LinkProbe link = scene.client();
              link.sendCell(0, AUTHORIZE, LinkCases.noise(100));
              link.sendCell(0, 200, LinkCases.noise(65_535));
              return link.outcome();
            },
            Outcome.KEPT));
  }

  private static Outcome authenticate(LinkProbe link, byte[] body) throws Exception {
    link.sendCell(0, CellCommand.AUTHENTICATE, body);
    return link.expectClosed(LinkProbe.PATIENCE);
  }

  /** A link on which the certificates are shown: AUTHENTICATE is due. */
  private static LinkProbe shown(Scene scene) throws Exception {
    LinkProbe link = scene.tls().versions().awaitTheirs();
    link.sendCell(0, CellCommand.CERTS, scene.identity().certs());
    return link;
  }

  private static Outcome replay(Scene scene) throws Exception {
    byte[] used = scene.identity().authenticate(shown(scene));
    return authenticate(shown(scene), used);
  }

  private static byte[] challenge() {
    return new ByteWriter().bytes(LinkCases.noise(32)).u16(1).u16(3).toByteArray();
  }
}
