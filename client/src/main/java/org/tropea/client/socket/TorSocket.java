package org.tropea.client.socket;

import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketTimeoutException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.tropea.client.ConnectFailure;
import org.tropea.client.Connector;
import org.tropea.client.Target;
import org.tropea.client.pool.Isolation;
import org.tropea.protocol.loop.Unwatched;
import org.tropea.protocol.stream.TorStream;

/**
 * A socket whose connection goes through Tor. It has no socket of this machine below it, and never
 * looks a name up: connect it to an unresolved {@link InetSocketAddress}, or to a {@link
 * NamedAddress}.
 *
 * <p>A stream of Tor ends both ways at once: to shut the output down closes nothing yet, and the
 * other side is told when the socket is closed. Any thread but the client's loop may use it; one
 * reads and one writes at a time.
 */
// Its fields are volatile, and whoever closes it must not wait for whoever reads or connects.
@SuppressWarnings("UnsynchronizedOverridesSynchronized")
public final class TorSocket extends Socket {
  private static final int CHUNK = 16 * 1024;

  private final Connector connector;
  private final Isolation isolation;
  private volatile @Nullable TorStream stream;
  private volatile @Nullable Inbound inbound;
  private volatile @Nullable Future<TorStream> coming;
  private volatile @Nullable InetSocketAddress peer;
  private volatile boolean closed;
  private volatile boolean outputShut;
  private volatile int timeout;

