package org.tropea.directory.fetch;

import java.util.Optional;
import java.util.Set;
import org.tropea.crypto.key.RsaIdentity;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.network.NetworkView;

/** Which cache of the network is asked next. Called on the loop of the bootstrap. */
public interface CacheChoice {
  /**
   * A cache to ask, which may have no microdescriptor in {@code view} yet.
   *
   * @param failed those that did not give what they were asked for when they were asked last
   * @return empty where there is none
   */
  Optional<Chosen> next(NetworkView view, Set<RsaIdentity> failed);

  /** A cache that is asked. One of the last three is called once. */
  interface Chosen {
    /** Which relay it is. */
    RelayEntry relay();

    /** It answered, whatever it said. */
    void answered();

    /** No link to it came about. */
    void unreachable();

    /** It could not be asked, or gave no answer, for another reason. */
    void silent();
  }
}
