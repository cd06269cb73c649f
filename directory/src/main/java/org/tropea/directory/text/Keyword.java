package org.tropea.directory.text;

/**
 * What a document's grammar says of one keyword: how often, with how many arguments at least, and
 * with an object or without. Arguments beyond the known ones are allowed, always.
 */
public record Keyword(String name, Times times, int minArguments, ObjectRule object) {
  /** How often a keyword may stand in its section. */
  public enum Times {
    ONCE,
    AT_MOST_ONCE,
    AT_LEAST_ONCE,
    ANY
  }

  /** Whether an object follows. */
  public enum ObjectRule {
    FORBIDDEN,
    REQUIRED,
    OPTIONAL
  }

  /** Exactly once. */
  public static Keyword once(String name, int minArguments) {
    return new Keyword(name, Times.ONCE, minArguments, ObjectRule.FORBIDDEN);
  }

  /** At most once. */
  public static Keyword atMostOnce(String name, int minArguments) {
    return new Keyword(name, Times.AT_MOST_ONCE, minArguments, ObjectRule.FORBIDDEN);
  }

  /** Once or more. */
  public static Keyword atLeastOnce(String name, int minArguments) {
    return new Keyword(name, Times.AT_LEAST_ONCE, minArguments, ObjectRule.FORBIDDEN);
  }

  /** Any number of times. */
  public static Keyword any(String name, int minArguments) {
    return new Keyword(name, Times.ANY, minArguments, ObjectRule.FORBIDDEN);
  }

  /** The same, with an object. */
  public Keyword withObject() {
    return new Keyword(name, times, minArguments, ObjectRule.REQUIRED);
  }

  /** The same, with an object or without. */
  public Keyword withOptionalObject() {
    return new Keyword(name, times, minArguments, ObjectRule.OPTIONAL);
  }

  boolean mayRepeat() {
    return times == Times.ANY || times == Times.AT_LEAST_ONCE;
  }

  boolean mayMiss() {
    return times == Times.ANY || times == Times.AT_MOST_ONCE;
  }
}
