package org.tropea.authority.audit;

import org.jspecify.annotations.Nullable;

/**
 * One thing in which a consensus differs from another.
 *
 * @param subject what it is about: a keyword, or a relay or authority with its identity
 * @param what the keyword, the flag with {@code +} or {@code -} before it, or {@code appeared} and
 *     {@code gone}
 * @param before null where there was nothing
 * @param after null where there is nothing
 */
public record Change(
    String subject, String what, @Nullable String before, @Nullable String after) {}
