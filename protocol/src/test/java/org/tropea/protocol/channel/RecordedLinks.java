package org.tropea.protocol.channel;

import java.util.ArrayList;
import java.util.List;

/** Writes down what it is told of links, a line for each event. */
final class RecordedLinks implements LinkObserver {
  final List<String> events = new ArrayList<>();
  final List<LinkTraffic> carried = new ArrayList<>();

  @Override
  public void opened(LinkFacts link) {
    events.add("opened " + link);
  }

  @Override
  public void closed(LinkFacts link, LinkEnd end, LinkTraffic traffic) {
    events.add("closed " + link + ": " + end);
    carried.add(traffic);
  }

  @Override
  public void failed(boolean initiator, String why) {
    events.add("failed: " + why);
  }
}
