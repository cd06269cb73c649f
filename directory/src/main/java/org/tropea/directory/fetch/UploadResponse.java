package org.tropea.directory.fetch;

/**
 * What an authority answered to an upload.
 *
 * @param status 200 where it took it, 400 where it never will
 * @param reason its words, as hostile as it may be
 */
public record UploadResponse(int status, String reason) {
  /** Whether it took the document. */
  public boolean accepted() {
    return status == 200;
  }
}
