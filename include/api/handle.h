/* The door between transport and application: http hands a request in, gets a reply out, and knows nothing else.
 *
 * A call goes: api_call_open (route, method, limits: before the body is read) -> api_call_run with the whole body ->
 * either the reply is there, or the call is pending (waiting for the writer, the password gate or the computation gate)
 * and request.finished is called once from another thread -> api_call_reply -> api_call_close. */
#ifndef FORDELA_API_HANDLE_H
#define FORDELA_API_HANDLE_H

#include "base/breached.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/outcome.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct api;        /* the running application */
struct api_thread; /* what one serving thread owns: its reading connection and scratch memory */
struct api_call;   /* one request being answered */

struct api_config {
    struct store *store;
    struct clock clock;
    bool secure;        /* cookies get Secure and the __Host- prefix: behind TLS */
    bool demo;          /* the exercise banner on every page: set when the demo is loaded or the clock is moved */
    int writer_threads; /* PostgreSQL only */
    bool has_seal_key;  /* false: second factors cannot be set up here */
    uint8_t seal_key[SEAL_KEY_BYTES];
    unsigned second_factor_roles;    /* bit 1 << enum role: users of it must have a second factor */
    const uint8_t *signing_key;      /* of checkpoints, SIGNING_KEY_BYTES, borrowed; NULL = none are made */
    const struct breached *breached; /* passwords that nobody may choose, borrowed; NULL = no list */
    const char *version;
};

MUST_USE enum outcome api_start(const struct api_config *config, struct api **ret_api);
/* Waits for pending work, then frees. Accepts NULL. */
void api_stop(struct api *api);

/* Signs the audit trail as far as it goes, if it has grown: at once, or (due_only) when the last checkpoint is about an
 * hour old. Waits for the writer: never on a serving thread. */
MUST_USE enum outcome api_checkpoint(struct api *api, bool due_only);

/* From now on /readyz says 503, so that a load balancer sends nobody more; requests are still answered. Thread-safe. */
void api_set_draining(struct api *api);

/* One per serving thread. */
MUST_USE enum outcome api_thread_open(struct api *api, struct api_thread **ret_thread);
void api_thread_close(struct api_thread *thread); /* accepts NULL */

enum { API_MAX_HEADERS = 12 };

/* Request headers that mean something to the application; NULL where absent. All text is borrowed until api_call_close.
 */
struct api_request_headers {
    const char *accept, *accept_language, *content_type, *cookie, *host, *idempotency_key, *if_match, *if_none_match,
        *origin, *sec_fetch_site, *authorization, *user_agent;
};

struct api_request {
    const char *id; /* of the request, for logs and problems; may be NULL */
    const char *method;
    const char *path;  /* percent-decoded once, valid UTF-8 without NUL, begins with '/' */
    const char *query; /* raw text behind '?', may be NULL */
    struct api_request_headers headers;
    const char *client_address;      /* textual IP of the client, after --trust-proxy */
    bool secure;                     /* the client's side of the connection is TLS (proxy's word or ours) */
    void (*finished)(void *context); /* see above; called at most once, from another thread */
    void *context;
};

/* Begins a call. Always gives a call unless memory is out (then NULL). *ret_max_body_bytes: the most the body may be; a
 * longer one is answered by api_call_refuse_body. */
struct api_call *api_call_open(struct api_thread *thread, const struct api_request *request,
                               size_t *ret_max_body_bytes);

/* The body was too long (or broke off): prepares the 413 problem as the reply. */
void api_call_refuse_body(struct api_call *call);

/* Runs the call with its whole body (may be NULL and 0; borrowed until the reply is ready). True: the reply is ready.
 * False: pending, request.finished follows. */
bool api_call_run(struct api_call *call, const char *body, size_t length);

struct api_header {
    const char *name, *value;
};

/* The reply; everything is borrowed from the call until api_call_close. */
struct api_reply {
    int status;
    struct api_header headers[API_MAX_HEADERS];
    int header_count;
    const char *body; /* may be NULL for 204 and 304 */
    size_t body_length;
    bool compressible; /* text worth gzip when large enough and accepted */
};
const struct api_reply *api_call_reply(const struct api_call *call);

/* The gzip coding of the reply's body, if an earlier call with the same answer has left it: borrowed like the reply.
 * NULL otherwise. */
const char *api_call_packed(const struct api_call *call, size_t *ret_length);

/* True if the gzip coding is worth leaving for later calls. */
bool api_call_may_leave_packed(const struct api_call *call);

/* Leaves the gzip coding of the reply's body (from malloc; taken); returns the one that stands, borrowed. */
const char *api_call_leave_packed(const struct api_call *call, char *bytes, size_t length, size_t *ret_length);

/* For the access log: the route's pattern (never the path), the actor's id or "-", the outcome's or problem's code. */
const char *api_call_route(const struct api_call *call);
const char *api_call_actor(const struct api_call *call);
const char *api_call_code(const struct api_call *call);

void api_call_close(struct api_call *call); /* accepts NULL */

/* A problem+json reply made without a call (framing errors, overload): the full body in static memory. */
const char *api_static_problem(int status, const char **ret_content_type);

#endif
