#include "http/request.h"

#include "base/clock.h"
#include "base/log.h"
#include "http/head.h"
#include "http/reply.h"
#include "http/target.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { ID_BYTES = REQUEST_ID_CHARS / 2, STATIC_BODY_BYTES = 1024, BODY_FIRST_BYTES = 4096, OUR_COPIES = 2 };

static const char MISSING_PAGE[] = "/saknas";

static void make_id(struct loop *loop, char ret_id[REQUEST_ID_CHARS + 1])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[ID_BYTES];
    loop_random(loop, bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        ret_id[2 * i] = digits[bytes[i] >> 4];
        ret_id[2 * i + 1] = digits[bytes[i] & 15];
    }
    ret_id[REQUEST_ID_CHARS] = '\0';
}

/* libmicrohttpd makes an argument of each "name=value" in the query, which nobody here reads, and some hundred of them
 * fill its memory, after which it neither answers nor closes. Without a '&' it sees only one; our copy has been taken.
 */
static void hide_arguments(const char *target)
{
    for (char *mark = strchr(target, '&'); mark != NULL; mark = strchr(mark, '&'))
        *mark = '_';
}

void *request_begin(void *context, const char *target, struct MHD_Connection *mhd)
{
    struct loop *loop = context;
    struct connection *connection = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
    size_t length = strlen(target);
    bool fits = length <= loop->policy->limits.target_bytes;
    struct request *request = calloc(1, sizeof *request + (fits ? OUR_COPIES * (length + 1) : 0));
    connection_wait(connection, WAIT_HEADERS);
    connection->unused = false;
    if (request == NULL)
        return NULL;
    request->connection = connection;
    request->secure = connection->tls != NULL;
    request->mhd = mhd;
    request->policy = loop->policy;
    request->began_ms = clock_monotonic_ms();
    request->target_place = target;
    request->target_length = length;
    if (fits) {
        request->target = (char *)(request + 1);
        request->path = request->target + length + 1;
        memcpy(request->target, target, length + 1);
    }
    make_id(loop, request->id);
    hide_arguments(target);
    return request;
}

/* Answers past libmicrohttpd and has it close: nothing that follows on this connection is ever read as a request. */
static enum MHD_Result refuse(struct request *request, const struct raw_reply *reply, const char *code)
{
    char answer[REPLY_RAW_BYTES];
    size_t length = reply_raw(answer, reply);
    request->status = reply->status;
    request->reply_bytes = length;
    request->code = code;
    request->state = REQUEST_ANSWERED;
    connection_refuse(request->connection, answer, length);
    return MHD_NO;
}

static enum MHD_Result refuse_status(struct request *request, int status)
{
    const struct raw_reply reply = {
        .status = status, .id = request->id, .secure = request->secure, .head = request->head};
    return refuse(request, &reply, "refused");
}

static enum MHD_Result refuse_body(struct request *request)
{
    if (request->call == NULL)
        return refuse_status(request, MHD_HTTP_CONTENT_TOO_LARGE);
    api_call_refuse_body(request->call);
    const struct api_reply *reply = api_call_reply(request->call);
    struct raw_reply raw = {.status = reply->status,
                            .id = request->id,
                            .body = reply->body,
                            .body_length = reply->body_length,
                            .secure = request->secure};
    for (int i = 0; i < reply->header_count; i++)
        if (strcasecmp(reply->headers[i].name, "Content-Type") == 0)
            raw.content_type = reply->headers[i].value;
    if (raw.content_type == NULL)
        raw.body = NULL;
    return refuse(request, &raw, "body_too_large");
}

/* What has been received is no longer counted: whoever has the whole request bounds how many he takes. */
static void count_no_more(struct request *request)
{
    request->connection->loop->body_bytes -= request->body_counted;
    request->body_counted = 0;
}

static void release_body(struct request *request)
{
    count_no_more(request);
    free(request->body);
    request->body = NULL;
    request->body_capacity = 0;
}

