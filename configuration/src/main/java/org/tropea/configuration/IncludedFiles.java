package org.tropea.configuration;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;

/**
 * Which files an {@code %include} means, as at C tor: one file; of a folder, those in it whose
 * names do not begin with a dot; of a pattern, all of what it matches, each in the order of names.
 * Empty files are left out, and so is what else lies in a folder.
 */
final class IncludedFiles {
  private static final String WILD = "*?[";

  private IncludedFiles() {}

  /** The files; throws where what is named, or what matches, is neither file nor folder. */
  static List<Path> of(Path written) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path path : isWild(written.toString()) ? matching(written) : List.of(written)) {
      if (Files.isDirectory(path)) {
        for (Path inside : names(path, "*")) {
          if (Files.isRegularFile(inside) && Files.size(inside) > 0) {
            files.add(inside);
          }
        }
      } else if (Files.size(path) > 0) {
        files.add(path);
      }
    }
    return files;
  }

  private static boolean isWild(String text) {
    return text.chars().anyMatch(c -> WILD.indexOf(c) >= 0);
  }

  private static List<Path> matching(Path pattern) throws IOException {
    List<Path> found = new ArrayList<>();
    found.add(pattern.isAbsolute() ? pattern.getRoot() : Path.of(""));
    for (Path part : pattern) {
      List<Path> next = new ArrayList<>();
      for (Path folder : found) {
        if (!isWild(part.toString())) {
          Path named = folder.resolve(part);
          if (Files.exists(named)) {
            next.add(named);
          }
        } else if (Files.isDirectory(folder.toString().isEmpty() ? Path.of(".") : folder)) {
          next.addAll(names(folder, part.toString()));
        }
      }
      found = next;
    }
    return found;
  }

  /** What lies in the folder and has a name that matches, but for names that begin with a dot. */
  private static List<Path> names(Path folder, String pattern) throws IOException {
    // Braces mean nothing to a shell's simple patterns.
    String quoted = pattern.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}");
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + quoted);
    List<Path> names = new ArrayList<>();
    Path listed = folder.toString().isEmpty() ? Path.of(".") : folder;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(listed)) {
      for (Path entry : entries) {
        Path name = entry.getFileName();
        boolean hidden = name.toString().startsWith(".") && !pattern.startsWith(".");
        if (!hidden && matcher.matches(name)) {
          names.add(folder.resolve(name));
        }
      }
    }
    names.sort(null);
    return names;
  }
}
