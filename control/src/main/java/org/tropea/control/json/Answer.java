package org.tropea.control.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the API says, each a JSON object of the same shape: the components' names are the keys.
 * Times are UTC as {@code 2026-11-28T09:00:00}, fingerprints 40 hex digits. What is null is left
 * out. Immutable.
 */
public sealed interface Answer {
  /**
   * The process.
   *
   * @param roles of {@code client}, {@code relay} and {@code authority} those that it is
   * @param bootstrap how far its client has come; null without one
   */
  record Status(
      String version, long uptimeSeconds, List<String> roles, @Nullable Bootstrap bootstrap)
      implements Answer {}

  /**
   * How far a client has come.
   *
   * @param percent 0 to 100
   * @param tag a word of C tor's, as {@code conn_done}
   * @param circuits whether circuits can be had
   */
  record Bootstrap(int percent, String tag, String summary, boolean circuits) {}

  /** The circuits that a client has, oldest first. */
  record Circuits(List<Circuit> circuits) implements Answer {}

  /**
   * A circuit.
   *
   * @param state LAUNCHED, EXTENDED or BUILT
   * @param purpose C tor's word, as {@code GENERAL}
   * @param hops the relays that it passes so far, first to last
   */
  record Circuit(long id, String state, String purpose, String created, List<RelayName> hops) {}

  /** A relay; the nickname is null where the network does not list it. */
  record RelayName(String fingerprint, @Nullable String nickname) {}

  /** How many streams there are, by what they do; where they go is nobody's business. */
  record Streams(int waiting, int sent, int connected) implements Answer {}

  /** Bytes over links since the start, and in each of the last 300 seconds, oldest first. */
  record Bandwidth(long read, long written, List<Second> seconds) implements Answer {}

  /** Bytes that crossed links in one second. */
  record Second(long read, long written) {}

  /** The guards of a client's sample, by preference. */
  record Guards(List<Guard> guards) implements Answer {}

  /**
   * A guard.
   *
   * @param state as GETINFO entry-guards says it: never-connected, unusable, down or up
   * @param since since when it is unusable or down; null where it is neither
   */
  record Guard(RelayName relay, String state, @Nullable String since) {}

  /**
   * What a relay does.
   *
   * @param published whether authorities have its descriptor
   * @param mirrored whether its cache has the network's documents
   * @param flags what the newest consensus says of it
   * @param circuits how many pass it now
   * @param handshakes what became of them, by kind
   */
  record Relay(
      String fingerprint,
      boolean published,
      boolean mirrored,
      List<String> flags,
      long circuits,
      Map<String, Handshakes> handshakes)
      implements Answer {}

  /** Handshakes since the start: computed, or refused as they would have waited too long. */
  record Handshakes(long answered, long dropped) {}

  /** Rounds of an authority since its start. */
  record Authority(long voted, long votesTaken, long published, long missed) implements Answer {}

  /**
   * The newest consensus that a client has.
   *
   * @param state {@code early}, {@code fresh}, {@code valid} or {@code expired}
   * @param relays how many it lists
   * @param flags how many of them have each flag
   */
  record Consensus(
      String state,
      String validAfter,
      String freshUntil,
      String validUntil,
      int relays,
      Map<String, Integer> flags)
      implements Answer {}

  /** Why there is none. */
  record Problem(String error) implements Answer {}

  /** It is done, or begun. */
  record Done(String done) implements Answer {}
}
