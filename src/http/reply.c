#include "http/reply.h"

#include "http/request.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum { PROBLEM_BYTES = 1024 };
enum { COMPRESS_FROM_BYTES = 1024 /* below one packet and a half there is nothing to win */ };

struct named_value {
    const char *name, *value;
};

/* On every answer, refusals included (OWASP ASVS 5.0, V3.4). */
static const struct named_value security_headers[] = {
    {"Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                                "font-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; "
                                "frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
};
enum { SECURITY_HEADERS = sizeof security_headers / sizeof security_headers[0] };

static const struct named_value transport_security = {"Strict-Transport-Security",
                                                      "max-age=31536000; includeSubDomains"};

static bool add(struct MHD_Response *response, const char *name, const char *value)
{
    return MHD_add_response_header(response, name, value) == MHD_YES;
}

static bool add_common(struct MHD_Response *response, const struct request *request)
{
    bool good = add(response, "X-Request-Id", request->id);
    for (size_t i = 0; i < SECURITY_HEADERS; i++)
        good = good && add(response, security_headers[i].name, security_headers[i].value);
    if (request->secure)
        good = good && add(response, transport_security.name, transport_security.value);
    if (request->connection->loop->draining_since_ms != 0)
        good = good && add(response, "Connection", "close");
    return good;
}

/* Hands the response to libmicrohttpd and drops our share of it. */
static enum outcome queue(struct request *request, struct MHD_Response *response, bool complete, int status,
                          size_t length)
{
    bool queued = complete && MHD_queue_response(request->mhd, (unsigned)status, response) == MHD_YES;
    MHD_destroy_response(response);
    request->status = status;
    request->reply_bytes = request->head ? 0 : length;
    return queued ? OK : BROKEN;
}

static const char *reply_header(const struct api_reply *reply, const char *name)
{
    for (int i = 0; i < reply->header_count; i++)
        if (strcasecmp(reply->headers[i].name, name) == 0)
            return reply->headers[i].value;
    return NULL;
}

static bool add_reply_headers(struct MHD_Response *response, const struct api_reply *reply)
{
    bool good = true;
    for (int i = 0; i < reply->header_count; i++)
        good = good && add(response, reply->headers[i].name, reply->headers[i].value);
    if (reply_header(reply, "Cache-Control") == NULL)
        good = good && add(response, "Cache-Control", "no-store");
    return good;
}

/* The body in gzip: as an earlier call has left it, or packed now (ret_packed, unless it was left for others). */
static bool pack(struct request *request, const char **body, size_t *length, char **ret_packed)
{
    size_t packed_length;
    char *packed;
    const char *left = api_call_packed(request->call, &packed_length);
    if (left == NULL) {
        struct compressor *compressor = request->connection->loop->compressor;
        if (compressor_gzip(compressor, *body, *length, &packed, &packed_length) != OK)
            return false;
        left = api_call_may_leave_packed(request->call)
                   ? api_call_leave_packed(request->call, packed, packed_length, &packed_length)
                   : (*ret_packed = packed);
    }
    *body = left;
    *length = packed_length;
    return true;
}

enum outcome reply_with_call(struct request *request)
{
    const struct api_reply *reply = api_call_reply(request->call);
    const char *body = reply->body != NULL ? reply->body : "";
    size_t length = reply->body != NULL ? reply->body_length : 0;
    char *packed = NULL;
    bool may_pack = reply->compressible && length >= COMPRESS_FROM_BYTES;
    bool gzip = may_pack && request->encodings.gzip && pack(request, &body, &length, &packed);
    /* The reply's memory lives until the call is closed, which is after the answer has been sent. */
    struct MHD_Response *response = MHD_create_response_from_buffer(
        length, (void *)(uintptr_t)body, packed != NULL ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (response == NULL) {
        free(packed);
        return BROKEN;
    }
    bool good = add_reply_headers(response, reply) && add_common(response, request);
    if (may_pack)
        good = good && add(response, "Vary", "Accept-Encoding");
    if (gzip)
        good = good && add(response, "Content-Encoding", "gzip");
    return queue(request, response, good, reply->status, length);
}

static enum coding choose(const struct file *file, struct encodings accepted)
{
    if (accepted.brotli && file->variants[CODING_BROTLI].bytes != NULL)
        return CODING_BROTLI;
    return accepted.gzip && file->variants[CODING_GZIP].bytes != NULL ? CODING_GZIP : CODING_IDENTITY;
}

static bool add_file_headers(struct MHD_Response *response, const struct file *file, enum coding coding)
{
    static const char *const suffixes[] = {[CODING_IDENTITY] = "", [CODING_GZIP] = "-gz", [CODING_BROTLI] = "-br"};
    static const char *const names[] = {[CODING_IDENTITY] = NULL, [CODING_GZIP] = "gzip", [CODING_BROTLI] = "br"};
    char etag[64];
    snprintf(etag, sizeof etag, "\"%s%s\"", file->hash, suffixes[coding]);
    bool varies = file->variants[CODING_GZIP].bytes != NULL || file->variants[CODING_BROTLI].bytes != NULL;
    return add(response, "ETag", etag) &&
           add(response, "Cache-Control", file->immutable ? "public, max-age=31536000, immutable" : "no-cache") &&
           (!varies || add(response, "Vary", "Accept-Encoding")) &&
           (names[coding] == NULL || add(response, "Content-Encoding", names[coding]));
}

/* A problem made without a call, with the request's id where it tells one; its length. */
static size_t write_problem(char ret_body[PROBLEM_BYTES], int status, const char *id, const char **ret_content_type)
{
    static const char place[] = "\"trace_id\":\"";
    const char *body = api_static_problem(status, ret_content_type), *at = strstr(body, place);
    size_t before = at != NULL ? (size_t)(at - body) + sizeof place - 1 : strlen(body);
    int length = snprintf(ret_body, PROBLEM_BYTES, "%.*s%s%s", (int)before, body, at != NULL && id != NULL ? id : "",
                          body + before);
    return length < 0 ? 0 : (size_t)length < PROBLEM_BYTES ? (size_t)length : PROBLEM_BYTES - 1;
}

static enum outcome refuse_method(struct request *request)
{
    char body[PROBLEM_BYTES];
    const char *content_type;
    size_t length = write_problem(body, MHD_HTTP_METHOD_NOT_ALLOWED, request->id, &content_type);
    struct MHD_Response *response = MHD_create_response_from_buffer(length, body, MHD_RESPMEM_MUST_COPY);
    if (response == NULL)
        return BROKEN;
    bool good = add(response, "Allow", "GET, HEAD") && add(response, "Content-Type", content_type) &&
                add(response, "Cache-Control", "no-store") && add_common(response, request);
    request->code = "method_not_allowed";
    return queue(request, response, good, MHD_HTTP_METHOD_NOT_ALLOWED, length);
}

enum outcome reply_with_file(struct request *request)
{
    const struct file *file = request->file;
    if (request->method_refused)
        return refuse_method(request);
    const char *known = request->if_none_match;
    enum coding coding = choose(file, request->encodings);
    /* Whichever variant the client has, it is this content. */
    bool fresh = !request->missing && known != NULL && (strcmp(known, "*") == 0 || strstr(known, file->hash) != NULL);
    size_t length = fresh ? 0 : file->variants[coding].length;
    struct MHD_Response *response = MHD_create_response_from_buffer(
        length, fresh ? (void *)(uintptr_t) "" : (void *)(uintptr_t)file->variants[coding].bytes,
        MHD_RESPMEM_PERSISTENT);
    if (response == NULL)
        return BROKEN;
    bool good = add_file_headers(response, file, coding) && add_common(response, request);
    if (!fresh)
        good = good && add(response, "Content-Type", file->content_type);
    return queue(request, response, good,
                 fresh              ? MHD_HTTP_NOT_MODIFIED
                 : request->missing ? MHD_HTTP_NOT_FOUND
                                    : MHD_HTTP_OK,
                 length);
}

struct writer {
    char *bytes;
    size_t length, room;
};

__attribute__((format(printf, 2, 3))) static void put(struct writer *writer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(writer->bytes + writer->length, writer->room - writer->length, format, arguments);
    va_end(arguments);
    if (length > 0 && (size_t)length < writer->room - writer->length)
        writer->length += (size_t)length;
}

size_t reply_raw(char ret_bytes[REPLY_RAW_BYTES], const struct raw_reply *reply)
{
    struct writer writer = {.bytes = ret_bytes, .room = REPLY_RAW_BYTES};
    const char *content_type = reply->content_type, *body = reply->body;
    size_t length = reply->body_length;
    char date[40], problem[PROBLEM_BYTES];
    struct tm utc;
    time_t now = time(NULL);
    if (body == NULL) {
        length = write_problem(problem, reply->status, reply->id, &content_type);
        body = problem;
    }
    if (gmtime_r(&now, &utc) == NULL || strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &utc) == 0)
        date[0] = '\0';
    put(&writer, "HTTP/1.1 %d %s\r\nDate: %s\r\nConnection: close\r\nContent-Type: %s\r\n", reply->status,
        MHD_get_reason_phrase_for((unsigned)reply->status), date, content_type);
    put(&writer, "Content-Length: %zu\r\nCache-Control: no-store\r\n", length);
    if (reply->id != NULL)
        put(&writer, "X-Request-Id: %s\r\n", reply->id);
    for (size_t i = 0; i < SECURITY_HEADERS; i++)
        put(&writer, "%s: %s\r\n", security_headers[i].name, security_headers[i].value);
    if (reply->secure)
        put(&writer, "%s: %s\r\n", transport_security.name, transport_security.value);
    put(&writer, "\r\n");
    if (!reply->head && length <= writer.room - writer.length) {
        memcpy(writer.bytes + writer.length, body, length);
        writer.length += length;
    }
    return writer.length;
}
