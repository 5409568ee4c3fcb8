/* The stages of a call inside the api layer, shared by handle.c (the door) and pipeline.c (the stages). */
#ifndef FORDELA_API_PIPELINE_H
#define FORDELA_API_PIPELINE_H

#include "api/call.h"
#include "api/gate.h"
#include "api/handle.h"
#include "store/writer.h"

#include <semaphore.h>

struct api_thread {
    struct api *api;
    struct db *reader;
};

struct api_call {
    struct call call;
    struct api_thread *thread;
    struct api_request request;
    const char *sent; /* the body of a request that goes through the large gate; else NULL */
    size_t sent_length;
    sem_t *written; /* posted when the writer is through with it; NULL = nobody waits */
    struct gate_job gate_job;
    struct writer_job writer_job;
    const char *allow;           /* of a 405 or OPTIONS */
    const char *idempotency_key; /* NULL without */
    const char *request_sha256;
    const struct kept_answer *kept; /* an earlier answer to replay */
    struct api_reply reply;
    struct text body; /* of the reply */
    bool sealed;      /* the reply's body is already encoded */
};

/* Everything until the call is answered or handed to another thread; true: answered. */
bool pipeline_run(struct api_call *call, const char *body, size_t length);

/* src/api/body.c: the body into c->input (or c->body) by the route; key and digest of a POST that wants to be safe to
 * repeat. */
MUST_USE enum outcome body_decode(struct api_call *call, const char *body, size_t length);
MUST_USE enum outcome body_identify(struct api_call *call, const char *body, size_t length);

/* Builds reply from what the stages left. */
void pipeline_reply(struct api_call *call);

#endif
