package org.tropea.onionservice.host;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tropea.client.pool.ServiceCircuits;
import org.tropea.directory.fetch.DirectoryClient;
import org.tropea.directory.fetch.LeastRate;
import org.tropea.directory.fetch.UploadResponse;
import org.tropea.directory.network.Relay;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.circuit.CircuitPurpose;
import org.tropea.protocol.circuit.OriginCircuit;
import org.tropea.protocol.message.StreamException;
import org.tropea.protocol.stream.TorStream;

/**
 * A descriptor on its way to one directory, by a circuit of its own (row O06). Confined to the
 * client's loop.
 */
final class Publication {
  private static final Logger log = LoggerFactory.getLogger(Publication.class);
  private static final String PATH = "/tor/hs/3/publish";
  private static final int TRIES = 3;

  private final ServiceCircuits circuits;
  private final DirectoryClient client;
  private final Relay directory;
  private final byte[] document;
  private final Promise<Boolean> done;
  private int triesLeft = TRIES;
  private @Nullable OriginCircuit circuit;

  Publication(ServiceCircuits circuits, DirectoryClient client, Relay directory, byte[] document) {
    this.circuits = circuits;
    this.client = client;
    this.directory = directory;
    this.document = document;
    this.done = circuits.loop().newPromise();
  }

  /** Where it goes. */
  Relay directory() {
    return directory;
  }

  /**
   * Begins.
   *
   * @return whether the directory took it, once that is known; never fails
   */
  Future<Boolean> begin() {
    next();
    return done;
  }

  /** Ends it: a newer descriptor must not come before it. */
  void cancel() {
    done.trySuccess(false);
    end(DestroyReason.FINISHED);
  }

  private void next() {
    if (done.isDone()) {
      return;
    }
    if (triesLeft-- == 0) {
      done.trySuccess(false);
      return;
    }
    circuits
        .to(directory, CircuitPurpose.SERVICE_PUBLICATION)
        .addListener(
            (Future<OriginCircuit> built) -> {
              if (!built.isSuccess()) {
                log.debug("No circuit to a directory: {}", built.cause().getMessage());
                next();
              } else if (done.isDone()) {
                built.getNow().destroy(DestroyReason.FINISHED);
              } else {
                post(built.getNow());
              }
            });
  }

  private void post(OriginCircuit built) {
    circuit = built;
    TorStream stream;
    try {
      stream = built.streams().openDirectory();
    } catch (StreamException e) {
      end(DestroyReason.FINISHED);
      next();
      return;
    }
    LeastRate deadline =
        LeastRate.start(
            circuits.loop(),
            LeastRate.Terms.post(document.length),
            () -> built.destroy(DestroyReason.TIMEOUT));
    stream
        .connected()
        .addListener(
            connected -> {
              if (connected.isSuccess()) {
                stream.config().setAutoRead(true);
              }
            });
    client
        .post(
            stream,
            directory.target().addresses().get(0),
            new DirectoryClient.Post(PATH, document),
            deadline)
        .addListener(
            (Future<UploadResponse> answer) -> {
              deadline.cancel();
              end(DestroyReason.FINISHED);
              if (answer.isSuccess()) {
                log.debug("A directory answers a descriptor by {}", answer.getNow().status());
                done.trySuccess(answer.getNow().accepted());
              } else {
                log.debug("A directory got no descriptor: {}", answer.cause().getMessage());
                next();
              }
            });
  }

  private void end(DestroyReason reason) {
    OriginCircuit last = circuit;
    circuit = null;
    if (last != null) {
      last.destroy(reason);
    }
  }
}
