package org.tropea.directory.network;

/** Where in a path a relay is to stand, which decides how its bandwidth is weighted. */
public enum Position {
  GUARD("Wgg", "Wgm", Position.NOTHING, "Wgd"),
  MIDDLE("Wmg", "Wmm", "Wme", "Wmd"),
  EXIT("Weg", "Wem", "Wee", "Wed"),
  DIRECTORY("Wbg", "Wbm", "Wbe", "Wbd"),
  /** Anywhere: by bandwidth alone. */
  UNWEIGHTED(Position.ALL, Position.ALL, Position.ALL, Position.ALL);

  /** Stands for a weight of zero. */
  static final String NOTHING = "0";

  /** Stands for a weight of one. */
  static final String ALL = "1";

  private final String guard;
  private final String middle;
  private final String exit;
  private final String both;

  Position(String guard, String middle, String exit, String both) {
    this.guard = guard;
    this.middle = middle;
    this.exit = exit;
    this.both = both;
  }

  /** The name of the weight that a relay of this kind has here. */
  String weight(boolean isGuard, boolean isExit) {
    if (isGuard) {
      return isExit ? both : guard;
    }
    return isExit ? exit : middle;
  }

  /** The name of the further weight of a relay that also serves directory requests. */
  String directoryWeight(boolean isGuard, boolean isExit) {
    if (this == DIRECTORY || this == UNWEIGHTED) {
      return ALL;
    }
    if (isGuard) {
      return isExit ? "Wdb" : "Wgb";
    }
    return isExit ? "Web" : "Wmb";
  }
}
