package org.tropea.benchmarks;

import static org.tropea.benchmarks.Carrier.MEGABYTE;
import static org.tropea.benchmarks.Carrier.MIDDLE;
import static org.tropea.benchmarks.Carrier.PER_CPU;
import static org.tropea.benchmarks.Carrier.ROLES;

import java.util.ArrayList;
import java.util.List;
import org.tropea.benchmarks.Carrier.Cost;

/** What bytes cost with CGO on every hop: per relay and client, and how fast they come. */
final class CarryRows {
  private static final List<String> TARGETS_AMONG_OURS = List.of("3.5", "3.5", "3");

  private final Scene scene;
  private final Carrier carrier;
  private final long bytes;
  private final List<Row> amongTheirs = new ArrayList<>();
  private final List<Row> amongOurs = new ArrayList<>();
  private final Row clientAmongTheirs = Row.more("client, rest C tor", PER_CPU, "1.5");
  private final Row clientAmongOurs = Row.more("client, rest ours", PER_CPU, "1.5");
  private final Row besideBareLoop =
      Row.more("middle, rest ours, beside a bare loop in C", PER_CPU, "0.65");
  private final Row oneStream =
      Row.more("one stream, three hops, all ours or all C tor", "MB/s", "2");
  private final Row eightStreams =
      Row.more("eight streams, three hops, all ours or all C tor", "MB/s", "");

  /** Rows of downloads of {@code bytes} each, more where nothing of C tor slows them. */
  CarryRows(Scene scene, long bytes) {
    this.scene = scene;
    this.carrier = new Carrier(scene, Agreement.CGO);
    this.bytes = bytes;
    for (int hop = 0; hop < ROLES.size(); hop++) {
      amongTheirs.add(Row.more(ROLES.get(hop) + ", rest C tor", PER_CPU, "2.5"));
      amongOurs.add(Row.more(ROLES.get(hop) + ", rest ours", PER_CPU, TARGETS_AMONG_OURS.get(hop)));
    }
  }

  List<Row> rows() {
    List<Row> rows = new ArrayList<>(amongTheirs);
    rows.add(clientAmongTheirs);
    rows.addAll(amongOurs);
    rows.addAll(List.of(clientAmongOurs, besideBareLoop, oneStream, eightStreams));
    return rows;
  }

  /** Makes the JVMs compile what they will run. */
  void warmUp() throws Exception {
    for (int i = 0; i < 6; i++) {
      carrier.carry(scene.ourClient(), "ooo", i % 2 == 0 ? 1 : 8, 4 * bytes);
    }
    carrier.carry(scene.ctorClient(), "ooo", 1, 2 * bytes);
    // Beside C tor's relays cells come a few at a time, by other branches than when all are ours:
    // the JIT is at work on them for a minute.
    for (int i = 0; i < 2; i++) {
      carrier.carry(scene.ourClient(), "ccc", 1, bytes);
      carrier.carry(scene.ctorClient(), "occ", 1, 2 * bytes);
      carrier.carry(scene.ctorClient(), "coc", 1, 2 * bytes);
      carrier.carry(scene.ctorClient(), "cco", 1, bytes);
    }
  }

  /** The same downloads again and again, for profiles: all ours, then each role beside C tor. */
  void repeat(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      carrier.carry(scene.ourClient(), "ooo", 1, 4 * bytes);
      carrier.carry(scene.ourClient(), "ccc", 1, bytes);
      for (int hop = 0; hop < ROLES.size(); hop++) {
        carrier.carry(scene.ctorClient(), Carrier.kinds('c', hop, 'o'), 1, bytes);
      }
    }
  }

  /** One pair of each row, ours and C tor's in turn. */
  void measure() throws Exception {
    Cost allCtor = carrier.carry(scene.ctorClient(), "ccc", 1, bytes);
    for (int hop = 0; hop < ROLES.size(); hop++) {
      // A middle takes half the processor time of the others, and that is counted by 10 ms.
      long more = hop == MIDDLE ? 2 * bytes : bytes;
      Cost cost = carrier.carry(scene.ctorClient(), Carrier.kinds('c', hop, 'o'), 1, more);
      amongTheirs.get(hop).pair(cost.relays().get(hop), allCtor.relays().get(hop));
    }
    Cost ourClient = carrier.carry(scene.ourClient(), "ccc", 1, bytes);
    clientAmongTheirs.pair(ourClient.client(), allCtor.client());

    Cost allOurs = carrier.carry(scene.ourClient(), "ooo", 1, 4 * bytes);
    if (BareLoop.isThere()) {
      besideBareLoop.pair(
          allOurs.relays().get(MIDDLE), BareLoop.megabytesPerCpuSecond(BareLoop.CGO_DATA));
    }
    for (int hop = 0; hop < ROLES.size(); hop++) {
      Cost cost = carrier.carry(scene.ourClient(), Carrier.kinds('o', hop, 'c'), 1, 2 * bytes);
      amongOurs.get(hop).pair(allOurs.relays().get(hop), cost.relays().get(hop));
    }
    Cost ctorClient = carrier.carry(scene.ctorClient(), "ooo", 1, 2 * bytes);
    clientAmongOurs.pair(allOurs.client(), ctorClient.client());

    oneStream.pair(4 * bytes / MEGABYTE / allOurs.seconds(), bytes / MEGABYTE / allCtor.seconds());
    Cost eightOurs = carrier.carry(scene.ourClient(), "ooo", 8, 4 * bytes);
    Cost eightCtor = carrier.carry(scene.ctorClient(), "ccc", 8, bytes);
    eightStreams.pair(
        4 * bytes / MEGABYTE / eightOurs.seconds(), bytes / MEGABYTE / eightCtor.seconds());
  }
}
