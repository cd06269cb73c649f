package org.tropea.control;

/** What a browser is told that takes the control port for a proxy. */
final class HttpRefusal {
  static final String TEXT =
      "HTTP/1.0 501 Tor ControlPort is not an HTTP proxy\r\n"
          + "Content-Type: text/html; charset=iso-8859-1\r\n\r\n"
          + "<html>\n<head>\n<title>This is a control port</title>\n</head>\n<body>\n"
          + "<h1>This is a control port, not an HTTP proxy</h1>\n"
          + "<p>\nYour browser is told to use the control port of a Tor client as its proxy. Tell"
          + " it to use the SOCKS port instead, which usually is 9050.\n</p>\n"
          + "</body>\n</html>\n";

  private HttpRefusal() {}
}
