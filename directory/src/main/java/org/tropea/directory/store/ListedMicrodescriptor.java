package org.tropea.directory.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tropea.directory.document.Microdescriptor;

/**
 * A microdescriptor with C tor's {@code @last-listed} annotation.
 *
 * @param lastListed when a consensus last named it; null where the file does not say
 */
public record ListedMicrodescriptor(
    Microdescriptor microdescriptor, @Nullable Instant lastListed) {}
