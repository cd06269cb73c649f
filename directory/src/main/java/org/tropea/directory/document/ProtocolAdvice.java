package org.tropea.directory.document;

/** What protocols the authorities recommend to, and demand of, clients and relays. */
public record ProtocolAdvice(
    Protocols recommendedClient,
    Protocols recommendedRelay,
    Protocols requiredClient,
    Protocols requiredRelay) {}
