/* The door: opening the application and its threads; opening, answering and closing a call. */
#include "api/handle.h"

#include "api/app.h"
#include "api/json_memory.h"
#include "api/language.h"
#include "api/openapi.h"
#include "api/pipeline.h"
#include "store/idempotency.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum outcome api_start(const struct api_config *config, struct api **ret_api)
{
    struct api *api = calloc(1, sizeof *api);
    if (api == NULL)
        return BROKEN;
    api->config = *config;
    json_memory_install();
    api->throttle = throttle_open();
    api->shelf = shelf_open(LIMIT_SHELF_BYTES);
    api->openapi = openapi_document(config->version);
    enum outcome outcome = api->throttle == NULL || api->shelf == NULL || api->openapi == NULL ? BROKEN : OK;
    if (outcome == OK)
        outcome = writer_start(config->store, config->writer_threads, LIMIT_WRITER_QUEUE, &api->writer);
    if (outcome == OK)
        outcome = gate_open(config->store, LIMIT_PASSWORD_QUEUE, &api->password_gate);
    if (outcome == OK)
        outcome = gate_open(config->store, LIMIT_LONG_QUEUE, &api->long_gate);
    if (outcome == OK)
        outcome = gate_open(config->store, LIMIT_LARGE_QUEUE, &api->large_gate);
    if (outcome != OK) {
        api_stop(api);
        return outcome;
    }
    *ret_api = api;
    return OK;
}

void api_stop(struct api *api)
{
    if (api == NULL)
        return;
    gate_close(api->large_gate); /* first: it hands on to the others */
    gate_close(api->password_gate);
    gate_close(api->long_gate);
    writer_stop(api->writer);
    throttle_close(api->throttle);
    shelf_close(api->shelf);
    free(api->openapi);
    free(api);
}

void api_set_draining(struct api *api)
{
    atomic_store(&api->draining, true);
}

enum outcome api_thread_open(struct api *api, struct api_thread **ret_thread)
{
    struct api_thread *thread = calloc(1, sizeof *thread);
    if (thread == NULL)
        return BROKEN;
    thread->api = api;
    enum outcome outcome = store_connect(api->config.store, true, &thread->reader);
    if (outcome != OK) {
        free(thread);
        return outcome;
    }
    *ret_thread = thread;
    return OK;
}

void api_thread_close(struct api_thread *thread)
{
    if (thread == NULL)
        return;
    db_close(thread->reader);
    free(thread);
}

