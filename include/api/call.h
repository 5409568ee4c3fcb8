/* What a handler sees: the call being answered, and the few things it may do to it.
 *
 * A handler is `enum outcome api_x_y(struct call *c)`. It reads c->actor, the path parameters, the query and the
 * decoded input, works through c->db inside the transaction that its route row asks for, and leaves the output struct
 * in c->output. It has no effect outside the call and the transaction (a write may run again after a retry). A refusal
 * is `return call_refuse(c, PROBLEM_…)`. Everything allocated lives in c->arena. */
#ifndef FORDELA_API_CALL_H
#define FORDELA_API_CALL_H

#include "api/problem.h"
#include "api/query.h"
#include "api/route.h"
#include "api/violation.h"
#include "base/arena.h"
#include "base/outcome.h"
#include "core/permit.h"
#include "store/db.h"

#include <stdbool.h>
#include <stdint.h>

struct api;

/* Who acts; signed_in false for nobody. A program acts as its key: user_id is the key's. */
struct actor {
    bool signed_in;
    bool by_key;        /* the call carries a key (a good one only if signed_in), so no cookie has been looked at */
    bool read_only;     /* the key writes nothing */
    bool second_factor; /* the user has one, and it counts */
    bool lacks_factor;  /* the role must have one, and there is none: nothing but the own account */
    const char *user_id;
    const char *username;
    const char *display_name;
    const char *email;
    const char *organisation_name;
    const char *language;
    const char *session_id; /* NULL for keys, like the next two */
    const char *session_sha256;
    int64_t session_seen_at, session_expires_at;
    struct standing standing;
};

enum { CALL_MAX_PARAMETERS = 4, CALL_MAX_QUERY = 8 };

struct call {
    struct api *api;
    struct arena arena;
    const struct route *route;
    struct actor actor;
    struct scope scope;  /* of the route's action for this actor: hand it to the store */
    int64_t now;         /* unix seconds, the same for the whole call */
    int64_t machine_now; /* the same by the machine's own clock, whatever an exercise says: codes of apps follow it */
    bool english;        /* of problems and texts made for this call */
    bool secure;
    const char *client_address, *user_agent; /* may be NULL */
    const char *trace_id;

    struct db *db;                               /* the connection inside its transaction; NULL in MODE_NONE */
    const char *parameters[CALL_MAX_PARAMETERS]; /* in the order of the pattern */
    const char *query[CALL_MAX_QUERY];           /* in the order of the route's query table; NULL = absent */
    void *input;                                 /* decoded, by the route's input fields; NULL without */
    const char *body;                            /* of a route that reads it itself: the request's own */
    size_t body_length;
    const char *if_match, *if_none_match;

    void *prepared;     /* what the route's prepare function left for the handler */
    const void *output; /* by the route's output fields */
    const char *raw;    /* instead of output: the body as it is, with raw_type */
    size_t raw_length;
    const char *raw_type;
    const struct shelved *shelved; /* raw is this answer's bytes; released with the call */
    int status;                    /* 0 = the route's success status */
    const char *etag;              /* quoted, or NULL */
    const char *location;
    const char *set_cookie;
    const char *next_link; /* path and query of the next page, or NULL */
    const char *file_name; /* Content-Disposition of a download, or NULL */
    bool not_modified;
    bool undo; /* MODE_WRITE: answer OK, but undo the writes: a trial (dry_run) */

    struct problem problem;
    struct violations violations;
};

/* Ends the call with a problem of the registry; returns its outcome. */
enum outcome call_refuse(struct call *c, enum problem_code code);

/* The same with a detail in both languages (in the arena or static). */
enum outcome call_refuse_because(struct call *c, enum problem_code code, const char *detail_sv, const char *detail_en);

/* After handlers have added to c->violations themselves: INVALID if there is any, OK otherwise. */
enum outcome call_check_violations(struct call *c);

/* Sets the ETag, made from what identifies the state: call_etag(c, "%lld", version). TOO_LARGE without memory. */
__attribute__((format(printf, 2, 3))) MUST_USE enum outcome call_etag(struct call *c, const char *format, ...);

/* True if the client already has c->etag: the handler may return OK at once, the reply will be 304. GET only. */
bool call_is_fresh(struct call *c);

/* Answers with what the shelf has in this place under c->etag; false if it has not. GET only, and only what c->etag
 * says all about. */
bool call_take_shelved(struct call *c, const char *place);

/* Makes the answer of the output and leaves it on the shelf for the next one. */
MUST_USE enum outcome call_leave_shelved(struct call *c, const char *place, const void *output);

/* For changing an object whose state is c->etag: refuses with 428 without If-Match, 412 if it does not match. */
MUST_USE enum outcome call_require_match(struct call *c);

/* For creating by PUT what does not exist yet: refuses with 412 if the client sent an If-Match. */
MUST_USE enum outcome call_require_absent(struct call *c);

/* Writes the audit row of this write. before and after are JSON or NULL. */
MUST_USE enum outcome call_audit(struct call *c, const char *action, const char *object_type, const char *object_key,
                                 const char *area_code, const char *before, const char *after);

/* A struct as JSON text in the arena, by its fields; NULL without memory. */
const char *call_json(struct call *c, const struct fields *of, const void *value);

/* The path parameter called name in the route's pattern. */
const char *call_parameter(const struct call *c, const char *name);

/* The query parameter called name; NULL if absent. */
const char *call_query(const struct call *c, const char *name);
/* The same as a number within what the route's table allows; absent = fallback. */
int64_t call_query_int(const struct call *c, const char *name, int64_t fallback);
bool call_query_flag(const struct call *c, const char *name);

/* Links a list to its next page, which begins after cursor and is asked for as this one was. TOO_LARGE without memory,
 * or when cursor is NULL for want of it. */
MUST_USE enum outcome call_next_page(struct call *c, const char *cursor);

/* ?dry_run=true of a ROUTE_TRIAL: called by the handler before it returns, when all is checked and written as
 * otherwise; the writes will be undone and the answer is 200. Whether it is a trial. */
bool call_trial(struct call *c);

/* A fresh id whose order follows c->now; NULL without memory. */
const char *call_new_id(struct call *c);

/* Today in Stockholm, as days and as text; the Monday of this week. */
int64_t call_today(const struct call *c);

#endif
