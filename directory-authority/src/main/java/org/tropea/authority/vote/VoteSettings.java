package org.tropea.authority.vote;

import java.net.InetAddress;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tropea.directory.document.VoteAdvice;

/**
 * What an authority votes for, and as whom.
 *
 * @param hostname as it wants to be shown, often its address
 * @param address IPv4
 * @param contact its operator's
 * @param methods the consensus methods to offer
 * @param parameters ConsensusParams
 */
public record VoteSettings(
    String nickname,
    String hostname,
    InetAddress address,
    int dirPort,
    int onionPort,
    String contact,
    SortedSet<Integer> methods,
    VoteAdvice advice,
    Map<String, Integer> parameters,
    FlagSettings flags) {
  /** The protocols that C tor 0.4.9.11 recommends and demands; no versions. */
  public static final VoteAdvice PROTOCOLS =
      new VoteAdvice(
          null,
          null,
          "Cons=2 Desc=2 DirCache=2 FlowCtrl=1-2 HSDir=2 HSIntro=4-5 HSRend=2 Link=4-5 "
              + "LinkAuth=3 Microdesc=2 Relay=2-4",
          "Cons=2 Desc=2 DirCache=2 FlowCtrl=1-2 HSDir=2 HSIntro=4 HSRend=2 Link=4-5 "
              + "Microdesc=2 Relay=2-4",
          "Cons=2 Desc=2 DirCache=2 FlowCtrl=1-2 HSDir=2 HSIntro=4-5 HSRend=2 Link=4-5 "
              + "LinkAuth=3 Microdesc=2 Relay=2-4",
          "Cons=2 Desc=2 FlowCtrl=1 Link=4 Microdesc=2 Relay=2");

  /** Keeps its own copies. */
  public VoteSettings {
    methods = Collections.unmodifiableSortedSet(new TreeSet<>(methods));
    parameters = Map.copyOf(parameters);
  }
}
