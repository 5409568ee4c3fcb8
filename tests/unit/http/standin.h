/* A stand-in for the application behind include/api/handle.h, so that the transport is tested by itself: it defines the
 * functions of that header, and the linker then takes none of the real ones. Included once by each test program.
 *
 *   GET  /healthz, /readyz        200 (readyz 503 while draining)
 *   *    /echo                    200 with the body as sent; at most 1000 bytes
 *   POST /later                   pending until somebody asks for /release; then 200
 *   POST /soon                    pending, finished by another thread at once
 *   GET  /release                 finishes all pending ones
 *   GET  /large?BYTES             200 with that many bytes of compressible text
 *   GET  /kept?BYTES              the same; its gzip coding is left for later calls
 *   GET  /who                     200: client address, secure, path and query as they arrived
 *   GET  /tagged                  304 for If-None-Match: "a"; 204 for /empty
 *   *    anything else            404 */
#ifndef FORDELA_TESTS_HTTP_STANDIN_H
#define FORDELA_TESTS_HTTP_STANDIN_H

#include "api/handle.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STANDIN_BODY_MAX = 1000 };

struct api {
    atomic_bool draining;
    atomic_int open_calls;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t finisher;
    struct api_call *soon; /* to be finished by the other thread at once */
    struct api_call *later;
    bool ending;
    char *kept; /* gzip coding of the answer to /kept */
    size_t kept_length;
};

struct api_thread {
    struct api *api;
};

struct api_call {
    struct api *api;
    struct api_call *next;
    struct api_reply reply;
    void (*finished)(void *context);
    void *context;
    char method[16], path[200], query[200], client[64];
    bool secure, known;
    char *body;
};

/* Finishes calls from a thread of its own, as the writer does. */
static void *standin_finish(void *context)
{
    struct api *api = context;
    pthread_mutex_lock(&api->lock);
    for (;;) {
        while (api->soon == NULL && !api->ending)
            pthread_cond_wait(&api->changed, &api->lock);
        struct api_call *call = api->soon;
        if (call == NULL)
            break;
        api->soon = call->next;
        pthread_mutex_unlock(&api->lock);
        call->finished(call->context);
        pthread_mutex_lock(&api->lock);
    }
    pthread_mutex_unlock(&api->lock);
    return NULL;
}

enum outcome api_start(const struct api_config *config, struct api **ret_api)
{
    struct api *api = calloc(1, sizeof *api);
    (void)config;
    if (api == NULL)
        return BROKEN;
    pthread_mutex_init(&api->lock, NULL);
    pthread_cond_init(&api->changed, NULL);
    if (pthread_create(&api->finisher, NULL, standin_finish, api) != 0)
        return BROKEN;
    *ret_api = api;
    return OK;
}

void api_stop(struct api *api)
{
    if (api == NULL)
        return;
    pthread_mutex_lock(&api->lock);
    api->ending = true;
    pthread_cond_broadcast(&api->changed);
    pthread_mutex_unlock(&api->lock);
    pthread_join(api->finisher, NULL);
    free(api->kept);
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
    *ret_thread = thread;
    return OK;
}

void api_thread_close(struct api_thread *thread)
{
    free(thread);
}

struct api_call *api_call_open(struct api_thread *thread, const struct api_request *request, size_t *ret_max_body_bytes)
{
    struct api_call *call = calloc(1, sizeof *call);
    if (call == NULL)
        return NULL;
    atomic_fetch_add(&thread->api->open_calls, 1);
    call->api = thread->api;
    call->finished = request->finished;
    call->context = request->context;
    call->secure = request->secure;
    snprintf(call->method, sizeof call->method, "%s", request->method);
    snprintf(call->path, sizeof call->path, "%s", request->path);
    snprintf(call->query, sizeof call->query, "%s", request->query != NULL ? request->query : "");
    snprintf(call->client, sizeof call->client, "%s", request->client_address);
    call->known = request->headers.if_none_match != NULL && strcmp(request->headers.if_none_match, "\"a\"") == 0;
    *ret_max_body_bytes = STANDIN_BODY_MAX;
    return call;
}

static void standin_reply(struct api_call *call, int status, const char *body, size_t length)
{
    call->reply.status = status;
    call->reply.compressible = true;
    call->reply.body = call->body = malloc(length + 1);
    if (call->body == NULL)
        abort();
    memcpy(call->body, body, length);
    call->body[length] = '\0';
    call->reply.body_length = length;
    call->reply.headers[call->reply.header_count++] = (struct api_header){"Content-Type", "text/plain"};
}