void request_forget_body(struct request *request)
{
    request->code = "made_way";
    request->status = MHD_HTTP_SERVICE_UNAVAILABLE;
    release_body(request);
}

static enum MHD_Result answer(struct request *request)
{
    enum outcome outcome = request->file != NULL ? reply_with_file(request) : reply_with_call(request);
    request->state = REQUEST_ANSWERED;
    release_body(request);
    connection_wait(request->connection, WAIT_REPLY);
    return outcome == OK ? MHD_YES : MHD_NO;
}

/* The whole request is here. */
static enum MHD_Result run(struct request *request)
{
    connection_wait(request->connection, WAIT_NOTHING);
    request->connection->receiving = NULL;
    count_no_more(request);
    if (request->state == REQUEST_EXCESS && request->call != NULL)
        api_call_refuse_body(request->call);
    else if (request->file == NULL && !api_call_run(request->call, request->body, request->body_length)) {
        request->state = REQUEST_PENDING;
        request->connection->loop->pending++;
        MHD_suspend_connection(request->mhd);
        return MHD_YES;
    }
    return answer(request);
}

void request_resume(struct request *request)
{
    request->state = REQUEST_READY;
    request->connection->loop->pending--;
    MHD_resume_connection(request->mhd);
}

static void application_finished(void *context)
{
    struct request *request = context;
    loop_request_finished(request->connection->loop, request);
}

/* Who asks, and over what: the proxy's word counts only if it is one of ours. */
static void find_client(struct request *request, const struct head *head)
{
    request->client = request->connection->address;
    if (!request->connection->trusted)
        return;
    const char *forwarded_for = head_last_value(head, "X-Forwarded-For");
    const char *scheme = head_last_value(head, "X-Forwarded-Proto");
    struct address client;
    if (forwarded_for != NULL && address_last_hop(forwarded_for, &client) == OK)
        request->client = client;
    request->secure = request->secure || (scheme != NULL && strcasecmp(scheme, "https") == 0);
}

/* Fields of which two would leave it to chance which one counts. False if there are two. */
static bool take_single(const struct head *head, const char *name, const char **ret_value)
{
    int count;
    *ret_value = head_value(head, name, &count);
    return count <= 1;
}

static bool take_headers(const struct head *head, struct api_request_headers *ret_headers)
{
    *ret_headers = (struct api_request_headers){
        .accept = head_value(head, "Accept", NULL),
        .accept_language = head_value(head, "Accept-Language", NULL),
        .host = head_value(head, "Host", NULL),
        .if_none_match = head_value(head, "If-None-Match", NULL),
        .user_agent = head_value(head, "User-Agent", NULL),
    };
    return take_single(head, "Content-Type", &ret_headers->content_type) &&
           take_single(head, "Cookie", &ret_headers->cookie) &&
           take_single(head, "Idempotency-Key", &ret_headers->idempotency_key) &&
           take_single(head, "If-Match", &ret_headers->if_match) && take_single(head, "Origin", &ret_headers->origin) &&
           take_single(head, "Sec-Fetch-Site", &ret_headers->sec_fetch_site) &&
           take_single(head, "Authorization", &ret_headers->authorization);
}

/* 0, or the status to refuse the request's framing with. */
static int check(struct request *request, const struct head *head, const char *method, const char *version)
{
    const struct limits *limits = &request->policy->limits;
    const struct request_head shown = {
        .method = method, .version = version, .fields = head->fields, .field_count = head->count};
    if (request->target == NULL)
        return MHD_HTTP_URI_TOO_LONG;
    if (head->count > HEAD_FIELDS_MAX)
        return MHD_HTTP_REQUEST_HEADER_FIELDS_TOO_LARGE;
    if (!head_is_contiguous(request->mhd, head, method, request->target_place, request->target_length, version))
        return MHD_HTTP_BAD_REQUEST;
    int status = guard_check(&shown, limits, &request->framing);
    if (status != 0)
        return status;
    if (target_decode(request->target, request->target_length, request->path, &request->query) != OK)
        return MHD_HTTP_BAD_REQUEST;
    const char *hosts = request->policy->hosts;
    if (hosts[0] != '\0' && (request->framing.host == NULL || !guard_host_is_listed(request->framing.host, hosts)))
        return MHD_HTTP_MISDIRECTED_REQUEST;
    return 0;
}

