package org.tropea.client;

/**
 * Whether addresses that are nobody's on the Internet are refused, as they must be in the public
 * network: a page could use them to look for what is near the client or the exit.
 *
 * @param asTargets whether no exit is asked for them (ClientRejectInternalAddresses)
 * @param asAnswers whether an exit that says to have connected to one is not believed
 *     (ClientDNSRejectInternalAddresses)
 */
public record InternalAddresses(boolean asTargets, boolean asAnswers) {
  /** Refused both ways: for the public network. */
  public static final InternalAddresses REFUSED = new InternalAddresses(true, true);

  /** Taken both ways: for a network whose servers have such addresses themselves. */
  public static final InternalAddresses TAKEN = new InternalAddresses(false, false);
}
