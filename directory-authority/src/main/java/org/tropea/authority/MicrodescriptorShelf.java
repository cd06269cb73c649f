package org.tropea.authority;

import com.google.crypto.tink.util.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tropea.directory.document.Microdescriptor;

/** The microdescriptors that we voted for in the last day. Confined as its owner. */
final class MicrodescriptorShelf {
  private static final Duration KEPT = Duration.ofDays(1);

  private final Map<Bytes, Shelved> shelved = new HashMap<>();

  private record Shelved(Microdescriptor document, Instant lastVoted) {}

  void voted(Collection<Microdescriptor> documents, Instant now) {
    documents.forEach(each -> shelved.put(each.digest(), new Shelved(each, now)));
    Instant oldest = now.minus(KEPT);
    shelved.values().removeIf(each -> each.lastVoted().isBefore(oldest));
  }

  List<Microdescriptor> all() {
    return shelved.values().stream().map(Shelved::document).toList();
  }
}
