package org.tropea.directory.text;

/**
 * Where an item stands in its document, so that digests over ranges can be taken.
 *
 * @param line its line number, from 1
 * @param start offset of the first byte of its line
 * @param lineEnd offset behind the line feed of its line
 * @param end offset behind its object, or {@code lineEnd} where it has none
 */
public record Place(int line, int start, int lineEnd, int end) {}
