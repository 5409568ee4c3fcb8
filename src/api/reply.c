/* What the stages left -> status, headers, body. */
#include "api/pipeline.h"

#include "api/app.h"
#include "store/idempotency.h"

#include <stdlib.h>
#include <string.h>

static void add_header(struct api_reply *reply, const char *name, const char *value)
{
    if (value != NULL && reply->header_count < API_MAX_HEADERS)
        reply->headers[reply->header_count++] = (struct api_header){name, value};
}

static void count(struct api *api, int status, enum problem_code code)
{
    if (status / 100 >= 1 && status / 100 <= 5)
        atomic_fetch_add_explicit(&api->requests_by_class[status / 100], 1, memory_order_relaxed);
    if (code != PROBLEM_NONE)
        atomic_fetch_add_explicit(&api->problems[code], 1, memory_order_relaxed);
}

static void reply_problem(struct api_call *call)
{
    struct call *c = &call->call;
    struct api_reply *reply = &call->reply;
    reply->status = problem_status(c->problem.code);
    add_header(reply, "Content-Type", "application/problem+json");
    add_header(reply, "Content-Language", c->english ? "en" : "sv");
    if (reply->status == 405)
        add_header(reply, "Allow", call->allow);
    if (reply->status == 401)
        add_header(reply, "WWW-Authenticate",
                   c->problem.code == PROBLEM_INVALID_KEY ? "Bearer error=\"invalid_token\"" : "Session");
    if (c->problem.retry_after_seconds > 0)
        add_header(reply, "Retry-After", arena_printf(&c->arena, "%lld", (long long)c->problem.retry_after_seconds));
    else if (reply->status == 503)
        add_header(reply, "Retry-After", "2");
    problem_encode(&c->problem, &c->violations, c->english, c->trace_id, &call->body);
}

/* An answer kept for its Idempotency-Key, as it was. */
static void reply_kept(struct api_call *call)
{
    struct api_reply *reply = &call->reply;
    reply->status = (int)call->kept->status;
    char *headers = arena_text(&call->call.arena, call->kept->headers);
    for (char *line; headers != NULL && (line = strsep(&headers, "\n")) != NULL;) {
        char *value = strstr(line, ": ");
        if (value == NULL)
            continue;
        *value = '\0';
        add_header(reply, line, value + 2);
    }
    add_header(reply, "Idempotency-Replayed", "true");
    text_add(&call->body, call->kept->body);
}

static void reply_output(struct api_call *call)
{
    struct call *c = &call->call;
    struct api_reply *reply = &call->reply;
    reply->status = call_is_fresh(c) ? 304 : c->status != 0 ? c->status : c->route->status;
    add_header(reply, "ETag", c->etag);
    add_header(reply, "Location", c->location);
    add_header(reply, "Set-Cookie", c->set_cookie);
    if (c->next_link != NULL)
        add_header(reply, "Link", arena_printf(&c->arena, "<%s>; rel=\"next\"", c->next_link));
    if (reply->status == 204 || reply->status == 304)
        return;
    if (c->raw != NULL) {
        add_header(reply, "Content-Type", c->raw_type);
        if (c->file_name != NULL)
            add_header(reply, "Content-Disposition",
                       arena_printf(&c->arena, "attachment; filename=\"%s\"", c->file_name));
        return;
    }
    add_header(reply, "Content-Type", "application/json");
    field_encode(c->route->output, c->output, &call->body);
}

void pipeline_reply(struct api_call *call)
{
    struct call *c = &call->call;
    struct api_reply *reply = &call->reply;
    *reply = (struct api_reply){.compressible = true};
    call->body.length = 0;
    if (c->problem.code != PROBLEM_NONE)
        reply_problem(call);
    else if (c->route == NULL) { /* OPTIONS */
        reply->status = 204;
        add_header(reply, "Allow", call->allow);
    } else if (call->kept != NULL)
        reply_kept(call);
    else
        reply_output(call);
    if (text_failed(&call->body)) {
        text_close(&call->body);
        call->body = text_open(LIMIT_REPLY_BYTES);
        *reply = (struct api_reply){.compressible = true};
        c->problem = (struct problem){.code = PROBLEM_ANSWER_TOO_LARGE};
        reply_problem(call);
    }
    reply->body = c->raw != NULL && c->problem.code == PROBLEM_NONE ? c->raw : call->body.bytes;
    reply->body_length = reply->body == c->raw && c->raw != NULL ? c->raw_length : call->body.length;
    if (reply->status == 204 || reply->status == 304)
        reply->body_length = 0;
    count(c->api, reply->status, c->problem.code);
}
