/* One row per operation: method, path, permission, transaction, fields, handler. 404, 405 + Allow, the access matrix
 * and the OpenAPI document all come from the rows of src/api/routes.c. */
#ifndef FORDELA_API_ROUTE_H
#define FORDELA_API_ROUTE_H

#include "api/field.h"
#include "base/outcome.h"
#include "core/permit.h"

#include <stdbool.h>
#include <stddef.h>

struct call;

enum method { METHOD_GET, METHOD_POST, METHOD_PUT, METHOD_DELETE, METHOD__COUNT };

enum mode {
    MODE_NONE, /* no database */
    MODE_READ, /* one read-only snapshot, on the serving thread */
    MODE_WRITE /* one transaction, on the writer; acknowledged when durable */
};

/* Work that must not run on a serving thread or in the writer: it runs in `prepare` before the handler, a few at a
 * time. */
enum gate_kind {
    GATE_OPEN,
    GATE_PASSWORD, /* Argon2id */
    GATE_LONG      /* computations over a whole county or nation; prepare has a read-only snapshot */
};

/* A query parameter. */
struct query_field {
    const char *name;
    enum field_format format;
    int64_t min, max; /* a number within; both 0 = text by format */
    const char *about;
};

enum route_flags {
    ROUTE_MATCH = 1,    /* changes an existing object: If-Match (documented; the handler checks it) */
    ROUTE_CSV = 2,      /* also as CSV (?format=csv or Accept: text/csv) */
    ROUTE_ETAG = 4,     /* replies with an ETag */
    ROUTE_RAW_BODY = 8, /* the handler reads c->body itself */
    ROUTE_LIST = 16,    /* limit and cursor, Link */
    ROUTE_SECRET = 64,  /* the answer shows a secret once: it is kept for no Idempotency-Key */
    ROUTE_PERSON = 128, /* for signed-in people, never for keys (so is everything about the own account) */
    ROUTE_ENROL = 256,  /* open to people whose role must have a second factor and who have none yet */
    ROUTE_TRIAL = 32 /* ?dry_run=true: everything but the writes, 200 instead of 201 (the handler calls call_trial) */
};

struct route {
    enum method method;
    const char *pattern; /* "/api/v1/municipalities/{municipality}/ppe-reports/{week}" */
    enum action action;  /* checked against the {municipality}, {county} or {organisation} of the path if there is one;
                            otherwise the actor must hold it somewhere and the store filters by c->scope */
    enum mode mode;
    enum gate_kind gate;
    enum outcome (*admit)(struct call *c);   /* on the serving thread, before the gate: throttles; may be NULL */
    enum outcome (*prepare)(struct call *c); /* inside the gate, with a read-only snapshot; NULL if the gate is open */
    enum outcome (*handler)(struct call *c);
    const struct fields *input;
    const struct fields *output;
    const struct query_field *query; /* ends with a NULL name */
    int status;                      /* of success: 200, 201, 204 */
    unsigned flags;
    size_t max_body_bytes; /* 0 = the common limit */
    const char *operation; /* OpenAPI operationId */
    const char *summary;
};

extern const struct route api_routes[];
extern const size_t api_route_count;

enum { ROUTE_MAX_PARAMETERS = 4 };

/* Finds the row. NULL: *ret_path_exists tells 405 from 404; ret_allow gets "GET, HEAD, OPTIONS" for the path then.
 * ret_parameters: slices of path copied into the arena. */
struct arena;
const struct route *route_find(const char *method, const char *path, struct arena *arena,
                               const char *ret_parameters[ROUTE_MAX_PARAMETERS], bool *ret_path_exists,
                               const char **ret_allow);

/* Position of a path parameter in a pattern, or -1. */
int route_parameter_index(const char *pattern, const char *name);

/* The form that a path parameter's value must have. */
enum field_format route_parameter_format(const char *name, size_t length);

/* True if keys of programs are refused: ROUTE_PERSON, or about the own account. */
bool route_is_for_people(const struct route *route);

const char *method_name(enum method method);

#endif
