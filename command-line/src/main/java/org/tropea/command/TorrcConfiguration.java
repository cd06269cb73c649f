package org.tropea.command;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.tropea.configuration.OptionRow;
import org.tropea.configuration.OptionTable;
import org.tropea.configuration.Torrc;
import org.tropea.control.node.Configuration;
import org.tropea.control.protocol.Argument;
import org.tropea.control.protocol.ByteText;
import org.tropea.control.protocol.CommandException;

/** The options as controllers see them. Any thread. */
final class TorrcConfiguration implements Configuration {
  private final Supplier<Options> options;

  /** What counts now. */
  TorrcConfiguration(Supplier<Options> options) {
    this.options = options;
  }

  @Override
  public Optional<List<Argument>> values(String name) {
    return OptionTable.ofCTor().meant(name).filter(row -> !row.isObsolete()).map(this::values);
  }

  private List<Argument> values(OptionRow row) {
    Torrc torrc = options.get().control().torrc();
    if (row.isVirtual()) {
      return torrc.all(row.name()).stream()
          .map(line -> new Argument(line.key(), ByteText.of(line.value())))
          .toList();
    }
    List<String> written = torrc.written(row);
    return written.isEmpty()
        ? List.of(new Argument(row.name(), ""))
        : written.stream().map(value -> new Argument(row.name(), ByteText.of(value))).toList();
  }

  @Override
  public void set(List<Argument> lines, boolean toDefault) throws CommandException {
    throw new CommandException(553, "Unable to set option: options change by SIGHUP only");
  }

  @Override
  public void load(String torrc) throws CommandException {
    throw new CommandException(553, "Unable to set option: options change by SIGHUP only");
  }

  @Override
  public void save(boolean force) throws CommandException {
    throw new CommandException(551, "Unable to write configuration to disk.");
  }

  @Override
  public String file() {
    return "";
  }

  @Override
  public String defaultsFile() {
    return "";
  }

  @Override
  public String text() {
    StringBuilder text = new StringBuilder();
    Torrc torrc = options.get().control().torrc();
    for (OptionRow row : OptionTable.ofCTor().rows()) {
      if (row.isSettable() && !row.traits().unsaved() && !torrc.isDefault(row)) {
        torrc.written(row).forEach(value -> text.append(line(row, value)));
      }
    }
    return text.toString();
  }

  private static String line(OptionRow row, String value) {
    return row.name() + " " + value + "\n";
  }

  @Override
  public String names() {
    return OptionTable.ofCTor().rows().stream()
        .filter(row -> !row.isObsolete())
        .map(row -> line(row, row.isVirtual() ? row.type() : row.valueType().publicWord()))
        .collect(Collectors.joining());
  }

  @Override
  public String defaults() {
    return OptionTable.ofCTor().rows().stream()
        .filter(row -> row.isSettable() && row.initial() != null)
        .map(row -> line(row, String.valueOf(row.initial())))
        .collect(Collectors.joining());
  }

  @Override
  public boolean canSave() {
    return false;
  }
}
