/* The running application inside the api layer: what all calls share. Nobody above api sees it. */
#ifndef FORDELA_API_APP_H
#define FORDELA_API_APP_H

#include "api/gate.h"
#include "api/handle.h"
#include "api/problem.h"
#include "api/shelf.h"
#include "api/throttle.h"
#include "store/writer.h"

#include <stdatomic.h>

/* Limits of the application, with their reasons. */
enum {
    LIMIT_BODY_BYTES = 256 * 1024,       /* the fullest report: 40 articles with lots, deliveries and parts is 150 kB */
    LIMIT_PUBLIC_BODY_BYTES = 16 * 1024, /* from anybody: a name, a password of 1,024 bytes and a code, all escaped */
    LIMIT_QUICK_BODY_BYTES = 16 * 1024, /* parsed in 1 ms on the serving thread, larger ones on a thread of their own */
    LIMIT_JSON_DEPTH = 32,              /* our deepest input has 5 levels */
    LIMIT_ARENA_BYTES = 16 * 1024 * 1024,       /* an overview of 49 municipalities x 30 articles takes 2 MB */
    LIMIT_ARENA_LONG_BYTES = 128 * 1024 * 1024, /* the nation's 290 x 30 articles: about 32 MB */
    LIMIT_REPLY_BYTES = 64 * 1024 * 1024,       /* a national proposal with sentences: about 10 MB */
    LIMIT_SHELF_BYTES = 16 * 1024 * 1024,       /* the overviews of all counties: about 6 MB */
    LIMIT_LIST_ROWS = 500,                      /* one page of a list */
    LIMIT_WRITER_QUEUE = 4096,                  /* about half a second of reports */
    LIMIT_PASSWORD_QUEUE = 16, /* 16 x 60 ms: longer than a second nobody should wait to be told "busy" */
    LIMIT_LONG_QUEUE = 16,
    LIMIT_LARGE_QUEUE = 64,               /* 64 x 10 ms for the worst that 256 kB can be */
    SESSION_IDLE_SECONDS = 30 * 60,       /* ASVS V7.3.1; a warning comes before and drafts survive */
    SESSION_ABSOLUTE_SECONDS = 12 * 3600, /* ASVS V7.3.2: one long working day */
    SESSION_TOUCH_SECONDS = 60,           /* seen_at moves at most once a minute: reading stays reading */
    IDEMPOTENCY_KEEP_SECONDS = 24 * 3600
};

struct api {
    struct api_config config;
    struct writer *writer;
    struct gate *password_gate, *long_gate;
    struct gate *large_gate; /* reads large bodies */
    struct throttle *throttle;
    struct shelf *shelf;
    char *openapi; /* the document's text */
    atomic_bool draining;
    atomic_llong last_id;              /* second and number within it of the newest id: see call_new_id */
    atomic_llong requests_by_class[6]; /* index 2 = 2xx ... */
    atomic_llong problems[PROBLEM__COUNT];
};

#endif
