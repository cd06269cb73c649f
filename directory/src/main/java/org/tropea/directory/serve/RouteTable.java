package org.tropea.directory.serve;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which paths a directory answers, and how: the first route that fits. Immutable.
 *
 * @param <S> what is answered from, a snapshot
 */
public final class RouteTable<S> {
  private final List<Route<S>> routes;

  /** A table of these, in the order in which they are tried. */
  public RouteTable(List<Route<S>> routes) {
    this.routes = List.copyOf(routes);
  }

  /** Answers one kind of path. */
  public interface Handler<S> {
    /**
     * The answer.
     *
     * @param rest what stands behind the route's path
     */
    Answer answer(S snapshot, DirectoryQuery query, String rest);
  }

  /**
   * One kind of path.
   *
   * @param whole whether nothing may stand behind {@code path}
   */
  public record Route<S>(String path, boolean whole, Handler<S> handler) {
    /** This very path. */
    public static <S> Route<S> at(String path, Handler<S> handler) {
      return new Route<>(path, true, handler);
    }

    /** All paths that begin with this. */
    public static <S> Route<S> under(String path, Handler<S> handler) {
      return new Route<>(path, false, handler);
    }

    private boolean fits(String asked) {
      return whole ? asked.equals(path) : asked.startsWith(path);
    }
  }

  /** The answer to a question; null where no route fits. */
  public @Nullable Answer answer(S snapshot, DirectoryQuery query) {
    for (Route<S> route : routes) {
      if (route.fits(query.path())) {
        return route
            .handler()
            .answer(snapshot, query, query.path().substring(route.path().length()));
      }
    }
    return null;
  }
}
