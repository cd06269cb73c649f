package org.tropea.integration.probe;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.ByteWriter;
import org.tropea.crypto.bytes.Digest;
import org.tropea.protocol.cell.CellCommand;

/**
 * One link to a relay, over which any bytes can be sent. Knows how to do the handshake right, so
 * that one thing at a time can be done wrong.
 *
 * <p>What comes is cut into cells by a thread of its own. Sending on a link the relay has closed is
 * no error: {@link #outcome} tells. For one thread.
 */
final class LinkProbe implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(6);

  private static final Frame END_OF_LINK = new Frame(0, -1, new byte[1]);
  private static final int INITIATOR_BIT = 0x80000000;
  private static final int EXPORTED_LENGTH = 32;
  private static final String EXPORTER_LABEL = "EXPORTER FOR TOR TLS CLIENT BINDING AUTH0003";

  private final SSLSocket socket;
  private Random random = new SecureRandom();
  private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  private final MessageDigest sentLog = Digest.sha256();
  private final MessageDigest receivedLog = Digest.sha256();
  private final Thread reader;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean deaf;
  private volatile int idLength = 2;
  private volatile boolean longIds = true;
  private Duration patience = PATIENCE;
  private byte[] theirCerts = new byte[0];

  private LinkProbe(SSLSocket socket) {
    this.socket = socket;
    reader = new Thread(this::read, "link probe");
    reader.setDaemon(true);
    reader.start();
  }

  /** Connects, and finishes TLS; no cell is sent. */
  static LinkProbe connect(InetSocketAddress address) throws IOException {
    return new LinkProbe(ProbeTls.connect(address, null));
  }

  /** The same from this address of ours. */
  static LinkProbe connect(InetSocketAddress address, String from) throws IOException {
    return new LinkProbe(ProbeTls.connect(address, new InetSocketAddress(from, 0)));
  }

  /** Waits only so long for each answer from now on. */
  LinkProbe impatient(Duration within) {
    patience = within;
    return this;
  }

  /** Draws circuit ids from these numbers from now on. */
  LinkProbe drawingFrom(Random numbers) {
    random = numbers;
    return this;
  }

  /** Reads no more than the cell it is at, until it is closed. */
  void stopReading() {
    deaf = true;
  }

  Duration patience() {
    return patience;
  }

  /** Does a client's whole handshake. */
  LinkProbe handshake() throws InterruptedException {
    return versions().awaitTheirs().netinfo();
  }

  /** Does a relay's whole handshake, {@code identity} being the relay. */
  LinkProbe handshake(ProbeIdentity identity) throws IOException, InterruptedException {
    versions().awaitTheirs();
    sendCell(0, CellCommand.CERTS, identity.certs());
    sendCell(0, CellCommand.AUTHENTICATE, identity.authenticate(this));
    return netinfo();
  }

  /** Offers link protocols 4 and 5. */
  LinkProbe versions() {
    sendCell(0, CellCommand.VERSIONS, new byte[] {0, 4, 0, 5});
    return this;
  }

  /** Offers link protocol 3 alone, whose circuit ids stay short. */
  LinkProbe versionThree() {
    longIds = false;
    sendCell(0, CellCommand.VERSIONS, new byte[] {0, 3});
    return this;
  }

  /** Waits for the relay's half of the handshake. */
  LinkProbe awaitTheirs() throws InterruptedException {
    expectCell(CellCommand.VERSIONS);
    theirCerts = expectCell(CellCommand.CERTS).body();
    expectCell(CellCommand.AUTH_CHALLENGE);
    expectCell(CellCommand.NETINFO);
    return this;
  }

  /** Ends the handshake as a client does. */
  LinkProbe netinfo() {
    sendCell(0, CellCommand.NETINFO, new byte[] {0, 0, 0, 0, 4, 4, 127, 0, 0, 1, 0});
    return this;
  }

  /** Sends bytes as they are; whether the link still took them. */
  boolean send(byte[] bytes) {
    sentLog.update(bytes);
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Sends one cell, well framed: padded with zeros, or led by its length. */
  boolean sendCell(int circuitId, int command, byte[] body) {
    boolean sent = send(frame(circuitId, command, body));
    if (command == CellCommand.VERSIONS && longIds) {
      idLength = 4;
    }
    return sent;
  }

  /** The bytes of one cell, as the link frames it now. */
  byte[] frame(int circuitId, int command, byte[] body) {
    ByteWriter writer = new ByteWriter(600);
    if (idLength == 2) {
      writer.u16(circuitId & 0xffff);
    } else {
      writer.i32(circuitId);
    }
    writer.u8(command);
    if (CellCommand.isVariableLength(command)) {
      return writer.u16(body.length).bytes(body).toByteArray();
    }
    return writer.bytes(Arrays.copyOf(body, CellCommand.BODY_LENGTH)).toByteArray();
  }

  /** The next cell, or null when the link is closed; fails when nothing comes. */
  @Nullable Frame next(Duration within) throws InterruptedException {
    Frame frame = frames.poll(within.toMillis(), TimeUnit.MILLISECONDS);
    if (frame == null) {
      throw new SilenceException();
    }
    if (frame.command() == END_OF_LINK.command()) {
      frames.add(END_OF_LINK);
      return null;
    }
    return frame;
  }

  /** The next cell of this command; cells before it are passed over. */
  Frame expectCell(int command) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Frame frame = next(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      if (frame == null) {
        throw new AssertionError("the link was closed before a " + CellCommand.name(command));
      }
      if (frame.command() == command) {
        return frame;
      }
    }
  }

  /** Whether the relay closes the link before it falls silent. */
  Outcome expectClosed(Duration within) throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    try {
      while (next(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))) != null) {
        // Whatever it still says.
      }
      return Outcome.CLOSED;
    } catch (SilenceException e) {
      return Outcome.SILENT;
    }
  }

  /** What became of an open link: whether it still answers a CREATE_FAST. */
  Outcome outcome() throws InterruptedException {
    int circuitId = freshId();
    sendCell(circuitId, CellCommand.CREATE_FAST, new byte[20]);
    Frame answer = awaitOn(circuitId);
    if (answer == null) {
      return Outcome.CLOSED;
    }
    return answer.command() == CellCommand.CREATED_FAST
        ? Outcome.KEPT
        : Outcome.destroy(answer.first());
  }

  /** What the relay says on this circuit next: CREATED, DESTROY, or null for a closed link. */
  @Nullable Frame awaitOn(int circuitId) throws InterruptedException {
    while (true) {
      Frame frame = next(patience);
      if (frame == null || frame.circuitId() == circuitId) {
        return frame;
      }
    }
  }

  /** An unused circuit id of ours, the initiator's. */
  int freshId() {
    return idLength == 2 ? 0x8000 | random.nextInt(0x8000) : random.nextInt() | INITIATOR_BIT;
  }

  /** The CERTS cell of the relay. */
  byte[] theirCerts() {
    return theirCerts;
  }

  /** SHA-256 of what was sent so far. */
  byte[] sentDigest() {
    return copy(sentLog).digest();
  }

  /** SHA-256 of what came up to and with AUTH_CHALLENGE. */
  byte[] receivedDigest() {
    synchronized (receivedLog) {
      return copy(receivedLog).digest();
    }
  }

  /** DER of the certificate that the relay showed in TLS. */
  byte[] tlsCertificate() throws IOException {
    try {
      return socket.getSession().getPeerCertificates()[0].getEncoded();
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new IOException(e);
    }
  }

  /** Key material of this link alone. */
  byte[] export(byte[] context) throws IOException {
    return Conscrypt.exportKeyingMaterial(socket, EXPORTER_LABEL, context, EXPORTED_LENGTH);
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      socket.close();
      reader.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void read() {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int length = 2;
      boolean logging = true;
      while (true) {
        if (deaf) {
          closed.await();
        }
        ByteWriter raw = new ByteWriter(600);
        int circuitId = length == 2 ? in.readUnsignedShort() : in.readInt();
        int command = in.readUnsignedByte();
        boolean variable = CellCommand.isVariableLength(command);
        int size = variable ? in.readUnsignedShort() : CellCommand.BODY_LENGTH;
        byte[] body = new byte[size];
        in.readFully(body);
        if (logging) {
          raw = length == 2 ? raw.u16(circuitId) : raw.i32(circuitId);
          raw.u8(command);
          raw = variable ? raw.u16(size) : raw;
          synchronized (receivedLog) {
            receivedLog.update(raw.bytes(body).toByteArray());
          }
          logging = command != CellCommand.AUTH_CHALLENGE;
        }
        if (command == CellCommand.VERSIONS && longIds) {
          length = 4;
        }
        frames.add(new Frame(circuitId, command, body));
      }
    } catch (IOException e) {
      frames.add(END_OF_LINK);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
