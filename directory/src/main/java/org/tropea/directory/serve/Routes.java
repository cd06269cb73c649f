package org.tropea.directory.serve;

import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a directory has to say, by path. Any thread. */
public interface Routes {
  /** The answer to GET; on an event loop, so it looks up and does no more. */
  Answer get(DirectoryQuery query);

  /** How many bytes may be posted there; 0, unless overridden: what comes is thrown away. */
  default int uploadLimit(String path) {
    return 0;
  }

  /** The answer to whoever posts more than that. */
  default Answer tooLarge(String path) {
    return Answer.status(413, "Request too large");
  }

  /** Whether this is the address of an authority, for whose uploads room is kept. */
  default boolean isAuthority(InetAddress client) {
    return false;
  }

  /**
   * Takes what was posted.
   *
   * @param client who posts, null where that is not known
   * @return the answer, on any thread; a failure is answered with 503
   */
  default CompletionStage<Answer> post(String path, @Nullable InetAddress client, byte[] body) {
    return CompletableFuture.completedStage(
        Answer.status(400, "Nonauthoritative directory does not accept posted server descriptors"));
  }
}
