package org.tropea.directory.fetch;

import com.google.crypto.tink.util.Bytes;

/** What a directory answered. */
public sealed interface DirectoryResponse {
  /** 200: the document, unpacked. */
  record Found(Bytes body) implements DirectoryResponse {
    @Override
    public String toString() {
      return "Found[" + body.size() + " bytes]";
    }
  }

  /** 304: nothing newer than what we have. */
  record NotModified() implements DirectoryResponse {}

  /** 404: it has none of what was asked for. */
  record NotFound() implements DirectoryResponse {}

  /** 503: ask somebody else, and this one later. */
  record Busy() implements DirectoryResponse {}

  /** Any other status. */
  record Refused(int status) implements DirectoryResponse {}
}
