package org.tropea.directory.serve;

import com.google.crypto.tink.util.Bytes;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.directory.document.ConsensusDiff;
import org.tropea.directory.document.Flavour;
import org.tropea.directory.fetch.ContentEncoding;
import org.tropea.directory.fetch.Decompression;
import org.tropea.directory.fetch.DocumentWork;
import org.tropea.directory.serve.Documents.ServedConsensus;

/**
 * Makes the diffs from past consensuses to the newest, and has them served (row K04). Who asks
 * before one is made gets the whole consensus, as from C tor.
 *
 * <p>Confined to its loop; comparing and packing, up to seconds for each diff, is done by the
 * {@code documents} executor, one diff after the other, the newest past first.
 */
public final class ConsensusDiffs {
  private static final Logger log = LoggerFactory.getLogger(ConsensusDiffs.class);

  /** Of each flavour; the 128 files that C tor keeps are about as many, with their diffs. */
  private static final int KEPT = 12;

  private static final int MOST = 64 << 20;

  private final DocumentWork work;
  private final DocumentRoutes routes;
  private final Map<Flavour, Deque<Past>> past = new EnumMap<>(Flavour.class);
  private final Map<Flavour, ServedConsensus> newest = new EnumMap<>(Flavour.class);
  private final Deque<Wanted> wanted = new ArrayDeque<>();
  private boolean working;

  /** A consensus that others may still have, packed by deflate. */
  private record Past(Bytes digest, byte[] deflated) {}

  private record Wanted(Past from, ServedConsensus to) {}

  /** No consensus is known yet. */
  public ConsensusDiffs(EventExecutor loop, Executor documents, DocumentRoutes routes) {
    this.work = new DocumentWork(loop, documents, this::failed);
    this.routes = routes;
  }

  /** From now on this consensus is the newest of its flavour, and is served. Any thread. */
  public void lead(ServedConsensus consensus) {
    work.onLoop(work.guarded(() -> take(consensus)));
  }

  private void take(ServedConsensus consensus) {
    Flavour flavour = consensus.consensus().flavour();
    Deque<Past> old = past.computeIfAbsent(flavour, any -> new ArrayDeque<>());
    ServedConsensus before = newest.put(flavour, consensus);
    if (before != null && !before.digest().equals(consensus.digest())) {
      old.addFirst(new Past(before.digest(), before.document().deflatedBytes()));
      if (old.size() > KEPT) {
        old.removeLast();
      }
    }
    wanted.removeIf(each -> each.to().consensus().flavour() == flavour);
    for (Past each : old) {
      wanted.add(new Wanted(each, consensus));
    }
    next();
  }

  private void next() {
    if (working || wanted.isEmpty()) {
      return;
    }
    working = true;
    Wanted one = wanted.remove();
    work.run(
        () -> make(one),
        made -> {
          working = false;
          if (made != null) {
            routes.update(documents -> documents.with(one.from().digest(), one.to(), made));
          }
          next();
        });
  }

  private static @Nullable ServedDocument make(Wanted one) throws DecodeException {
    byte[] base = Decompression.unpack(one.from().deflated(), ContentEncoding.DEFLATE, MOST);
    Bytes diff = ConsensusDiff.between(base, one.to().consensus().text().toByteArray());
    return diff == null ? null : ServedDocument.packedDiff(diff);
  }

  private void failed(String why) {
    log.warn("A diff between two consensuses could not be made: {}", why);
    working = false;
    next();
  }
}
