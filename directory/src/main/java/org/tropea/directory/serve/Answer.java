package org.tropea.directory.serve;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a directory answers. Immutable. */
public sealed interface Answer {
  /**
   * 200 with documents, one behind the other.
   *
   * @param lifetime how long they may be kept; null where that is not said
   * @param measured whether their length is said, where they are not packed while they are sent: of
   *     what C tor spools, it is not
   * @param headers further header lines, without their ends
   */
  record Found(
      List<ServedDocument> documents,
      @Nullable Duration lifetime,
      boolean measured,
      List<String> headers)
      implements Answer {
    /** Keeps its own copies. */
    public Found {
      documents = List.copyOf(documents);
      headers = List.copyOf(headers);
    }
  }

  /**
   * A status without a document.
   *
   * @param headers further header lines, without their ends
   */
  record Status(int code, String reason, List<String> headers) implements Answer {
    /** Keeps its own copy. */
    public Status {
      headers = List.copyOf(headers);
    }
  }

  /** A document that is not to be kept. */
  static Answer found(ServedDocument document) {
    return new Found(List.of(document), Duration.ZERO, true, List.of());
  }

  /** Documents that may be kept for so long. */
  static Answer found(List<ServedDocument> documents, Duration lifetime) {
    return new Found(documents, lifetime, true, List.of());
  }

  /** The same, without a word on their length. */
  static Answer spooled(List<ServedDocument> documents, Duration lifetime) {
    return new Found(documents, lifetime, false, List.of());
  }

  /** A status without a document. */
  static Answer status(int code, String reason) {
    return new Status(code, reason, List.of());
  }

  /** 404. */
  static Answer notFound() {
    return status(404, "Not found");
  }

  /** 304: nothing newer than what the other has. */
  static Answer notModified() {
    return status(304, "Not modified");
  }
}
