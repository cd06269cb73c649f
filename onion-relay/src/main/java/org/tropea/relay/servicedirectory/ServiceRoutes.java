package org.tropea.relay.servicedirectory;

import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.tropea.crypto.bytes.DecodeException;
import org.tropea.crypto.key.Ed25519Identity;
import org.tropea.directory.serve.Answer;
import org.tropea.directory.serve.DirectoryQuery;
import org.tropea.directory.serve.Routes;
import org.tropea.directory.serve.ServedDocument;
import org.tropea.protocol.cell.DestroyReason;
import org.tropea.protocol.stream.DirectoryCircuit;

/**
 * What a relay has to say to one stream of BEGIN_DIR: the descriptors of onion services that it
 * keeps, and all that it has besides. Descriptors are for those alone who come by another relay,
 * one to a circuit, as at C tor. On the stream's loop.
 */
public final class ServiceRoutes implements Routes {
  private static final String SERVICES = "/tor/hs/";
  private static final String FETCH = "/tor/hs/3/";
  private static final String PUBLISH = "/tor/hs/3/publish";
  private static final Answer REFUSED = Answer.status(400, "Invalid HS descriptor. Rejected.");
  private static final Answer STORED = Answer.status(200, "HS descriptor stored successfully.");

  private final Routes others;
  private final DescriptorCache cache;
  private final Executor documents;
  private final DirectoryCircuit circuit;

  /**
   * @param others all that is of no onion service
   * @param documents verifies descriptors
   * @param circuit that the stream came by
   */
  public ServiceRoutes(
      Routes others, DescriptorCache cache, Executor documents, DirectoryCircuit circuit) {
    this.others = others;
    this.cache = cache;
    this.documents = documents;
    this.circuit = circuit;
  }

  @Override
  public Answer get(DirectoryQuery query) {
    if (!query.path().startsWith(FETCH)) {
      return others.get(query);
    }
    if (circuit.isSingleHop()) {
      return Answer.status(503, "Rejecting single hop HS v3 descriptor request");
    }
    if (!takesTurn()) {
      return Answer.notFound();
    }
    ServedDocument found = find(query.path().substring(FETCH.length()));
    return found == null ? Answer.notFound() : Answer.found(found);
  }

  private @Nullable ServedDocument find(String blindedKey) {
    try {
      return cache.find(Ed25519Identity.fromBase64(blindedKey));
    } catch (DecodeException e) {
      return null;
    }
  }

  /** A second turn ends the circuit: a flood costs a circuit for each descriptor. */
  private boolean takesTurn() {
    boolean first = circuit.takeServiceTurn();
    if (!first) {
      circuit.destroy(DestroyReason.PROTOCOL);
    }
    return first;
  }

  @Override
  public int uploadLimit(String path) {
    return path.startsWith(SERVICES) ? cache.limit() : others.uploadLimit(path);
  }

  @Override
  public Answer tooLarge(String path) {
    return path.startsWith(SERVICES) ? REFUSED : others.tooLarge(path);
  }

  @Override
  public boolean isAuthority(InetAddress client) {
    return others.isAuthority(client);
  }

  @Override
  public CompletionStage<Answer> post(String path, @Nullable InetAddress client, byte[] body) {
    if (!path.startsWith(SERVICES)) {
      return others.post(path, client, body);
    }
    if (circuit.isSingleHop()) {
      return CompletableFuture.completedStage(
          Answer.status(503, "Rejecting single hop HS descriptor post"));
    }
    if (!path.startsWith(PUBLISH) || !takesTurn()) {
      return CompletableFuture.completedStage(REFUSED);
    }
    return CompletableFuture.supplyAsync(() -> store(body), documents);
  }

  private Answer store(byte[] body) {
    try {
      cache.store(body);
      return STORED;
    } catch (DecodeException e) {
      return REFUSED;
    }
  }
}
