package org.tropea.proxy.request;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A program's connection, whose time stands still. */
public final class ProgramChannel extends EmbeddedChannel {
  private final String address;

  /** From 127.0.0.1. */
  public ProgramChannel() {
    this("127.0.0.1");
  }

  /** From an address. */
  public ProgramChannel(String address) {
    super(new ChannelHandler[0]);
    this.address = address;
    freezeTime();
  }

  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    // The constructor above it asks already.
    return address == null ? null : new InetSocketAddress(address, 40_000);
  }

  /** The program sends this. */
  public void send(byte[] bytes) {
    if (bytes.length > 0 && isOpen()) {
      writeInbound(Unpooled.copiedBuffer(bytes));
    }
    runPendingTasks();
  }

  /** What the program has been sent since last time. */
  public byte[] answer() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (@Nullable ByteBuf each = readOutbound(); each != null; each = readOutbound()) {
      byte[] bytes = new byte[each.readableBytes()];
      each.readBytes(bytes);
      each.release();
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }
}
