/* Answers: the headers that every one carries, content codings, files. Private to the http layer. */
#ifndef FORDELA_HTTP_REPLY_H
#define FORDELA_HTTP_REPLY_H

#include "base/outcome.h"

#include <stdbool.h>
#include <stddef.h>

struct request;

/* Queues the application's reply to request->call, or the request's file. BROKEN without memory: the connection can
 * only be closed. Both note status and size for the log. */
MUST_USE enum outcome reply_with_call(struct request *request);
MUST_USE enum outcome reply_with_file(struct request *request);

/* An answer made past libmicrohttpd, which closes the connection: framing errors, deadlines, overload. */
struct raw_reply {
    int status;
    const char *id;           /* of the request; NULL = none */
    const char *content_type; /* NULL with a NULL body: the application's static problem */
    const char *body;
    size_t body_length;
    bool secure; /* the client speaks TLS */
    bool head;   /* leave the body out */
};
enum { REPLY_RAW_BYTES = 4096 };

/* Writes the whole answer; returns its length. A body that does not fit is left out. */
size_t reply_raw(char ret_bytes[REPLY_RAW_BYTES], const struct raw_reply *reply);

#endif
