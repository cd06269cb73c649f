package org.tropea.authority.intake;

/**
 * What an upload is answered; of several documents, the worst.
 *
 * @param reason for whoever runs the relay
 */
public record UploadVerdict(Kind kind, String reason) {
  /** Everything in it was taken. */
  public static final UploadVerdict ACCEPTED =
      new UploadVerdict(Kind.ACCEPTED, "Descriptor accepted");

  /** How it ended; the worst last. */
  public enum Kind {
    ACCEPTED(200),
    EXTRA_INFO_UNFIT(400),
    /** Answered 200 too, with the header {@code X-Descriptor-Not-New}: nothing is wrong. */
    NOT_NEW(200),
    REFUSED(400);

    private final int status;

    Kind(int status) {
      this.status = status;
    }
  }

  /** The HTTP status. */
  public int status() {
    return kind.status;
  }

  static UploadVerdict refused(String reason) {
    return new UploadVerdict(Kind.REFUSED, reason);
  }

  static UploadVerdict notNew(String reason) {
    return new UploadVerdict(Kind.NOT_NEW, reason);
  }

  static UploadVerdict unfit(String reason) {
    return new UploadVerdict(Kind.EXTRA_INFO_UNFIT, reason);
  }

  /** The worse of both; this one where they are equal. */
  public UploadVerdict or(UploadVerdict other) {
    return other.kind.compareTo(kind) > 0 ? other : this;
  }
}
