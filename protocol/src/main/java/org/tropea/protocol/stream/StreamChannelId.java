package org.tropea.protocol.stream;

import io.netty.channel.ChannelId;

/** Which of Netty's channels a stream is: nobody else's, and no more than a number to say. */
final class StreamChannelId implements ChannelId {
  private static final long serialVersionUID = 1;

  private final int streamId;

  StreamChannelId(int streamId) {
    this.streamId = streamId;
  }

  @Override
  public String asShortText() {
    return "stream " + streamId;
  }

  @Override
  public String asLongText() {
    return asShortText();
  }

  @Override
  public int compareTo(ChannelId other) {
    return asLongText().compareTo(other.asLongText());
  }
}
