package org.tropea.relay.self;

import org.tropea.directory.document.ExtraInfo;
import org.tropea.directory.document.RouterDescriptor;

/** The two documents that a relay publishes together. Immutable. */
public record SelfDescription(RouterDescriptor descriptor, ExtraInfo extraInfo) {}
