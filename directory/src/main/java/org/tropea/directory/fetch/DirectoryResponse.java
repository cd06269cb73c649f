package org.tropea.directory.fetch;

import com.google.crypto.tink.util.Bytes;

/** What a directory answered. */
public sealed interface DirectoryResponse {
  /** In words, behind "a directory". */
  String words();

  /** 200: the document, unpacked. */
  record Found(Bytes body) implements DirectoryResponse {
    @Override
    public String toString() {
      return "Found[" + body.size() + " bytes]";
    }

    @Override
    public String words() {
      return "sent it";
    }
  }

  /** 304: nothing newer than what we have. */
  record NotModified() implements DirectoryResponse {
    @Override
    public String words() {
      return "has nothing newer";
    }
  }

  /** 404: it has none of what was asked for. */
  record NotFound() implements DirectoryResponse {
    @Override
    public String words() {
      return "has none of it";
    }
  }

  /** 503: ask somebody else, and this one later. */
  record Busy() implements DirectoryResponse {
    @Override
    public String words() {
      return "is busy";
    }
  }

  /** Any other status. */
  record Refused(int status) implements DirectoryResponse {
    @Override
    public String words() {
      return "answered with status " + status;
    }
  }
}
