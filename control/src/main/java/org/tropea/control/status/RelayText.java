package org.tropea.control.status;

import java.net.InetSocketAddress;
import java.util.Base64;
import org.tropea.directory.document.RelayEntry;
import org.tropea.directory.document.RelayFlag;
import org.tropea.directory.text.IsoTime;

/** A relay of the consensus in the form of directories' version 2, which controllers still read. */
public final class RelayText {
  /** A consensus of microdescriptors does not say which server descriptor a relay has. */
  private static final String NO_DIGEST = "A".repeat(27);

  private RelayText() {}

  /** Its lines. */
  public static String of(RelayEntry relay) {
    InetSocketAddress address = relay.address();
    StringBuilder text = new StringBuilder("r ");
    text.append(relay.nickname())
        .append(' ')
        .append(
            Base64.getEncoder()
                .withoutPadding()
                .encodeToString(relay.identity().value().toByteArray()))
        .append(' ')
        .append(NO_DIGEST)
        .append(' ')
        .append(IsoTime.write(relay.published()))
        .append(' ')
        .append(address.getAddress().getHostAddress())
        .append(' ')
        .append(address.getPort())
        .append(' ')
        .append(relay.dirPort())
        .append('\n');
    InetSocketAddress ipv6 = relay.ipv6();
    if (ipv6 != null) {
      text.append("a [")
          .append(io.netty.util.NetUtil.toAddressString(ipv6.getAddress()))
          .append("]:")
          .append(ipv6.getPort())
          .append('\n');
    }
    text.append('s');
    for (RelayFlag flag : RelayFlag.values()) {
      if (relay.has(flag) && flag != RelayFlag.NO_ED_CONSENSUS) {
        text.append(' ').append(flag.word());
      }
    }
    return text.append("\nw Bandwidth=").append(relay.bandwidth()).append('\n').toString();
  }
}
