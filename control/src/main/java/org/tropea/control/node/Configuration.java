package org.tropea.control.node;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tropea.control.protocol.Argument;
import org.tropea.control.protocol.CommandException;

/** The options of the process, as controllers read and change them. Any thread; may block. */
public interface Configuration {
  /**
   * One line of an option.
   *
   * @param name as it is spelt
   * @param text null where it has none, which is not the same as an empty one
   */
  record Value(String name, @Nullable String text) {}

  /**
   * The lines of the option of this name, in any case; one without a text where the option has
   * none, and the default where nobody set it.
   *
   * @return nothing where no option has the name
   */
  Optional<List<Value>> values(String name);

  /**
   * Changes all of them or none.
   *
   * @param lines in their order; one without a value asks for what {@code toDefault} says
   * @param toDefault whether that is the default; else it is nothing, or zero
   * @throws CommandException 552 for an option that is unknown, 513 for a value that cannot be
   *     meant, 553 for one that cannot change while it runs
   */
  void set(List<Argument> lines, boolean toDefault) throws CommandException;

  /** Changes everything to what this torrc says. */
  void load(String torrc) throws CommandException;

  /**
   * Writes what counts now to the torrc.
   *
   * @param force even where that includes other files
   */
  void save(boolean force) throws CommandException;

  /** {@code GETINFO config-file}: where the torrc is. */
  String file();

  /** {@code GETINFO config-defaults-file}. */
  String defaultsFile();

  /** {@code GETINFO config-text}: what {@link #save} would write. */
  String text();

  /** {@code GETINFO config/names}: a line for each option, its name and its type. */
  String names();

  /** {@code GETINFO config/defaults}: a line for each option with a default. */
  String defaults();

  /** Whether the torrc can be written. */
  boolean canSave();
}
