/* Listening sockets. */
#ifndef FORDELA_HTTP_LISTENER_H
#define FORDELA_HTTP_LISTENER_H

#include "base/outcome.h"

#include <stdbool.h>
#include <stddef.h>

enum { LISTENERS_MAX = 64, LISTENER_ADDRESS_CHARS = 64, LISTENER_ERROR_CHARS = 256 };

/* Whether listeners_open would understand it. */
bool listen_address_is_valid(const char *listen_at);

/* Opens `count` sockets that share one port (the kernel spreads connections over them). listen: "HOST:PORT" with a
 * numeric address ("[::1]:8080" for IPv6) or "localhost"; port 0 finds a free one. ret_address: "HOST:PORT".
 * INVALID: not such an address; CONFLICT: somebody else listens there (of our own kind too, whom SO_REUSEPORT would
 * let share silently); BROKEN otherwise. */
MUST_USE enum outcome listeners_open(const char *listen_at, int count, int ret_sockets[],
                                     char ret_address[LISTENER_ADDRESS_CHARS], char ret_error[LISTENER_ERROR_CHARS]);

/* From now on nobody can begin to connect, while connections that wait in the queue can still be accepted: closing the
 * socket at once would reset those. */
void listener_refuse_newcomers(int listening_socket);

#endif
