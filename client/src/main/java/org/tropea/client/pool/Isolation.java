package org.tropea.client.pool;

/**
 * Whose stream it is: streams of different isolations never share a circuit (row S05).
 *
 * @param listener which listener the program came through
 * @param client the program's own address, as text
 * @param user the SOCKS user name, empty without one
 * @param password the SOCKS password, empty without one
 */
public record Isolation(String listener, String client, String user, String password) {
  /** The isolation of programs that ask for none. */
  public static final Isolation NONE = new Isolation("", "", "", "");

  /** Prints nothing of its contents. */
  @Override
  public String toString() {
    return "Isolation";
  }
}