  /** A socket that is not connected yet. */
  public TorSocket(Connector connector, Isolation isolation) throws SocketException {
    super((SocketImpl) null);
    this.connector = connector;
    this.isolation = isolation;
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  /**
   * Connects; the name of the address is for the exit to look up.
   *
   * @param limit milliseconds; 0 leaves it to the client's patience
   * @throws TorConnectException that says whose fault it is
   */
  @Override
  public void connect(SocketAddress endpoint, int limit) throws IOException {
    if (!(endpoint instanceof InetSocketAddress address)) {
      throw new IllegalArgumentException("Tor leads to hosts and ports only");
    }
    checkOpen();
    if (peer != null) {
      throw new SocketException("the socket is connected, or was");
    }
    peer = address;
    Target target = target(address);
    CompletableFuture<TorStream> connected = new CompletableFuture<>();
    onLoop(() -> begin(target, connected));
    try {
      TorStream opened = await(connected, limit);
      if (closed) {
        throw new SocketException("the socket was closed while it was connected");
      }
      stream = opened;
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private static Target target(InetSocketAddress address) throws IOException {
    try {
      return new Target(address.getHostString(), address.getPort());
    } catch (IllegalArgumentException e) {
      throw new TorConnectException(
          new ConnectFailure(ConnectFailure.Kind.MISUSE, String.valueOf(e.getMessage())));
    }
  }

  /** On the loop. */
  private void begin(Target target, CompletableFuture<TorStream> connected) {
    Future<TorStream> asked = connector.connect(target, isolation);
    coming = asked;
    asked.addListener(
        (Future<TorStream> done) -> {
          if (!done.isSuccess()) {
            connected.completeExceptionally(done.cause());
          } else {
            TorStream opened = done.getNow();
            Inbound reader = new Inbound(opened);
            inbound = reader;
            opened.pipeline().addLast("socket", reader);
            opened.read();
            if (!connected.complete(opened) || closed) {
              Unwatched.close(opened);
            }
          }
        });
  }

  private static TorStream await(CompletableFuture<TorStream> connected, int limit)
      throws IOException {
    try {
      return limit == 0 ? connected.get() : connected.get(limit, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      connected.cancel(false);
      throw new SocketTimeoutException("no stream came in time");
    } catch (InterruptedException e) {
      connected.cancel(false);
      Thread.currentThread().interrupt();
      throw new SocketException("interrupted while the socket was connected");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ConnectFailure failure) {
        throw new TorConnectException(failure);
      }
      throw new SocketException("no stream was opened");
    }
  }

  private void onLoop(Runnable task) throws SocketException {
    if (connector.loop().inEventLoop()) {
      throw new IllegalStateException("a socket that blocks is used on the client's loop");
    }
    try {
      connector.loop().execute(task);
    } catch (RejectedExecutionException e) {
      throw new SocketException("the client was closed");
    }
  }

  private void checkOpen() throws SocketException {
    if (closed) {
      throw new SocketException("the socket is closed");
    }
  }

  private TorStream connected() throws SocketException {
    checkOpen();
    TorStream opened = stream;
    if (opened == null) {
      throw new SocketException("the socket is not connected");
    }
    return opened;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    connected();
    return Objects.requireNonNull(inbound).stream(this);
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    connected();
    return new Outbound();
  }

  /** Writes, and waits until the stream's flow took it all. */
  private final class Outbound extends OutputStream {
    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      for (int done = 0; done < length; done += CHUNK) {
        int part = Math.min(CHUNK, length - done);
        send(connected(), bytes, offset + done, part);
      }
    }

    private void send(TorStream to, byte[] bytes, int offset, int length) throws IOException {
      if (outputShut) {
        throw new SocketException("the output was shut down");
      }
      CompletableFuture<Boolean> sent = new CompletableFuture<>();
      var copy = Unpooled.copiedBuffer(bytes, offset, length);
      onLoop(
          () -> to.writeAndFlush(copy).addListener(written -> sent.complete(written.isSuccess())));
      try {
        if (!sent.get()) {
          throw new SocketException("the connection was broken");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SocketException("interrupted while bytes were sent");
      } catch (ExecutionException e) {
        throw new SocketException("the connection was broken");
      }
    }

    @Override
    public void close() throws IOException {
      TorSocket.this.close();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    Inbound reader = inbound;
    if (reader != null) {
      reader.close();
    }
    try {
      connector.loop().execute(this::closeOnLoop);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and all streams with it.
    }
  }

  private void closeOnLoop() {
    TorStream opened = stream;
    Future<TorStream> asked = coming;
    if (opened != null) {
      Unwatched.close(opened);
    } else if (asked != null && asked.isSuccess()) {
      Unwatched.close(asked.getNow());
    } else if (asked != null) {
      asked.cancel(false);
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    connected();
    outputShut = true;
  }

  @Override
  public void shutdownInput() throws IOException {
    throw new SocketException("a stream of Tor has no half that could be shut");
  }

  @Override
  public void bind(@Nullable SocketAddress bindpoint) throws IOException {
    throw new SocketException("a connection through Tor begins at no address of this machine");
  }

  @Override
  public boolean isConnected() {
    return stream != null;
  }

  @Override
  public boolean isBound() {
    return stream != null;
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public boolean isOutputShutdown() {
    return outputShut;
  }

  @Override
  public boolean isInputShutdown() {
    return false;
  }

  @Override
  public @Nullable InetAddress getInetAddress() {
    InetSocketAddress address = peer;
    return address == null || stream == null ? null : address.getAddress();
  }

  @Override
  public int getPort() {
    InetSocketAddress address = peer;
    return address == null || stream == null ? 0 : address.getPort();
  }

  @Override
  public @Nullable SocketAddress getRemoteSocketAddress() {
    return stream == null ? null : peer;
  }

  /** None: it has no address of this machine. */
  @Override
  public @Nullable SocketAddress getLocalSocketAddress() {
    return null;
  }

  @Override
  public InetAddress getLocalAddress() {
    return NamedAddress.of("");
  }

  @Override
  public int getLocalPort() {
    return -1;
  }

  @Override
  public void setSoTimeout(int milliseconds) throws SocketException {
    checkOpen();
    if (milliseconds < 0) {
      throw new IllegalArgumentException("a time-out below 0");
    }
    timeout = milliseconds;
  }

  @Override
  public int getSoTimeout() {
    return timeout;
  }

  // What follows is of TCP, and means nothing on a stream: libraries set it, so it is taken.

  @Override
  public void setTcpNoDelay(boolean on) {}

  @Override
  public boolean getTcpNoDelay() {
    return true;
  }

  @Override
  public void setKeepAlive(boolean on) {}

  @Override
  public boolean getKeepAlive() {
    return false;
  }

  @Override
  public void setSoLinger(boolean on, int seconds) {}

  @Override
  public int getSoLinger() {
    return -1;
  }

  @Override
  public void setReuseAddress(boolean on) {}

  @Override
  public boolean getReuseAddress() {
    return false;
  }

  @Override
  public void setSendBufferSize(int size) {}

  @Override
  public int getSendBufferSize() {
    return CHUNK;
  }

  @Override
  public void setReceiveBufferSize(int size) {}

  @Override
  public int getReceiveBufferSize() {
    return CHUNK;
  }

  @Override
  public void setTrafficClass(int value) {}

  @Override
  public int getTrafficClass() {
    return 0;
  }

  @Override
  public void setOOBInline(boolean on) {}

  @Override
  public boolean getOOBInline() {
    return false;
  }

  /** Prints no host. */
  @Override
  public String toString() {
    return "TorSocket";
  }
}
