/* The stages of a call: origin -> actor -> permission -> body -> (gate) -> transaction with handler. Each may refuse.
 */
#include "api/pipeline.h"

#include "api/app.h"
#include "api/session.h"
#include "base/log.h"
#include "store/idempotency.h"
#include "store/vaccine_overview.h"

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

/* Accept: text/csv asks for the same as ?format=csv, where there is one. */
static void ask_for_csv(struct api_call *call)
{
    struct call *c = &call->call;
    const char *accept = call->request.headers.accept;
    int format = (c->route->flags & ROUTE_CSV) != 0 ? query_index(c->route, "format") : -1;
    if (format >= 0 && c->query[format] == NULL && accept != NULL && strncasecmp(accept, "text/csv", 8) == 0)
        c->query[format] = "csv";
}

/* Actor and permission. db is inside a read transaction. */
static enum outcome admit_actor(struct api_call *call, struct db *db)
{
    struct call *c = &call->call;
    TRY(check_origin(call));
    TRY(session_load(c, call->request.headers.authorization, call->request.headers.cookie, db));
    return check_permission(c);
}

/* Input: the last that comes before any handler. */
static enum outcome admit_input(struct api_call *call, const char *body, size_t length)
{
    struct call *c = &call->call;
    enum outcome outcome = query_read(c->route, call->request.query, &c->arena, &c->violations, c->query);
    if (outcome != OK)
        return outcome == INVALID ? call_refuse(c, PROBLEM_INVALID_FIELDS) : outcome;
    ask_for_csv(call);
    TRY(body_identify(call, body, length));
    TRY(body_decode(call, body, length));
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

/* What had to wait anyway gets its answer made here: it may be as large as what was asked. */
static void finish_with_reply(struct api_call *call)
{
    (void)api_call_reply(call);
    finish(call);
}

static void reply_work(struct gate_job *job, struct db *db)
{
    (void)db;
    finish_with_reply(CONTAINER(job, struct api_call, gate_job));
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

/* Whether what is written may change an answer about vaccine: its facts, or the name of somebody who entered them. An
 * operation of a new kind counts until it is named here. */
static bool bears_on_vaccine(enum action action)
{
    switch (action) {
    case ACTION_PUBLIC:
    case ACTION_SESSION_OWN:
    case ACTION_REPORT_WRITE:
    case ACTION_REPORT_REVIEW:
    case ACTION_ARTICLE_WRITE:
    case ACTION_POLICY_WRITE:
    case ACTION_PROPOSAL_CREATE:
    case ACTION_PROPOSAL_CHANGE:
    case ACTION_PROPOSAL_CONFIRM_FLOOR:
    case ACTION_PROPOSAL_DECIDE:
    case ACTION_AUDIT_READ:
        return false;
    default:
        return true;
    }
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
    if (outcome == OK && call->kept == NULL && bears_on_vaccine(c->route->action))
        outcome = store_vaccine_touch(db);
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
    sem_t *written = call->written;
    conclude(call, outcome);
    call->gate_job = (struct gate_job){.work = reply_work};
    if (call->sent == NULL || gate_submit(call->call.api->large_gate, &call->gate_job) != OK)
        finish(call);
    if (written != NULL)
        (void)sem_post(written);
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

/* Has it written, and waits for that if it is large: a table of thousands of figures takes the writer a quarter of a
 * second, and no more than one of them is to stand before anybody's report. */
static enum outcome write_from_gate(struct api_call *call)
{
    sem_t written;
    if (call->sent == NULL || sem_init(&written, 0, 0) != 0)
        return submit_write(call);
    call->written = &written;
    enum outcome outcome = submit_write(call);
    while (outcome == OK && sem_wait(&written) != 0) /* a signal came between */
        continue;
    sem_destroy(&written);
    return outcome;
}

static void gate_work(struct gate_job *job, struct db *db)
{
    struct api_call *call = CONTAINER(job, struct api_call, gate_job);
    struct call *c = &call->call;
    enum outcome outcome = prepare(call, db);
    if (outcome == OK && c->route->mode == MODE_WRITE) {
        outcome = write_from_gate(call);
        if (outcome == OK)
            return; /* the writer goes on */
    } else if (outcome == OK)
        outcome = c->route->mode == MODE_READ ? run_in_snapshot(call, db, c->route->handler) : c->route->handler(c);
    conclude(call, outcome);
    finish_with_reply(call);
}

static enum outcome submit_to_gate(struct api_call *call)
{
    struct api *api = call->call.api;
    call->gate_job = (struct gate_job){.work = gate_work};
    return gate_submit(call->call.route->gate == GATE_PASSWORD ? api->password_gate : api->long_gate, &call->gate_job);
}

/* --- the serving thread's side --- */

/* What reads alone is answered at once, in the snapshot that the actor was found in. */
static enum outcome admit_and_read(struct api_call *call, struct db *db, const char *body, size_t length)
{
    struct call *c = &call->call;
    TRY(admit_input(call, body, length));
    if (c->route->gate != GATE_OPEN || c->route->mode != MODE_READ)
        return OK;
    c->db = db;
    enum outcome outcome = c->route->handler(c);
    c->db = NULL;
    return outcome;
}

static void tell_if_broken(const struct api_call *call, struct db *db, enum outcome outcome)
{
    if (outcome == BROKEN)
        log_line(LOG_ERRORS, "%s: %s", call->call.route->operation, db_last_error(db));
}

/* From an input that is good, or not, to the answer (true) or to the thread that gives it. */
static bool go_on(struct api_call *call, enum outcome outcome)
{
    struct call *c = &call->call;
    if (outcome == OK && c->route->gate == GATE_OPEN && c->route->mode == MODE_NONE)
        outcome = c->route->handler(c);
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

static enum outcome read_in_snapshot(struct api_call *call, struct db *db)
{
    TRY(db_begin_read(db));
    enum outcome outcome = admit_and_read(call, db, call->sent, call->sent_length);
    tell_if_broken(call, db, outcome);
    db_rollback(db);
    return outcome;
}

static void large_work(struct gate_job *job, struct db *db)
{
    struct api_call *call = CONTAINER(job, struct api_call, gate_job);
    if (go_on(call, read_in_snapshot(call, db)))
        finish_with_reply(call);
}

/* A quarter of a megabyte of brackets takes 10 ms to refuse: some who send them would keep a serving thread from
 * everybody else. What is not parsed here costs nothing. */
static bool is_large(const struct call *c, size_t length)
{
    return length > LIMIT_QUICK_BODY_BYTES && (c->route->flags & ROUTE_RAW_BODY) == 0;
}

static enum outcome submit_large(struct api_call *call, const char *body, size_t length)
{
    call->sent = body;
    call->sent_length = length;
    call->gate_job = (struct gate_job){.work = large_work};
    return gate_submit(call->call.api->large_gate, &call->gate_job);
}

bool pipeline_run(struct api_call *call, const char *body, size_t length)
{
    struct call *c = &call->call;
    struct db *db = call->thread->reader;
    if (c->problem.code != PROBLEM_NONE || c->route == NULL)
        return true; /* refused at the door, or OPTIONS */
    bool needs_db = c->route->action != ACTION_PUBLIC || c->route->mode != MODE_NONE, large = is_large(c, length);
    enum outcome outcome = needs_db ? db_begin_read(db) : OK;
    if (outcome == OK) {
        outcome = admit_actor(call, needs_db ? db : NULL);
        if (outcome == OK && !large)
            outcome = admit_and_read(call, db, body, length);
        if (needs_db) {
            tell_if_broken(call, db, outcome);
            db_rollback(db);
        }
    }
    if (outcome != OK || !large)
        return go_on(call, outcome);
    outcome = submit_large(call, body, length);
    if (outcome != OK)
        conclude(call, outcome);
    return outcome != OK;
}