/* Pages are found first; what is not one belongs to the application, which says 404 where there is nothing. */
static bool open_file(struct request *request, const char *method)
{
    request->file = files_find(request->policy->files, request->path);
    request->method_refused = !request->head && strcmp(method, "GET") != 0;
    request->body_max = STATIC_BODY_BYTES;
    return request->file != NULL;
}

static bool open_call(struct request *request, const char *method, const struct api_request_headers *headers)
{
    char client[ADDRESS_CHARS];
    address_format(&request->client, client);
    const struct api_request shown = {
        .id = request->id,
        .method = method,
        .path = request->path,
        .query = request->query,
        .headers = *headers,
        .client_address = client,
        .secure = request->secure,
        .finished = application_finished,
        .context = request,
    };
    request->call = api_call_open(request->connection->loop->api_thread, &shown, &request->body_max);
    return request->call != NULL;
}

/* A person at an address where there is nothing gets a page with a way back; a program gets its problem. */
static void show_missing(struct request *request, const char *method, const char *accept)
{
    static const char application[] = "/api/", files[] = "/static/";
    bool reads = request->head || strcmp(method, "GET") == 0;
    if (!reads || accept == NULL || strstr(accept, "text/html") == NULL ||
        strncmp(request->path, application, sizeof application - 1) == 0 ||
        strncmp(request->path, files, sizeof files - 1) == 0 || strcmp(api_call_route(request->call), "-") != 0)
        return;
    request->file = files_find(request->policy->files, MISSING_PAGE);
    if (request->file == NULL)
        return;
    api_call_close(request->call);
    request->call = NULL;
    request->missing = true;
    request->code = "not_found";
    request->body_max = STATIC_BODY_BYTES;
}

/* What to do about the body that is announced, or not. */
static enum MHD_Result begin_body(struct request *request)
{
    const struct limits *limits = &request->policy->limits;
    /* Without a body too the answer waits for the next call: one given in the first ends the connection. */
    request->state = REQUEST_BODY;
    if (request->framing.content_length > (int64_t)request->body_max) {
        if (request->framing.content_length > (int64_t)(request->body_max + limits->discard_bytes))
            return refuse_body(request);
        request->state = REQUEST_EXCESS;
    }
    connection_wait(request->connection, WAIT_BODY);
    request->connection->receiving = request;
    return MHD_YES;
}

static enum MHD_Result open(struct request *request, const char *method, const char *version)
{
    struct head head;
    struct api_request_headers headers;
    request->head = strcmp(method, "HEAD") == 0;
    head_collect(request->mhd, &head);
    int status = check(request, &head, method, version);
    if (status == 0 && !take_headers(&head, &headers))
        status = MHD_HTTP_BAD_REQUEST;
    if (status != 0)
        return refuse_status(request, status);
    find_client(request, &head);
    request->encodings = encodings_accepted(head_value(&head, "Accept-Encoding", NULL));
    request->if_none_match = headers.if_none_match;
    if (!open_file(request, method)) {
        if (!open_call(request, method, &headers))
            return refuse_status(request, MHD_HTTP_SERVICE_UNAVAILABLE);
        show_missing(request, method, headers.accept);
    }
    return begin_body(request);
}

/* Room for `more` bytes of body and a NUL. It grows with what has come, not with what is announced, and where the
 * thread's is used up whoever has been sending the longest makes way: otherwise a few who announce much and send
 * nothing would keep everybody's reports out. */