/* Copies a header's text, so that the call owns all it reads. */
static bool copy_request(struct api_call *call, const struct api_request *request)
{
    struct arena *arena = &call->call.arena;
    call->request = *request;
    const char **texts[] = {
        &call->request.id,
        &call->request.method,
        &call->request.path,
        &call->request.query,
        &call->request.client_address,
        &call->request.headers.accept,
        &call->request.headers.accept_language,
        &call->request.headers.content_type,
        &call->request.headers.cookie,
        &call->request.headers.host,
        &call->request.headers.idempotency_key,
        &call->request.headers.if_match,
        &call->request.headers.if_none_match,
        &call->request.headers.origin,
        &call->request.headers.sec_fetch_site,
        &call->request.headers.authorization,
        &call->request.headers.user_agent,
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (*texts[i] != NULL && (*texts[i] = arena_text(arena, *texts[i])) == NULL)
            return false;
    return true;
}

struct api_call *api_call_open(struct api_thread *thread, const struct api_request *request, size_t *ret_max_body_bytes)
{
    struct api_call *call = calloc(1, sizeof *call);
    if (call == NULL)
        return NULL;
    struct call *c = &call->call;
    c->arena = arena_open(LIMIT_ARENA_BYTES);
    call->thread = thread;
    call->body = text_open(LIMIT_REPLY_BYTES);
    c->violations.arena = &c->arena;
    if (!copy_request(call, request)) {
        api_call_close(call);
        return NULL;
    }
    c->api = thread->api;
    c->now = clock_now(&thread->api->config.clock);
    c->machine_now = clock_now(&(const struct clock){0});
    c->english = language_is_english(call->request.headers.accept_language);
    c->secure = request->secure || thread->api->config.secure;
    c->client_address = call->request.client_address;
    c->user_agent = call->request.headers.user_agent;
    c->trace_id = call->request.id != NULL ? call->request.id : "";
    c->if_match = call->request.headers.if_match;
    c->if_none_match = call->request.headers.if_none_match;
    bool path_exists;
    c->route =
        route_find(call->request.method, call->request.path, &c->arena, c->parameters, &path_exists, &call->allow);
    if (c->route == NULL && !(path_exists && strcmp(call->request.method, "OPTIONS") == 0))
        (void)call_refuse(c, path_exists ? PROBLEM_METHOD_NOT_ALLOWED : PROBLEM_NOT_FOUND);
    *ret_max_body_bytes = c->route == NULL || c->route->action == ACTION_PUBLIC ? LIMIT_PUBLIC_BODY_BYTES
                          : c->route->max_body_bytes > 0                        ? c->route->max_body_bytes
                                                                                : LIMIT_BODY_BYTES;
    if (c->route != NULL && c->route->gate == GATE_LONG)
        c->arena.cap_bytes = LIMIT_ARENA_LONG_BYTES;
    return call;
}

void api_call_refuse_body(struct api_call *call)
{
    (void)call_refuse(&call->call, PROBLEM_BODY_TOO_LARGE);
}

bool api_call_run(struct api_call *call, const char *body, size_t length)
{
    return pipeline_run(call, body, length);
}

const struct api_reply *api_call_reply(const struct api_call *call)
{
    /* The reply is built on first sight, on the serving thread: encoding is not the writer's work. */
    struct api_call *own = (struct api_call *)(uintptr_t)call;
    if (!own->sealed) {
        pipeline_reply(own);
        own->sealed = true;
    }
    return &own->reply;
}

const char *api_call_packed(const struct api_call *call, size_t *ret_length)
{
    const struct call *c = &call->call;
    return c->shelved != NULL && call->reply.body == c->raw ? shelf_packed(c->api->shelf, c->shelved, ret_length)
                                                            : NULL;
}

const char *api_call_leave_packed(const struct api_call *call, char *bytes, size_t length, size_t *ret_length)
{
    return shelf_leave_packed(call->call.api->shelf, call->call.shelved, bytes, length, ret_length);
}

bool api_call_may_leave_packed(const struct api_call *call)
{
    return call->call.shelved != NULL && call->reply.body == call->call.raw;
}

const char *api_call_route(const struct api_call *call)
{
    return call->call.route != NULL ? call->call.route->pattern : "-";
}

const char *api_call_actor(const struct api_call *call)
{
    return call->call.actor.signed_in ? call->call.actor.user_id : "-";
}

const char *api_call_code(const struct api_call *call)
{
    return call->call.problem.code != PROBLEM_NONE ? problem_name(call->call.problem.code) : "ok";
}

void api_call_close(struct api_call *call)
{
    if (call == NULL)
        return;
    shelf_release(call->thread->api->shelf, call->call.shelved);
    text_close(&call->body);
    arena_close(&call->call.arena);
    free(call);
}

const char *api_static_problem(int status, const char **ret_content_type)
{
    *ret_content_type = "application/problem+json";
    switch (status) {
    case 405:
        return "{\"type\":\"/hjalp#method_not_allowed\",\"title\":\"Metoden är inte tillåten här\",\"status\":405,"
               "\"code\":\"method_not_allowed\",\"trace_id\":\"\"}";
    case 408:
        return "{\"type\":\"/hjalp#bad_request\",\"title\":\"Begäran kom inte i tid\",\"status\":408,"
               "\"code\":\"bad_request\",\"trace_id\":\"\"}";
    case 413:
        return "{\"type\":\"/hjalp#body_too_large\",\"title\":\"Innehållet är för stort\",\"status\":413,"
               "\"code\":\"body_too_large\",\"trace_id\":\"\"}";
    case 414:
        return "{\"type\":\"/hjalp#bad_request\",\"title\":\"Adressen är för lång\",\"status\":414,"
               "\"code\":\"bad_request\",\"trace_id\":\"\"}";
    case 415:
        return "{\"type\":\"/hjalp#unsupported_media_type\",\"title\":\"Packat innehåll tas inte emot\",\"status\":415,"
               "\"code\":\"unsupported_media_type\",\"trace_id\":\"\"}";
    case 417:
        return "{\"type\":\"/hjalp#bad_request\",\"title\":\"Förväntan kan inte uppfyllas\",\"status\":417,"
               "\"code\":\"bad_request\",\"trace_id\":\"\"}";
    case 421:
        return "{\"type\":\"/hjalp#bad_request\",\"title\":\"Servern svarar inte för det namnet\",\"status\":421,"
               "\"code\":\"bad_request\",\"trace_id\":\"\"}";
    case 429:
        return "{\"type\":\"/hjalp#too_many_attempts\",\"title\":\"För många anslutningar\",\"status\":429,"
               "\"code\":\"too_many_attempts\",\"trace_id\":\"\"}";
    case 431:
        return "{\"type\":\"/hjalp#bad_request\",\"title\":\"För många huvudfält\",\"status\":431,"
               "\"code\":\"bad_request\",\"trace_id\":\"\"}";
    case 501:
        return "{\"type\":\"/hjalp#method_not_allowed\",\"title\":\"Metoden finns inte\",\"status\":501,"
               "\"code\":\"method_not_allowed\",\"trace_id\":\"\"}";
    case 505:
        return "{\"type\":\"/hjalp#bad_request\",\"title\":\"Versionen av HTTP stöds inte\",\"status\":505,"
               "\"code\":\"bad_request\",\"trace_id\":\"\"}";
    case 503:
        return "{\"type\":\"/hjalp#busy\",\"title\":\"Servern är upptagen\",\"status\":503,"
               "\"code\":\"busy\",\"trace_id\":\"\"}";
    case 500:
        return "{\"type\":\"/hjalp#broken\",\"title\":\"Något gick fel hos oss\",\"status\":500,"
               "\"code\":\"broken\",\"trace_id\":\"\"}";
    default:
        return "{\"type\":\"/hjalp#bad_request\",\"title\":\"Begäran kan inte tolkas\",\"status\":400,"
               "\"code\":\"bad_request\",\"trace_id\":\"\"}";
    }
}
