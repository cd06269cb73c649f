package org.tropea.protocol.channel;

import java.util.ArrayList;
import java.util.List;
import org.tropea.protocol.cell.Cell;

/** A circuit's end that takes all that comes and writes down what it hears. */
final class RecordedEnd implements CircuitEnd {
  final List<Cell> cells = new ArrayList<>();
  int closed;
  int quiet;
  int writable;
  int full;

  /** What it does when it is told of room. */
  Runnable whenWritable = () -> {};

  @Override
  public void onCell(Cell cell) {
    cells.add(cell);
  }

  @Override
  public void onReadComplete() {}

  @Override
  public void onWritable() {
    writable++;
    whenWritable.run();
  }

  @Override
  public void onQueueFull() {
    full++;
  }

  @Override
  public void onChannelClosed() {
    closed++;
  }

  @Override
  public void onQuiet() {
    quiet++;
  }
}
