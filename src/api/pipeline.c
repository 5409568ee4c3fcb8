/* The stages of a call: origin -> actor -> permission -> body -> (gate) -> transaction with handler. Each may refuse.
 */
#include "api/pipeline.h"

#include "api/app.h"
#include "api/json_memory.h"
#include "api/session.h"
#include "base/crypto.h"
#include "base/log.h"
#include "store/idempotency.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define CONTAINER(pointer, type, member) ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

/* A write from a browser must come from our own pages (CSRF). Clients without Origin and Sec-Fetch-Site are no
 * browsers. */
static enum outcome check_origin(struct api_call *call)
{
    const struct api_request_headers *headers = &call->request.headers;
    struct call *c = &call->call;
    if (c->route->method == METHOD_GET || session_bearer(headers->authorization) != NULL)
        return OK; /* another site's page cannot make a browser send a key */
    if (headers->origin != NULL) {
        const char *own = arena_printf(&c->arena, "%s://%s", c->secure ? "https" : "http",
                                       headers->host != NULL ? headers->host : "");
        if (own == NULL || strcasecmp(own, headers->origin) != 0)
            return call_refuse(c, PROBLEM_CROSS_ORIGIN);
    }
    if (headers->sec_fetch_site != NULL && strcmp(headers->sec_fetch_site, "same-origin") != 0 &&
        strcmp(headers->sec_fetch_site, "none") != 0)
        return call_refuse(c, PROBLEM_CROSS_ORIGIN);
    return OK;
}

/* What the way of proving oneself allows at all, whatever the role. */
static enum outcome check_standing(struct call *c)
{
    const struct actor *actor = &c->actor;
    if (!actor->signed_in)
        return call_refuse(c, actor->by_key ? PROBLEM_INVALID_KEY : PROBLEM_NOT_SIGNED_IN);
    if (actor->by_key && route_is_for_people(c->route))
        return call_refuse(c, PROBLEM_PEOPLE_ONLY);
    if (actor->read_only && c->route->mode == MODE_WRITE)
        return call_refuse(c, PROBLEM_KEY_READ_ONLY);
    if (actor->lacks_factor && (c->route->flags & ROUTE_ENROL) == 0)
        return call_refuse(c, PROBLEM_SECOND_FACTOR_MISSING);
    return OK;
}

/* The permission of the row, against the object that the path names. */
static enum outcome check_permission(struct call *c)
{
    if (c->route->action == ACTION_PUBLIC)
        return OK;
    TRY(check_standing(c));
    c->scope = permit_scope(&c->actor.standing, c->route->action);
    if (!c->scope.allowed)
        return call_refuse(c, PROBLEM_FORBIDDEN);
    const char *municipality = call_parameter(c, "municipality"), *county = call_parameter(c, "county"),
               *organisation = call_parameter(c, "organisation");
    if ((municipality != NULL && !scope_covers_area(&c->scope, municipality)) ||
        (county != NULL && !scope_covers_area(&c->scope, county)) ||
        (organisation != NULL && !scope_covers_organisation(&c->scope, organisation)))
        return call_refuse(c, PROBLEM_FORBIDDEN);
    return OK;
}

/* Nesting outside strings; jansson itself would go 2,048 deep. */
static bool too_deep(const char *body, size_t length)
{
    int depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < length; i++) {
        char character = body[i];
        if (in_string) {
            if (character == '\\')
                i++;
            else if (character == '"')
                in_string = false;
        } else if (character == '"')
            in_string = true;
        else if ((character == '{' || character == '[') && ++depth > LIMIT_JSON_DEPTH)
            return true;
        else if (character == '}' || character == ']')
            depth--;
    }
    return false;
}

static bool is_json_type(const char *content_type)
{
    static const char json[] = "application/json";
    size_t length = sizeof json - 1;
    return content_type != NULL && strncasecmp(content_type, json, length) == 0 &&
           (content_type[length] == '\0' || content_type[length] == ';' || content_type[length] == ' ');
}

/* Operations without input take no body, or {}. */
static const struct fields no_fields = {.name = "Nothing", .size = 1, .list = NULL, .count = 0};

static void close_json(json_t **root)
{
    json_decref(*root);
    json_memory_end();
}