static bool reserve(struct request *request, size_t more)
{
    struct loop *loop = request->connection->loop;
    size_t needed = request->body_length + more + 1, most = request->policy->limits.body_bytes_in_flight;
    if (needed <= request->body_capacity)
        return true;
    size_t capacity = request->body_capacity > 0 ? request->body_capacity * 2 : BODY_FIRST_BYTES;
    if (!request->framing.chunked && capacity > (size_t)request->framing.content_length + 1)
        capacity = (size_t)request->framing.content_length + 1;
    if (capacity < needed)
        capacity = needed;
    while (loop->body_bytes + (capacity - request->body_capacity) > most)
        if (!connections_make_way(loop, request->connection))
            return false;
    char *body = realloc(request->body, capacity);
    if (body == NULL)
        return false;
    loop->body_bytes += capacity - request->body_capacity;
    request->body_counted = capacity;
    request->body = body;
    request->body_capacity = capacity;
    return true;
}

static enum MHD_Result collect(struct request *request, const char *bytes, size_t length)
{
    request->body_seen += length;
    if (request->body_seen > request->body_max) {
        if (request->body_seen > request->body_max + request->policy->limits.discard_bytes)
            return refuse_body(request);
        request->state = REQUEST_EXCESS;
        release_body(request);
    }
    if (request->state == REQUEST_EXCESS || request->file != NULL)
        return MHD_YES;
    if (!reserve(request, length))
        return refuse_status(request, MHD_HTTP_SERVICE_UNAVAILABLE);
    memcpy(request->body + request->body_length, bytes, length);
    request->body_length += length;
    request->body[request->body_length] = '\0';
    return MHD_YES;
}

enum MHD_Result request_continue(void *context, struct MHD_Connection *mhd, const char *url, const char *method,
                                 const char *version, const char *upload, size_t *upload_length, void **request)
{
    struct request *own = *request;
    (void)context, (void)mhd, (void)url;
    if (own == NULL)
        return MHD_NO;
    switch (own->state) {
    case REQUEST_NEW:
        return open(own, method, version);
    case REQUEST_BODY:
    case REQUEST_EXCESS:
        if (own->connection->shut)
            return MHD_NO; /* its deadline has come, or it made way */
        if (*upload_length > 0) {
            size_t length = *upload_length;
            *upload_length = 0;
            return collect(own, upload, length);
        }
        return run(own);
    case REQUEST_READY:
        return answer(own);
    case REQUEST_PENDING:
    case REQUEST_ANSWERED:
        break;
    }
    *upload_length = 0;
    return MHD_YES;
}

static void write_log(const struct request *request, enum MHD_RequestTerminationCode how)
{
    const char *route = request->file != NULL ? "static" : "-", *actor = "-", *code = request->code;
    if (log_level < LOG_INFO)
        return;
    if (request->call != NULL) {
        route = api_call_route(request->call);
        actor = api_call_actor(request->call);
    }
    if (code == NULL && how != MHD_REQUEST_TERMINATED_COMPLETED_OK)
        code = "broken_off";
    if (code == NULL)
        code = request->call != NULL ? api_call_code(request->call) : "ok";
    log_collect(&request->connection->loop->log, LOG_INFO,
                "request id=%s actor=%s route=%s status=%d ms=%lld bytes=%zu code=%s", request->id, actor, route,
                request->status, (long long)(clock_monotonic_ms() - request->began_ms), request->reply_bytes, code);
}

void request_end(void *context, struct MHD_Connection *mhd, void **request, enum MHD_RequestTerminationCode how)
{
    struct request *own = *request;
    (void)context, (void)mhd;
    if (own == NULL)
        return;
    *request = NULL;
    own->connection->receiving = NULL;
    write_log(own, how);
    api_call_close(own->call);
    release_body(own);
    if (!own->connection->shut)
        connection_wait(own->connection, WAIT_IDLE);
    free(own);
}
