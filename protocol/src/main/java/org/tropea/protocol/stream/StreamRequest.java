package org.tropea.protocol.stream;

/**
 * One stream that was asked for, and what comes of it, as the watch is told. Whoever opens it says
 * so; how it is closed it sees by itself. Confined to the loop of its circuits.
 */
public final class StreamRequest {
  private final StreamWatch watch;
  private StreamFacts facts;
  private long circuit;
  private boolean decided;

  StreamRequest(StreamWatch watch, StreamFacts facts) {
    this.watch = watch;
    this.facts = facts;
  }

  /** Which stream it is. */
  public StreamFacts facts() {
    return facts;
  }

  /** It waits until its user says which circuit it is to be sent on. */
  public void unattached() {
    watch.unattached(facts);
  }

  /** Its user says where it is to go instead. */
  public void redirect(String host, int port) {
    facts = new StreamFacts(facts.number(), facts.purpose(), host, port);
    watch.redirected(facts);
  }

  /** The message that begins it was sent on the circuit of that number. */
  public void sent(long onCircuit) {
    circuit = onCircuit;
    watch.sent(facts, onCircuit);
  }

  /** The other side is connected: the end of {@code stream} is the end of this. */
  public void connected(TorStream stream) {
    decided = true;
    watch.connected(facts, circuit);
    stream
        .closeFuture()
        .addListener(
            closed -> watch.closed(facts, circuit, StreamEnd.of(stream), stream.carried()));
  }

  /** It is to be tried on another circuit. */
  public void detached(StreamEnd why) {
    watch.detached(facts, circuit, why);
  }

  /** It came to nothing; does nothing where it is connected, or failed already. */
  public void failed(StreamEnd why) {
    if (!decided) {
      decided = true;
      watch.failed(facts, why);
    }
  }
}
