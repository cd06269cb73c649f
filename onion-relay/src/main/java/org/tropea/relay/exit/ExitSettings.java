package org.tropea.relay.exit;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.document.ExitPolicy;

/**
 * What an exit is told.
 *
 * @param policy where streams may leave to
 * @param nameServers whom it asks for addresses, and nobody else; without any it finds none
 * @param refuseUnknown whether streams are refused that come by a relay that the consensus does not
 *     know; null to do as the consensus says
 * @param detectHijacking whether it looks for name servers that lie (row X05)
 * @param testNames names that exist: servers that lie about them make it no exit
 */
public record ExitSettings(
    ExitPolicy policy,
    ResolvConf nameServers,
    @Nullable Boolean refuseUnknown,
    boolean detectHijacking,
    List<String> testNames) {
  /** C tor's, by default. */
  public static final List<String> TEST_NAMES =
      List.of("www.google.com", "www.mit.edu", "www.yahoo.com", "www.slashdot.org");

  /** No exit. */
  public static final ExitSettings NONE = of(ExitPolicy.REJECT_ALL);

  /** Keeps its own copy of the list. */
  public ExitSettings {
    testNames = List.copyOf(testNames);
  }

  /** An exit with this policy, C tor's defaults for the rest, and no name servers. */
  public static ExitSettings of(ExitPolicy policy) {
    return new ExitSettings(policy, ResolvConf.NONE, null, true, TEST_NAMES);
  }

  /** The same, asking these servers. */
  public ExitSettings withNameServers(List<InetSocketAddress> servers) {
    return withNameServers(new ResolvConf(servers, List.of()));
  }

  /** The same, asking the servers of such a file. */
  public ExitSettings withNameServers(ResolvConf servers) {
    return new ExitSettings(policy, servers, refuseUnknown, detectHijacking, testNames);
  }

  /** The same for streams that come by relays the consensus does not know; null as it says. */
  public ExitSettings withRefuseUnknown(@Nullable Boolean refuse) {
    return new ExitSettings(policy, nameServers, refuse, detectHijacking, testNames);
  }

  /** The same with this look for name servers that lie. */
  public ExitSettings withHijackCheck(boolean detect, List<String> names) {
    return new ExitSettings(policy, nameServers, refuseUnknown, detect, names);
  }
}