static enum outcome decode_body(struct api_call *call, const char *body, size_t length)
{
    struct call *c = &call->call;
    const struct fields *input = c->route->input != NULL ? c->route->input : &no_fields;
    if (c->route->method == METHOD_GET || (length == 0 && c->route->input == NULL))
        return OK;
    if (!is_json_type(call->request.headers.content_type))
        return call_refuse(c, PROBLEM_UNSUPPORTED_MEDIA_TYPE);
    if (c->route->flags & ROUTE_RAW_BODY) {
        c->body = arena_copy(&c->arena, body, length);
        c->body_length = length;
        return c->body != NULL ? OK : TOO_LARGE;
    }
    if (too_deep(body, length))
        return call_refuse_because(c, PROBLEM_INVALID_JSON, "För många nivåer.", "Too many levels of nesting.");
    json_error_t error;
    json_memory_begin();
    __attribute__((cleanup(close_json))) json_t *root =
        json_loadb(length > 0 ? body : "", length, JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        return call_refuse_because(c, PROBLEM_INVALID_JSON,
                                   arena_printf(&c->arena, "Rad %d, tecken %d.", error.line, error.column),
                                   arena_printf(&c->arena, "Line %d, character %d.", error.line, error.column));
    c->input = arena_alloc(&c->arena, input->size);
    if (c->input == NULL)
        return TOO_LARGE;
    enum outcome outcome = field_decode(input, root, &c->arena, &c->violations, c->input);
    return outcome == INVALID ? call_refuse(c, PROBLEM_INVALID_FIELDS) : outcome;
}

/* What of a body goes into the kept digest. Passwords do not: whoever reads the database could try words against a
 * quick hash of a request that holds one. */
static void add_digested(const struct route *route, const char *body, size_t length, struct text *whole)
{
    static const char *const secrets[] = {"password", "current_password", "new_password", "code"};
    if (route->gate != GATE_PASSWORD) {
        text_add_bytes(whole, body != NULL ? body : "", length);
        return;
    }
    __attribute__((cleanup(close_json))) json_t *root = json_loadb(body != NULL ? body : "", length, 0, NULL);
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++)
        (void)json_object_del(root, secrets[i]);
    char *rest = json_dumps(root, JSON_SORT_KEYS | JSON_COMPACT); /* NULL for no JSON, which is refused next */
    text_add(whole, rest != NULL ? rest : "");
    free(rest);
}

/* Key and digest of a POST that wants to be safe to repeat. */
static enum outcome read_idempotency(struct api_call *call, const char *body, size_t length)
{
    struct call *c = &call->call;
    const char *key = call->request.headers.idempotency_key;
    if (key == NULL || c->route->method != METHOD_POST || c->route->mode != MODE_WRITE || !c->actor.signed_in ||
        (c->route->flags & ROUTE_SECRET) != 0)
        return OK;
    if (*key == '\0' || strlen(key) > 255 || !field_format_fits(FORMAT_LINE, key)) {
        violation_add(&c->violations, VIOLATION_MALFORMED, "Idempotency-Key", NULL, NULL);
        return call_refuse(c, PROBLEM_INVALID_FIELDS);
    }
    AUTO_TEXT whole = text_open(2 * (LIMIT_BODY_BYTES + c->route->max_body_bytes) + 4096);
    text_printf(&whole, "%s %s?%s\n", method_name(c->route->method), call->request.path,
                call->request.query != NULL ? call->request.query : "");
    add_digested(c->route, body, length, &whole);
    char digest[SHA256_HEX_CHARS + 1];
    if (text_failed(&whole))
        return TOO_LARGE;
    crypto_sha256_hex(whole.bytes, whole.length, digest);
    call->idempotency_key = key;
    call->request_sha256 = arena_copy(&c->arena, digest, SHA256_HEX_CHARS);
    return call->request_sha256 != NULL ? OK : TOO_LARGE;
}

/* Accept: text/csv asks for the same as ?format=csv, where there is one. */
static void ask_for_csv(struct api_call *call)
{
    struct call *c = &call->call;
    const char *accept = call->request.headers.accept;
    int format = (c->route->flags & ROUTE_CSV) != 0 ? query_index(c->route, "format") : -1;
    if (format >= 0 && c->query[format] == NULL && accept != NULL && strncasecmp(accept, "text/csv", 8) == 0)
        c->query[format] = "csv";
}

