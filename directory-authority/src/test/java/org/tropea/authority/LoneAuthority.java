package org.tropea.authority;

import java.net.InetAddress;
import java.util.Map;
import org.tropea.authority.consensus.Method;
import org.tropea.authority.vote.FlagSettings;
import org.tropea.authority.vote.VoteSettings;

/** An authority that knows no other. */
final class LoneAuthority {
  private LoneAuthority() {}

  /** What its vote says of itself. */
  static VoteSettings vote(FlagSettings flags) {
    return new VoteSettings(
        "alone",
        "127.0.0.1",
        InetAddress.getLoopbackAddress(),
        80,
        443,
        "nobody",
        Method.known(),
        VoteSettings.PROTOCOLS,
        Map.of(),
        flags);
  }
}
