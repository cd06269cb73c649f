package org.tropea.onionservice.connect;

import org.tropea.client.ConnectFailure;
import org.tropea.client.OnionTrouble;

/** What programs are told; nothing of the service's name. */
final class ServiceFailure {
  private ServiceFailure() {}

  static ConnectFailure of(OnionTrouble trouble) {
    return new ConnectFailure(
        switch (trouble) {
          case NONE -> "the onion service ended the conversation before it began";
          case NOT_FOUND -> "no directory has the onion service's descriptor; it may be offline";
          case INVALID -> "the onion service's descriptor is not what it can have made";
          case NOT_INTRODUCED -> "no introduction point led to the onion service";
          case NOT_MET -> "the onion service did not come to the rendezvous";
          case KEY_MISSING -> "the onion service wants its clients to have a key; ask its operator";
          case KEY_WRONG -> "the onion service does not take this client's key";
          case INTRODUCTION_TIMEOUT -> "the onion service's introduction points did not answer";
        },
        trouble);
  }
}
