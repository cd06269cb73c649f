package org.tropea.authority.vote;

import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
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
 * @param methods the consensus methods to offer, and the only ones we make a consensus by
 * @param advice which protocols and versions to recommend and to demand
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
  /** The protocols that C tor 0.4.9.15 recommends and demands; no versions. */
  public static final VoteAdvice PROTOCOLS =
      new VoteAdvice(
          null,
          null,
          "Cons=2 Desc=2-4 DirCache=2 FlowCtrl=1-2 HSDir=2 HSIntro=4-5 HSRend=2 Link=4-5 "
              + "LinkAuth=3 Microdesc=2-3 Relay=2-6",
          "Cons=2 Desc=2-4 DirCache=2 FlowCtrl=1-2 HSDir=2 HSIntro=4 HSRend=2 Link=4-5 "
              + "Microdesc=2-3 Relay=2-6",
          "Cons=2 Desc=2-3 DirCache=2 FlowCtrl=1-2 HSDir=2 HSIntro=4-5 HSRend=2 Link=4-5 "
              + "LinkAuth=3 Microdesc=2-3 Relay=2-6",
          "Cons=2 Desc=2-3 FlowCtrl=1 Link=4 Microdesc=2-3 Relay=2",
          List.of());

  /** Keeps its own copies. */
  public VoteSettings {
    methods = Collections.unmodifiableSortedSet(new TreeSet<>(methods));
    parameters = Map.copyOf(parameters);
  }
}
