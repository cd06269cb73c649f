package org.tropea.protocol.stream;

import java.util.ArrayList;
import java.util.List;

/** Writes down what it is told of streams, a line for each event. */
public final class RecordedStreams implements StreamObserver {
  public final List<String> events = new ArrayList<>();
  public final List<StreamFacts> facts = new ArrayList<>();
  public final List<StreamTraffic> carried = new ArrayList<>();

  @Override
  public void requested(StreamFacts stream) {
    facts.add(stream);
    events.add("requested " + stream);
  }

  @Override
  public void sent(StreamFacts stream, long circuit) {
    events.add("sent %d on %d".formatted(stream.number(), circuit));
  }

  @Override
  public void connected(StreamFacts stream, long circuit) {
    events.add("connected %d on %d".formatted(stream.number(), circuit));
  }

  @Override
  public void detached(StreamFacts stream, long circuit, StreamEnd why) {
    events.add("detached %d from %d: %s".formatted(stream.number(), circuit, why));
  }

  @Override
  public void failed(StreamFacts stream, StreamEnd why) {
    events.add("failed %d: %s".formatted(stream.number(), why));
  }

  @Override
  public void closed(StreamFacts stream, long circuit, StreamEnd why, StreamTraffic traffic) {
    events.add("closed %d on %d: %s".formatted(stream.number(), circuit, why));
    carried.add(traffic);
  }
}
