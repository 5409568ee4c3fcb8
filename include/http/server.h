/* The server: some equal threads, each with its own loop, its own listening socket on the shared port and its own
 * reading connection of the application. */
#ifndef FORDELA_HTTP_SERVER_H
#define FORDELA_HTTP_SERVER_H

#include "api/handle.h"
#include "base/outcome.h"
#include "http/address.h"
#include "http/limits.h"

#include <stdbool.h>

enum { SERVER_ERROR_CHARS = 256 };

struct server;

/* What may change while the server runs. */
struct server_settings {
    struct limits limits;                  /* `connections` may only shrink */
    struct address_ranges trusted_proxies; /* whose X-Forwarded-For and X-Forwarded-Proto are believed */
    const char *hosts; /* comma-separated names we answer to (others get 421); "" = any. Borrowed during the call */
    const char *static_directory; /* NULL = only the embedded pages. Borrowed during the call */
    /* Files in PEM (see http/tls.h), both or none; without them connections are plain, and a running server stays what
     * it is. Borrowed during the call */
    const char *tls_certificate, *tls_key;
};

struct server_config {
    struct api *api;    /* borrowed until server_stop */
    const char *listen; /* "127.0.0.1:8080", "[::1]:0": port 0 takes a free one */
    int threads;
    struct server_settings settings;
};

/* Opens everything and starts the threads. The caller has blocked the signals that it waits for itself. INVALID: a
 * setting is wrong; CONFLICT: the port is taken; BROKEN: the machine refuses. ret_error then says why. */
MUST_USE enum outcome server_start(const struct server_config *config, struct server **ret_server,
                                   char ret_error[SERVER_ERROR_CHARS]);

/* "http://127.0.0.1:8080" (or https) with the real port. Borrowed from the server. */
const char *server_address(const struct server *server);

/* Takes new settings; requests that are being answered keep the old ones. Everything is as before unless OK. */
MUST_USE enum outcome server_reload(struct server *server, const struct server_settings *settings,
                                    char ret_error[SERVER_ERROR_CHARS]);

/* Begins to stop: /readyz says 503, every answer closes its connection, after a moment no new connection is taken, and
 * when everybody has the answer (or after limits.drain_ms) the threads end. Returns at once. */
void server_drain(struct server *server);

/* True if every serving thread has gone round since the last call (or the start); asks them to go round again before
 * the next one. From one thread only. */
bool server_is_alive(struct server *server);

/* A descriptor that becomes readable when the last thread has ended. */
int server_ended_fd(const struct server *server);

/* Ends the threads now if they have not ended, waits for them, frees. Accepts NULL. */
void server_stop(struct server *server);

#endif
