package org.tropea.directory.fetch;

/** A whole answer, its body still packed; the array is handed from the loop to the unpacker. */
record PackedResponse(int status, String reason, ContentEncoding encoding, byte[] body) {}
