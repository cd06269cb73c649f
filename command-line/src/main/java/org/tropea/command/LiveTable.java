package org.tropea.command;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.network.LocalNetwork;
import org.tropea.network.Node;

/**
 * A table of the nodes on a terminal, drawn over itself as they change. Draws on a thread of its
 * own; thread-safe.
 */
final class LiveTable implements TestnetView {
  private static final Logger log = LoggerFactory.getLogger(LiveTable.class);
  private static final int MOST_LINES = 40;
  private static final int CLOSE_SECONDS = 2;
  private static final String UP = "\u001b[%dA";
  private static final String CLEAR = "\u001b[K";

  private final PrintStream out;
  private final PlainLines lines;
  private final ExecutorService drawing = Executors.newSingleThreadExecutor();
  private final AtomicBoolean stale = new AtomicBoolean();
  private volatile @Nullable LocalNetwork network;
  private boolean drawn;
  private boolean done;

  LiveTable(PrintStream out, PlainLines lines) {
    this.out = out;
    this.lines = lines;
  }

  @Override
  public void begins(LocalNetwork started) {
    network = started;
    lines.begins(started);
    redraw();
  }

  @Override
  public void changed(Node node) {
    LocalNetwork current = network;
    if (current != null && current.nodes().size() > MOST_LINES) {
      lines.changed(node);
    } else {
      redraw();
    }
  }

  @Override
  public void ready(LocalNetwork started, PageServer pages) {
    later(
        () -> {
          draw();
          done = true;
          lines.ready(started, pages);
        });
  }

  @Override
  public void checked(NetworkCheck.Result result) {
    later(() -> lines.checked(result));
  }

  @Override
  public boolean isTable() {
    return true;
  }

  @Override
  public void close() {
    drawing.shutdown();
    try {
      drawing.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void redraw() {
    if (stale.compareAndSet(false, true)) {
      later(this::draw);
    }
  }

  private void later(Runnable task) {
    try {
      drawing.execute(task);
    } catch (RejectedExecutionException e) {
      log.trace("The table is closed");
    }
  }

  private void draw() {
    stale.set(false);
    LocalNetwork current = network;
    if (current == null || done || current.nodes().size() > MOST_LINES) {
      return;
    }
    List<Node> nodes = current.nodes();
    StringBuilder text = new StringBuilder();
    if (drawn) {
      text.append(UP.formatted(nodes.size()));
    }
    for (Node node : nodes) {
      text.append(
          "%-14s %-9s %s%s%n"
              .formatted(
                  node.name(), PlainLines.state(node), PlainLines.ports(node.ports()), CLEAR));
    }
    drawn = true;
    out.print(text);
    out.flush();
  }
}
