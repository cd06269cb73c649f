package org.tropea.benchmarks;

/** How fast one long download comes through C tor's relays, by our client and by C tor's. */
final class StreamRow {
  private static final long BYTES = 200_000_000;

  private final Scene scene;
  private final Row row =
      Row.more("client, one stream of 200 MB over three relays of C tor", "MB/s", "1");

  StreamRow(Scene scene) {
    this.scene = scene;
  }

  Row row() {
    return row;
  }

  /** One pair, which takes half a minute: C tor's relays set the pace. */
  void measure() throws Exception {
    Carrier carrier = new Carrier(scene, Agreement.CGO);
    double ours = carrier.carry(scene.ourClient(), "ccc", 1, BYTES).seconds();
    double theirs = carrier.carry(scene.ctorClient(), "ccc", 1, BYTES).seconds();
    row.pair(BYTES / Carrier.MEGABYTE / ours, BYTES / Carrier.MEGABYTE / theirs);
  }
}
