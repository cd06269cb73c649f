package org.tropea.client.pool;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whose stream it is, and which others it may share a circuit with (row S05): none that differ in
 * one of the facts that either of them is kept apart by. Immutable.
 *
 * @param by what it is kept apart by
 * @param facts what it is: at least a value of each kind that it is kept apart by, and of those
 *     that others may be; texts that mean nothing here but whether they are equal
 * @param lasting whether each new stream makes its circuit as good as new
 */
public record Isolation(Set<By> by, Map<By, List<String>> facts, boolean lasting) {
  /** What streams can be kept apart by. */
  public enum By {
    /** The address of the program. */
    CLIENT_ADDRESS,
    /** What it says to authenticate itself: user name and password, or such headers. */
    LOGIN,
    /** The protocol in which it asks. */
    CLIENT_PROTOCOL,
    /** The port that is asked for. */
    DESTINATION_PORT,
    /** The host that is asked for, as it was asked for. */
    DESTINATION_ADDRESS,
    /** The group of listeners that it came by. */
    SESSION_GROUP
  }

  /** The isolation of programs that ask for none. */
  public static final Isolation NONE = new Isolation(Set.of(), Map.of(), false);

  /** Keeps its own copies; refuses to be kept apart by what is not known. */
  public Isolation {
    by = Set.copyOf(by);
    facts = Map.copyOf(facts);
    if (!facts.keySet().containsAll(by)) {
      throw new IllegalArgumentException("kept apart by what is not known");
    }
  }

  /** Kept apart from streams of every other name and password. */
  public static Isolation byLogin(String user, String password) {
    return new Isolation(Set.of(By.LOGIN), Map.of(By.LOGIN, List.of(user, password)), false);
  }

  /** What is known of that kind; empty where nothing is. */
  public List<String> fact(By kind) {
    return facts.getOrDefault(kind, List.of());
  }

  /** Prints nothing of its contents. */
  @Override
  public String toString() {
    return "Isolation";
  }
}
