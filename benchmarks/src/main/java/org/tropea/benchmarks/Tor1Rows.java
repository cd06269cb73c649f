package org.tropea.benchmarks;

import static org.tropea.benchmarks.Carrier.MIDDLE;
import static org.tropea.benchmarks.Carrier.PER_CPU;
import static org.tropea.benchmarks.Carrier.ROLES;

import java.util.ArrayList;
import java.util.List;
import org.tropea.benchmarks.Carrier.Cost;

/** What bytes cost a relay with tor1 on every hop. All downloads are of our client. */
final class Tor1Rows {
  private final Scene scene;
  private final Carrier carrier;
  private final long bytes;
  private final List<Row> amongTheirs = new ArrayList<>();
  private final List<Row> amongOurs = new ArrayList<>();
  private final Row besideBareLoop =
      Row.more("tor1: middle, rest ours, beside a bare loop in C", PER_CPU, "0.75");

  Tor1Rows(Scene scene, long bytes) {
    this.scene = scene;
    this.carrier = new Carrier(scene, Agreement.TOR1);
    this.bytes = bytes;
    for (String role : ROLES) {
      amongTheirs.add(Row.more("tor1: " + role + ", rest C tor", PER_CPU, ""));
      amongOurs.add(Row.more("tor1: " + role + ", rest ours", PER_CPU, ""));
    }
  }

  List<Row> rows() {
    List<Row> rows = new ArrayList<>(amongTheirs);
    rows.addAll(amongOurs);
    rows.add(besideBareLoop);
    return rows;
  }

  /** Makes the JVMs compile what they will run. */
  void warmUp() throws Exception {
    for (int i = 0; i < 4; i++) {
      carry("ooo", 4 * bytes);
    }
    for (int hop = 0; hop < ROLES.size(); hop++) {
      carry(Carrier.kinds('c', hop, 'o'), 2 * bytes);
    }
  }

  /** One pair of each row, ours and C tor's in turn. */
  void measure() throws Exception {
    Cost allCtor = carry("ccc", bytes);
    for (int hop = 0; hop < ROLES.size(); hop++) {
      Cost cost = carry(Carrier.kinds('c', hop, 'o'), hop == MIDDLE ? 2 * bytes : bytes);
      amongTheirs.get(hop).pair(cost.relays().get(hop), allCtor.relays().get(hop));
    }
    Cost allOurs = carry("ooo", 4 * bytes);
    if (BareLoop.isThere()) {
      besideBareLoop.pair(
          allOurs.relays().get(MIDDLE), BareLoop.megabytesPerCpuSecond(BareLoop.TOR1_DATA));
    }
    for (int hop = 0; hop < ROLES.size(); hop++) {
      Cost cost = carry(Carrier.kinds('o', hop, 'c'), 2 * bytes);
      amongOurs.get(hop).pair(allOurs.relays().get(hop), cost.relays().get(hop));
    }
  }

  private Cost carry(String kinds, long total) throws Exception {
    return carrier.carry(scene.ourClient(), kinds, 1, total);
  }
}
