package org.tropea.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tropea.integration.CtorNetwork;
import org.tropea.integration.CtorNode;
import org.tropea.integration.CtorPrograms;

/**
 * A network of C tor processes that three relays of ours have joined, a client of each kind, and
 * the far end of their streams. For one thread at a time.
 */
final class Scene implements AutoCloseable {
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Path folder;
  private final CtorNetwork network;
  final Traffic traffic;

  /** How long C tor's network took to start. */
  final double ctorSeconds;

  final List<Node> ours = new ArrayList<>();
  final List<Node> theirs = new ArrayList<>();
  private @Nullable OurClient ourClient;
  private @Nullable CtorClient ctorClient;

  /** What the C tor of this scene is. */
  static final CtorPrograms PROGRAMS = CtorPrograms.newest();

  /** Starts C tor's part, which takes a minute: nothing else may take its processor time. */
  Scene(Path folder) throws Exception {
    this.folder = folder;
    try {
      traffic = hold(new Traffic());
      long begun = System.nanoTime();
      network =
          hold(
              CtorNetwork.start(
                  folder.resolve("ctor"), new CtorNetwork.Layout(3, 2, 1, 1).of(PROGRAMS)));
      ctorSeconds = (System.nanoTime() - begun) / 1e9;
      for (String name : List.of("relay0", "relay1", "exit0")) {
        CtorNode node = network.node(name);
        theirs.add(Node.read(name, node.folder(), node.orPort(), node.process().pid()));
      }
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  /** Starts ours, and waits until the network lists them, which takes a minute or two, idly. */
  void join() throws Exception {
    for (String name : List.of("ours0", "ours1", "ours2")) {
      TropeaNode started =
          hold(
              TropeaNode.relay(
                  folder.resolve(name), options(name), network.directoryAuthorityLines()));
      ours.add(started.node());
    }
    List<Node> all = new ArrayList<>(ours);
    all.addAll(theirs);
    ourClient =
        hold(new OurClient(folder.resolve("client"), options("client"), all, ours.get(0).pid()));
    CtorClient client = hold(new CtorClient(network.nodes(CtorNode.Kind.CLIENT).get(0), traffic));
    for (Node node : ours) {
      client.awaitKnown(node);
    }
    ctorClient = client;
  }

  /** Our client, once it has joined. */
  OurClient ourClient() {
    return Objects.requireNonNull(ourClient);
  }

  /** C tor's client, once all have joined. */
  CtorClient ctorClient() {
    return Objects.requireNonNull(ctorClient);
  }

  /** More JVM options for our processes, for profiles: {@code NAME} in them is the process. */
  private static String options(String name) {
    return System.getProperty("tropea.java", "").replace("NAME", name);
  }

  private <T extends AutoCloseable> T hold(T resource) {
    open.add(resource);
    return resource;
  }

  /** A folder of this name for more processes. */
  Path folder(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  List<String> authorityLines() {
    return network.directoryAuthorityLines();
  }

  /** A path of three relays: {@code o} for one of ours, {@code c} for one of C tor. */
  List<Node> path(String kinds) {
    List<Node> path = new ArrayList<>();
    for (int i = 0; i < kinds.length(); i++) {
      path.add(kinds.charAt(i) == 'o' ? ours.get(i) : theirs.get(i));
    }
    return path;
  }

  @Override
  public void close() {
    for (int i = open.size() - 1; i >= 0; i--) {
      try {
        open.get(i).close();
      } catch (Exception e) {
        System.err.println("closing " + open.get(i).getClass().getSimpleName() + ": " + e);
      }
    }
  }
}
