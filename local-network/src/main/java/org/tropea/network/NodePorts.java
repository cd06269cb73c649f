package org.tropea.network;

/** Where a node listens on loopback; 0 for a port that its kind has not. */
public record NodePorts(int onion, int directory, int socks) {}
