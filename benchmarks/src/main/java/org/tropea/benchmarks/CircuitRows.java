package org.tropea.benchmarks;

import java.util.List;

/** What circuits cost to make. */
final class CircuitRows {
  private static final int HANDSHAKES = 3000;
  private static final int CIRCUITS = 1000;

  private final Scene scene;
  private final Row creates =
      Row.more("CREATE2 (ntor v3, congestion control, CGO) answered", "per CPU second", "1.2");
  private final Row threeHops =
      Row.less("1,000 three-hop circuits, all ours or all C tor", "s", "");

  CircuitRows(Scene scene) {
    this.scene = scene;
  }

  List<Row> rows() {
    return List.of(creates, threeHops);
  }

  /** Makes the JVMs compile what they will run. */
  void warmUp() throws Exception {
    creates(scene.ours.get(1), 2 * HANDSHAKES);
    scene.ourClient().build(CIRCUITS, scene.path("ooo"));
    scene.ourClient().drop();
  }

  /** One pair of each; the same client of ours asks for the CREATE2 of both. */
  void measure() throws Exception {
    creates.pair(creates(scene.ours.get(1), HANDSHAKES), creates(scene.theirs.get(1), HANDSHAKES));
    double ours = scene.ourClient().build(CIRCUITS, scene.path("ooo"));
    scene.ourClient().drop();
    double theirs = scene.ctorClient().build(CIRCUITS, scene.path("ccc"));
    scene.ctorClient().drop();
    threeHops.pair(ours, theirs);
  }

  private double creates(Node relay, int count) throws Exception {
    double before = ProcessFigures.cpuSeconds(relay.pid());
    scene.ourClient().build(count, List.of(relay));
    double used = ProcessFigures.cpuSeconds(relay.pid()) - before;
    scene.ourClient().drop();
    return count / used;
  }
}