void api_call_refuse_body(struct api_call *call)
{
    standin_reply(call, 413, "too large", 9);
}

static void standin_pend(struct api_call **list, struct api_call *call)
{
    pthread_mutex_lock(&call->api->lock);
    call->next = *list;
    *list = call;
    pthread_cond_broadcast(&call->api->changed);
    pthread_mutex_unlock(&call->api->lock);
}

static void standin_release(struct api *api)
{
    pthread_mutex_lock(&api->lock);
    while (api->later != NULL) {
        struct api_call *call = api->later;
        api->later = call->next;
        call->next = api->soon;
        api->soon = call;
    }
    pthread_cond_broadcast(&api->changed);
    pthread_mutex_unlock(&api->lock);
}

static void standin_large(struct api_call *call)
{
    size_t length = (size_t)strtoul(call->query, NULL, 10);
    char *text = malloc(length + 1);
    if (text == NULL)
        abort();
    for (size_t i = 0; i < length; i++)
        text[i] = (char)('a' + i % 23);
    standin_reply(call, 200, text, length);
    free(text);
}

bool api_call_run(struct api_call *call, const char *body, size_t length)
{
    char text[600];
    if (strcmp(call->path, "/healthz") == 0) {
        standin_reply(call, 200, "ok", 2);
    } else if (strcmp(call->path, "/readyz") == 0) {
        standin_reply(call, atomic_load(&call->api->draining) ? 503 : 200, "ready?", 6);
    } else if (strcmp(call->path, "/echo") == 0) {
        standin_reply(call, 200, body != NULL ? body : "", length);
    } else if (strcmp(call->path, "/large") == 0 || strcmp(call->path, "/kept") == 0) {
        standin_large(call);
    } else if (strcmp(call->path, "/who") == 0) {
        int written = snprintf(text, sizeof text, "%s %s %s %s", call->client, call->secure ? "secure" : "plain",
                               call->path, call->query);
        standin_reply(call, 200, text, (size_t)written);
    } else if (strcmp(call->path, "/tagged") == 0) {
        standin_reply(call, call->known ? 304 : 200, "tagged", 6);
        call->reply.headers[call->reply.header_count++] = (struct api_header){"ETag", "\"a\""};
        if (call->known)
            call->reply.body = NULL;
    } else if (strcmp(call->path, "/empty") == 0) {
        call->reply.status = 204;
    } else if (strcmp(call->path, "/release") == 0) {
        standin_release(call->api);
        standin_reply(call, 200, "released", 8);
    } else if (strcmp(call->path, "/soon") == 0 || strcmp(call->path, "/later") == 0) {
        standin_reply(call, 200, "done", 4);
        standin_pend(call->path[1] == 's' ? &call->api->soon : &call->api->later, call);
        return false;
    } else
        standin_reply(call, 404, "nothing", 7);
    return true;
}

const struct api_reply *api_call_reply(const struct api_call *call)
{
    return &call->reply;
}

bool api_call_may_leave_packed(const struct api_call *call)
{
    return strcmp(call->path, "/kept") == 0;
}

const char *api_call_packed(const struct api_call *call, size_t *ret_length)
{
    const char *kept = NULL;
    pthread_mutex_lock(&call->api->lock);
    if (api_call_may_leave_packed(call) && call->api->kept != NULL) {
        kept = call->api->kept;
        *ret_length = call->api->kept_length;
    }
    pthread_mutex_unlock(&call->api->lock);
    return kept;
}

const char *api_call_leave_packed(const struct api_call *call, char *bytes, size_t length, size_t *ret_length)
{
    pthread_mutex_lock(&call->api->lock);
    if (call->api->kept == NULL) {
        call->api->kept = bytes;
        call->api->kept_length = length;
    } else
        free(bytes);
    pthread_mutex_unlock(&call->api->lock);
    return api_call_packed(call, ret_length);
}

const char *api_call_route(const struct api_call *call)
{
    return call->path;
}

const char *api_call_actor(const struct api_call *call)
{
    (void)call;
    return "-";
}

const char *api_call_code(const struct api_call *call)
{
    return call->reply.status < 400 ? "ok" : "refused";
}

void api_call_close(struct api_call *call)
{
    if (call == NULL)
        return;
    atomic_fetch_sub(&call->api->open_calls, 1);
    free(call->body);
    free(call);
}

const char *api_static_problem(int status, const char **ret_content_type)
{
    (void)status;
    *ret_content_type = "application/problem+json";
    return "{\"code\":\"static\"}";
}

#endif
