package org.tropea.relay.defence;

/**
 * What was refused since the relay started, as C tor's heartbeat counts it. Immutable.
 *
 * @param circuitsEnabled whether circuits are watched now
 * @param connectionsEnabled whether links are
 * @param streamsEnabled whether streams are
 * @param overflows circuits that ended because too many cells waited
 * @param circuits that were refused
 * @param marked addresses marked for their circuits
 * @param markedForQueue addresses marked for their overflows
 * @param concurrent links refused since their address had too many
 * @param connects links refused since their address opened too many at once
 * @param streams that were refused
 * @param directories directory streams that were refused
 */
public record DefenceTotals(
    boolean circuitsEnabled,
    boolean connectionsEnabled,
    boolean streamsEnabled,
    long overflows,
    long circuits,
    long marked,
    long markedForQueue,
    long concurrent,
    long connects,
    long streams,
    long directories) {
  /** The words of C tor's heartbeat; may be logged. */
  @Override
  public String toString() {
    return "%d circuits killed with too many cells, %s, %s, %s, %d BEGIN_DIR rejected"
        .formatted(
            overflows,
            circuitsEnabled
                ? "%d circuits rejected, %d marked addresses, %d marked addresses for max queue"
                    .formatted(circuits, marked, markedForQueue)
                : "[DoSCircuitCreationEnabled disabled]",
            connectionsEnabled
                ? "%d same address concurrent connections rejected, %d connections rejected"
                    .formatted(concurrent, connects)
                : "[DoSConnectionEnabled disabled]",
            streamsEnabled ? streams + " stream rejected" : "[DoSStreamCreationEnabled disabled]",
            directories);
  }
}