/* Actor, permission, input: what comes before any handler. db is inside a read transaction. */
static enum outcome admit(struct api_call *call, struct db *db, const char *body, size_t length)
{
    struct call *c = &call->call;
    TRY(check_origin(call));
    TRY(session_load(c, call->request.headers.authorization, call->request.headers.cookie, db));
    TRY(check_permission(c));
    enum outcome outcome = query_read(c->route, call->request.query, &c->arena, &c->violations, c->query);
    if (outcome != OK)
        return outcome == INVALID ? call_refuse(c, PROBLEM_INVALID_FIELDS) : outcome;
    ask_for_csv(call);
    TRY(read_idempotency(call, body, length));
    TRY(decode_body(call, body, length));
    return c->route->admit != NULL ? c->route->admit(c) : OK;
}

/* The outcome of a stage as the call's problem, if it has not named one itself. */
static void conclude(struct api_call *call, enum outcome outcome)
{
    struct call *c = &call->call;
    if (outcome == OK)
        c->problem = (struct problem){0};
    else if (c->problem.code == PROBLEM_NONE || problem_outcome(c->problem.code) != outcome)
        c->problem = (struct problem){.code = problem_of_outcome(outcome)};
}

static enum outcome run_in_snapshot(struct api_call *call, struct db *db, enum outcome (*stage)(struct call *))
{
    TRY(db_begin_read(db));
    call->call.db = db;
    enum outcome outcome = stage(&call->call);
    call->call.db = NULL;
    db_rollback(db); /* only a snapshot: nothing to keep */
    return outcome;
}

static void finish(struct api_call *call)
{
    call->request.finished(call->request.context);
}

/* --- the writer's side --- */

static enum outcome replay_or_handle(struct api_call *call)
{
    struct call *c = &call->call;
    if (call->idempotency_key != NULL) {
        struct kept_answer *kept = ARENA_NEW(&c->arena, struct kept_answer);
        if (kept == NULL)
            return TOO_LARGE;
        enum outcome outcome = store_idempotency_get(c->db, c->actor.user_id, call->idempotency_key,
                                                     c->now - IDEMPOTENCY_KEEP_SECONDS, &c->arena, kept);
        if (outcome == OK) {
            if (strcmp(kept->request_sha256, call->request_sha256) != 0)
                return call_refuse(c, PROBLEM_IDEMPOTENCY_REUSE);
            call->kept = kept;
            return OK;
        }
        if (outcome != NOT_FOUND)
            return outcome;
    }
    return c->route->handler(c);
}

static enum outcome keep_answer(struct api_call *call)
{
    struct call *c = &call->call;
    if (call->idempotency_key == NULL || call->kept != NULL)
        return OK;
    pipeline_reply(call);
    AUTO_TEXT headers = text_open(4096);
    for (int i = 0; i < call->reply.header_count; i++)
        if (strcmp(call->reply.headers[i].name, "Set-Cookie") != 0)
            text_printf(&headers, "%s: %s\n", call->reply.headers[i].name, call->reply.headers[i].value);
    if (text_failed(&headers) || text_failed(&call->body))
        return TOO_LARGE;
    call->sealed = true;
    const struct kept_answer answer = {
        .request_sha256 = call->request_sha256,
        .status = call->reply.status,
        .headers = headers.bytes != NULL ? headers.bytes : "",
        .body = call->reply.body != NULL ? call->reply.body : "",
    };
    return store_idempotency_add(c->db, c->actor.user_id, call->idempotency_key, &answer, c->now,
                                 c->now - IDEMPOTENCY_KEEP_SECONDS);
}

/* May run again after a retry: forgets what the first try left behind. */
static enum outcome write_job(struct writer_job *job, struct db *db)
{
    struct api_call *call = CONTAINER(job, struct api_call, writer_job);
    struct call *c = &call->call;
    c->db = db;
    c->output = NULL;
    c->etag = c->location = NULL;
    c->violations.count = 0;
    c->problem = (struct problem){0};
    call->kept = NULL;
    call->sealed = false;
    c->undo = false;
    enum outcome outcome = replay_or_handle(call);
    if (outcome == OK && !c->undo)
        outcome = keep_answer(call);
    if (outcome == BROKEN)
        log_line(LOG_ERRORS, "%s: %s", c->route->operation, db_last_error(db));
    c->db = NULL;
    c->undo = c->undo && outcome == OK;
    return c->undo ? INVALID : outcome; /* makes the writer undo the job */
}

