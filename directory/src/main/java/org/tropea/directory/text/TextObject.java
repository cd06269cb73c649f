package org.tropea.directory.text;

import com.google.crypto.tink.util.Bytes;

/**
 * The object behind a keyword line: what stands between {@code -----BEGIN tag-----} and its END
 * line, decoded from base64.
 */
public record TextObject(String tag, Bytes body) {}
