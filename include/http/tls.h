/* TLS on our own connections: certificate and key from files, what is offered to clients. The handshake itself is
 * libmicrohttpd's; the credentials are ours, so that they can be replaced while the server runs. Only TLS 1.2 and 1.3
 * with forward secrecy and authenticated encryption are spoken. */
#ifndef FORDELA_HTTP_TLS_H
#define FORDELA_HTTP_TLS_H

#include "base/outcome.h"

#include <stdbool.h>
#include <stddef.h>

enum { TLS_ERROR_CHARS = 256 };

/* What GnuTLS is told to offer. */
extern const char TLS_PRIORITIES[];

struct tls;
struct gnutls_session_int;

/* Reads the certificate (PEM; its chain behind it) and its private key (PEM, not encrypted). INVALID: a file cannot be
 * read, does not hold what it should, others than owner and group may read the key or anybody but the owner may change
 * it, or the two do not belong together: ret_error then says which file and why. */
MUST_USE enum outcome tls_open(const char *certificate_file, const char *key_file, struct tls **ret_tls,
                               char ret_error[TLS_ERROR_CHARS]);
void tls_close(struct tls *tls); /* accepts NULL */

/* The two texts as read, for libmicrohttpd, which does not start without any. Borrowed. */
const char *tls_certificate_text(const struct tls *tls);
const char *tls_key_text(const struct tls *tls);

/* Has the session, whose handshake has not begun, use this certificate. False without memory. `tls` must outlive the
 * session. */
bool tls_join(const struct tls *tls, struct gnutls_session_int *session);

/* Sends past libmicrohttpd, then says that nothing more comes. Does nothing before the handshake is over. */
void tls_send_last(struct gnutls_session_int *session, const char *bytes, size_t length);

#endif
