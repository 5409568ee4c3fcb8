/* One request on its way: head -> guard -> body -> application -> answer. Private to the http layer. */
#ifndef FORDELA_HTTP_REQUEST_H
#define FORDELA_HTTP_REQUEST_H

#include "api/handle.h"
#include "http/compress.h"
#include "http/files.h"
#include "http/guard.h"
#include "http/loop.h"

#include <microhttpd.h>

enum request_state {
    REQUEST_NEW,     /* its first line has been seen */
    REQUEST_BODY,    /* its body is being collected */
    REQUEST_EXCESS,  /* its body is too long and read only to be able to say so */
    REQUEST_PENDING, /* the application has it; the connection is suspended */
    REQUEST_READY,   /* the application has given it back */
    REQUEST_ANSWERED
};

enum { REQUEST_ID_CHARS = 24 };

struct request {
    struct connection *connection;
    struct MHD_Connection *mhd;
    struct policy *policy; /* as it was when the request began */
    struct request *next_finished;
    enum request_state state;
    char id[REQUEST_ID_CHARS + 1];
    int64_t began_ms;

    const char *target_place; /* where libmicrohttpd keeps the target, to measure the distance to what follows */
    size_t target_length;
    char *target, *path; /* as sent (NULL if too long); decoded */
    const char *query;
    struct framing framing;
    struct encodings encodings;
    const char *if_none_match;
    bool head, secure;
    bool method_refused; /* the file can only be read */
    bool missing;        /* the file is the page that says that there is nothing here */
    struct address client;

    struct api_call *call;
    const struct file *file;
    char *body;
    size_t body_length, body_capacity, body_counted, body_max, body_seen;

    int status;
    size_t reply_bytes;
    const char *code; /* why there is no ordinary answer; NULL if there is one */
};

/* libmicrohttpd's callbacks; context is the loop. */
void *request_begin(void *context, const char *target, struct MHD_Connection *mhd);
enum MHD_Result request_continue(void *context, struct MHD_Connection *mhd, const char *url, const char *method,
                                 const char *version, const char *upload, size_t *upload_length, void **request);
void request_end(void *context, struct MHD_Connection *mhd, void **request, enum MHD_RequestTerminationCode how);

/* Gives the room of a body that will not come to its end back. */
void request_forget_body(struct request *request);

/* From the loop: the application has finished a suspended request. */
void request_resume(struct request *request);

#endif
