/*
 * The floor of a middle relay: TLS in, AES-128-CTR over 509 of each 514 bytes, TLS out, by
 * OpenSSL and blocking sockets on loopback, and nothing else. Prints how many cells it passes on
 * per second of its own processor time.
 *
 *   bare-loop [CELLS_PER_RECORD [CELLS]]
 *
 * One process sends and one receives, each of its own, and their time is not counted. Ends after a
 * minute at the latest.
 */
#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CELL = 514, BODY_OFFSET = 5, BODY = 509, MOST_IN_RECORD = 31, SECONDS = 60 };

static void fail(const char *what) {
  fprintf(stderr, "bare-loop: %s failed\n", what);
  ERR_print_errors_fp(stderr);
  exit(1);
}

static int checked(int result, const char *what) {
  if (result <= 0) {
    fail(what);
  }
  return result;
}

/* A connected pair of TCP sockets on loopback. */
static void connect_pair(int ends[2]) {
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t length = sizeof address;
  int listening = checked(socket(AF_INET, SOCK_STREAM, 0), "socket");
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(listening, (struct sockaddr *)&address, sizeof address) || listen(listening, 1) ||
      getsockname(listening, (struct sockaddr *)&address, &length)) {
    fail("listening");
  }
  ends[0] = checked(socket(AF_INET, SOCK_STREAM, 0), "socket");
  if (connect(ends[0], (struct sockaddr *)&address, sizeof address)) {
    fail("connecting");
  }
  ends[1] = checked(accept(listening, NULL, NULL), "accept");
  close(listening);
}

/* A context for TLS 1.3 by the cipher that relays agree on; of a server with a fresh key. */
static SSL_CTX *tls(int server) {
  SSL_CTX *context = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
  if (!context || !SSL_CTX_set_ciphersuites(context, "TLS_AES_256_GCM_SHA384")) {
    fail("TLS");
  }
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  if (server) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    checked(X509_sign(certificate, key, EVP_sha256()), "signing");
    checked(SSL_CTX_use_certificate(context, certificate), "certificate");
    checked(SSL_CTX_use_PrivateKey(context, key), "key");
  }
  return context;
}

static SSL *handshake(int socket, int server) {
  SSL *ssl = SSL_new(tls(server));
  SSL_set_fd(ssl, socket);
  checked(server ? SSL_accept(ssl) : SSL_connect(ssl), "TLS handshake");
  return ssl;
}

static void send_cells(int socket, long cells, int in_record) {
  static unsigned char record[MOST_IN_RECORD * CELL];
  SSL *ssl = handshake(socket, 0);
  for (long left = cells; left > 0; left -= in_record) {
    long now = left < in_record ? left : in_record;
    checked(SSL_write(ssl, record, (int)now * CELL), "sending");
  }
}

static void receive_cells(int socket, long cells) {
  static unsigned char record[MOST_IN_RECORD * CELL];
  SSL *ssl = handshake(socket, 1);
  for (long left = cells * CELL; left > 0;) {
    left -= checked(SSL_read(ssl, record, sizeof record), "receiving");
  }
}

static double processor_seconds(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return used.ru_utime.tv_sec + used.ru_stime.tv_sec +
         (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

/* Passes cells on; the processor time of all but the first tenth. */
static double pass_cells(SSL *in, SSL *out, long cells) {
  static unsigned char buffer[2 * MOST_IN_RECORD * CELL];
  static const unsigned char key[16], counter[16];
  EVP_CIPHER_CTX *aes = EVP_CIPHER_CTX_new();
  checked(EVP_EncryptInit_ex(aes, EVP_aes_128_ctr(), NULL, key, counter), "AES");
  double begun = 0;
  int held = 0;
  for (long done = 0; done < cells;) {
    held += checked(SSL_read(in, buffer + held, MOST_IN_RECORD * CELL), "reading");
    int whole = held / CELL;
    for (int i = 0; i < whole; i++) {
      unsigned char *body = buffer + i * CELL + BODY_OFFSET;
      int length;
      checked(EVP_EncryptUpdate(aes, body, &length, body, BODY), "AES");
    }
    if (whole > 0) {
      checked(SSL_write(out, buffer, whole * CELL), "writing");
      held -= whole * CELL;
      memmove(buffer, buffer + whole * CELL, held);
    }
    done += whole;
    if (begun == 0 && done >= cells / 10) {
      begun = processor_seconds();
    }
  }
  return processor_seconds() - begun;
}

int main(int count, char **arguments) {
  int in_record = count > 1 ? atoi(arguments[1]) : MOST_IN_RECORD;
  long cells = count > 2 ? atol(arguments[2]) : 600000;
  int in[2], out[2];
  if (in_record < 1 || in_record > MOST_IN_RECORD || cells < 1000) {
    fprintf(stderr, "bare-loop: 1 to %d cells in a record, 1000 or more in all\n", MOST_IN_RECORD);
    return 2;
  }
  alarm(SECONDS);
  connect_pair(in);
  connect_pair(out);
  for (int child = 0; child < 2; child++) {
    if (checked(fork() + 1, "fork") == 1) {
      alarm(SECONDS);
      if (child == 0) {
        send_cells(in[0], cells, in_record);
      } else {
        receive_cells(out[1], cells);
      }
      _exit(0);
    }
  }
  close(in[0]);
  close(out[1]);
  SSL *source = handshake(in[1], 1);
  SSL *sink = handshake(out[0], 0);
  double seconds = pass_cells(source, sink, cells);
  printf("%.0f cells per CPU second\n", cells * 0.9 / seconds);
  while (wait(NULL) > 0) {
  }
  return 0;
}
