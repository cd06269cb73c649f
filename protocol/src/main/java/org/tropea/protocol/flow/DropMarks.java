package org.tropea.protocol.flow;

/**
 * How many XOFFs and XONs the other end of a stream can have had reason for, by the bytes sent to
 * it: more could be marks for a relay on the way, which counts cells (row F07). All counts are
 * halved now and then, as by C tor, so that long silence earns nothing; and since that takes part
 * of what the next one is sent for, one more is let in from then on. Confined to the loop of its
 * circuit.
 */
final class DropMarks {
  private static final int HALVED_AT = 200;
  private static final long BYTES_HALVED_AT = 10L << 20;

  private final long perXoff;
  private final long perXon;
  private long bytes;
  private int xoffs;
  private int xons;
  private boolean halved;

  DropMarks(RateParameters parameters) {
    perXoff = parameters.theirStop();
    perXon = Math.min(parameters.theirStop(), parameters.rate());
  }

  /** Counts bytes sent. */
  void sent(int length) {
    if (bytes >= BYTES_HALVED_AT - length) {
      halve();
    }
    bytes += length;
  }

  /** Counts an XOFF; false when there was no reason for it. */
  boolean takesXoff() {
    if (xoffs == HALVED_AT) {
      halve();
    }
    xoffs++;
    return bytes >= perXoff * (xoffs - spare());
  }

  /** Counts an XON; false when there was no reason for it. */
  boolean takesXon() {
    if (xons == HALVED_AT) {
      halve();
    }
    xons++;
    return bytes >= perXon * (xons - spare());
  }

  private int spare() {
    return halved ? 1 : 0;
  }

  private void halve() {
    halved = true;
    bytes /= 2;
    xoffs /= 2;
    xons /= 2;
  }
}
