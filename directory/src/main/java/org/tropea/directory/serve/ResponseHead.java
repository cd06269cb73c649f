package org.tropea.directory.serve;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.fetch.ContentEncoding;

/** Writes the head of an answer, its lines in the order of C tor. */
record ResponseHead(Instant now, @Nullable InetAddress client) {
  private static final String END = "\r\n";

  String of(Answer.Status status) {
    StringBuilder head = start(status.code(), status.reason());
    status.headers().forEach(line -> head.append(line).append(END));
    return head.append(END).toString();
  }

  /** With a body of this length; -1 where it is not known, and ends with the channel. */
  String of(Answer.Found found, ContentEncoding encoding, long length) {
    StringBuilder head = start(200, "OK").append("Content-Type: text/plain").append(END);
    String address = publicAddress();
    if (address != null) {
      head.append("X-Your-Address-Is: ").append(address).append(END);
    }
    head.append("Content-Encoding: ").append(encoding.word()).append(END);
    if (length >= 0 && found.measured()) {
      head.append("Content-Length: ").append(length).append(END);
    }
    Duration lifetime = found.lifetime();
    if (lifetime != null && lifetime.isZero()) {
      head.append("Pragma: no-cache").append(END);
    } else if (lifetime != null) {
      head.append("Expires: ").append(HttpDate.write(now.plus(lifetime))).append(END);
    }
    found.headers().forEach(line -> head.append(line).append(END));
    return head.append(END).toString();
  }

  private StringBuilder start(int code, String reason) {
    return new StringBuilder("HTTP/1.0 ")
        .append(code)
        .append(' ')
        .append(reason)
        .append(END)
        .append("Date: ")
        .append(HttpDate.write(now))
        .append(END);
  }

  /** Null where the address says nothing to others. */
  private @Nullable String publicAddress() {
    InetAddress address = client;
    return address == null
            || address.isLoopbackAddress()
            || address.isSiteLocalAddress()
            || address.isLinkLocalAddress()
            || address.isAnyLocalAddress()
        ? null
        : address.getHostAddress();
  }
}