static void write_finished(struct writer_job *job, enum outcome outcome)
{
    struct api_call *call = CONTAINER(job, struct api_call, writer_job);
    if (call->call.undo && outcome == INVALID)
        outcome = OK; /* a trial: the answer is good, the writes are gone */
    if (outcome != OK)
        call->sealed = false;
    conclude(call, outcome);
    finish(call);
}

static enum outcome submit_write(struct api_call *call)
{
    call->writer_job = (struct writer_job){.run = write_job, .finished = write_finished};
    return writer_submit(call->call.api->writer, &call->writer_job);
}

/* --- the gates' side --- */

/* True if the answer is there already: then nothing is prepared, the writer finds it again and gives it. Without this a
 * retried change of password would be measured against the new one. */
static enum outcome was_answered(struct api_call *call, struct db *db, bool *ret_answered)
{
    struct call *c = &call->call;
    struct kept_answer kept;
    *ret_answered = false;
    if (call->idempotency_key == NULL)
        return OK;
    TRY(db_begin_read(db));
    enum outcome outcome = store_idempotency_get(db, c->actor.user_id, call->idempotency_key,
                                                 c->now - IDEMPOTENCY_KEEP_SECONDS, &c->arena, &kept);
    db_rollback(db);
    *ret_answered = outcome == OK;
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome prepare(struct api_call *call, struct db *db)
{
    bool answered;
    if (call->call.route->prepare == NULL)
        return OK;
    TRY(was_answered(call, db, &answered));
    return answered ? OK : run_in_snapshot(call, db, call->call.route->prepare);
}

static void gate_work(struct gate_job *job, struct db *db)
{
    struct api_call *call = CONTAINER(job, struct api_call, gate_job);
    struct call *c = &call->call;
    enum outcome outcome = prepare(call, db);
    if (outcome == OK && c->route->mode == MODE_WRITE) {
        outcome = submit_write(call);
        if (outcome == OK)
            return; /* the writer goes on */
    } else if (outcome == OK)
        outcome = c->route->mode == MODE_READ ? run_in_snapshot(call, db, c->route->handler) : c->route->handler(c);
    conclude(call, outcome);
    finish(call);
}

static enum outcome submit_to_gate(struct api_call *call)
{
    struct api *api = call->call.api;
    call->gate_job = (struct gate_job){.work = gate_work};
    return gate_submit(call->call.route->gate == GATE_PASSWORD ? api->password_gate : api->long_gate, &call->gate_job);
}

/* --- the serving thread's side --- */

static enum outcome admit_and_read(struct api_call *call, const char *body, size_t length)
{
    struct call *c = &call->call;
    struct db *db = call->thread->reader;
    if (c->route->action == ACTION_PUBLIC && c->route->mode == MODE_NONE) {
        TRY(admit(call, NULL, body, length));
        return c->route->gate == GATE_OPEN ? c->route->handler(c) : OK;
    }
    TRY(db_begin_read(db));
    enum outcome outcome = admit(call, db, body, length);
    if (outcome == OK && c->route->gate == GATE_OPEN && c->route->mode == MODE_READ) {
        c->db = db;
        outcome = c->route->handler(c);
        c->db = NULL;
    }
    if (outcome == BROKEN)
        log_line(LOG_ERRORS, "%s: %s", c->route->operation, db_last_error(db));
    db_rollback(db);
    if (outcome == OK && c->route->gate == GATE_OPEN && c->route->mode == MODE_NONE)
        outcome = c->route->handler(c);
    return outcome;
}

bool pipeline_run(struct api_call *call, const char *body, size_t length)
{
    struct call *c = &call->call;
    if (c->problem.code != PROBLEM_NONE || c->route == NULL)
        return true; /* refused at the door, or OPTIONS */
    enum outcome outcome = admit_and_read(call, body, length);
    if (outcome == OK && c->route->gate != GATE_OPEN) {
        outcome = submit_to_gate(call);
        if (outcome == OK)
            return false;
    } else if (outcome == OK && c->route->mode == MODE_WRITE) {
        outcome = submit_write(call);
        if (outcome == OK)
            return false;
    }
    conclude(call, outcome);
    return true;
}
